"""The patient, as the envelope or an old message's body says it, and those around the patient."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from referrals.messages.parse.parties import full_name
from referrals.messages.parse.tree import (
    Coded,
    Element,
    child,
    children,
    coded,
    day,
    email,
    inside,
    line,
    phone,
    yes,
)

KINDS = {"FNR": "fnr", "DNR": "dnr", "HNR": "help", "FHN": "help"}
SEXES = {"1": "male", "2": "female"}
_EMPTY = ("", None, "none", "unknown")
# What is said together is taken together.
_GROUPS = (
    *(("given_name", "family_name"), ("birth_date",), ("sex",), ("kind", "number"), ("other_number",)),
    *(("address", "postal_code", "city", "municipality"), ("phone",), ("email",)),
)
# By kind of address (3401), the best first; work, holidays, for a while and wrong ones come last.
_HOMES = {"H": 0, "HP": 1, "PST": 3, "TMP": 4, "HV": 5, "WP": 6, "INV": 6, "BAD": 7}
_NOT_SAID = 2
_PARENTS = ("AF", "AM", "BF", "BM", "FA", "MM", "MO")


@dataclass(frozen=True, slots=True)
class PatientSaid:
    """As it stands in the message. `kind`: fnr, dnr, help, or "" for another sort of number (`other`)."""

    given_name: str = ""
    family_name: str = ""
    birth_date: dt.date | None = None
    sex: str = "unknown"
    kind: str = "none"
    number: str = ""
    other_number: str = ""
    address: str = ""
    postal_code: str = ""
    city: str = ""
    municipality: str = ""
    phone: str = ""
    email: str = ""

    def __repr__(self) -> str:
        return "PatientSaid(…)"

    def filled_from(self, other: PatientSaid) -> PatientSaid:
        """What is missing here as the other says it: the head of an old message has no address."""
        found = self
        for group in _GROUPS:
            if not any(getattr(self, name) not in _EMPTY for name in group):
                found = replace(found, **{name: getattr(other, name) for name in group})
        return found


@dataclass(frozen=True, slots=True)
class Relative:
    """Next of kin or guardian."""

    name: str
    relation: Coded
    phone: str
    address: str
    postal_code: str
    city: str
    nearest: bool
    care: Coded

    def __repr__(self) -> str:
        return "Relative(…)"

    @property
    def is_parent(self) -> bool:
        return self.relation.code in _PARENTS


def patient(element: Element | None) -> PatientSaid:
    """Of the head, or of a message from before the head."""
    given, family = _names(element)
    kind, number, other = _number(element)
    at = _home(element)
    return PatientSaid(
        given_name=given,
        family_name=family,
        birth_date=day(element, "DateOfBirth"),
        sex=SEXES.get(coded(element, "Sex").code, "unknown"),
        kind=kind,
        number=number,
        other_number=other,
        address=line(at, "StreetAdr"),
        postal_code=_digits(line(at, "PostalCode"), 4),
        city=line(at, "City", most=80),
        municipality=_municipality(at),
        phone=phone(element),
        email=email(element),
    )


def _home(element: Element | None) -> Element | None:
    """Where the patient lives (3401), whatever other addresses stand before it."""
    found = list(children(element, "Address"))
    return min(found, key=lambda one: _HOMES.get(coded(one, "Type").code.upper(), _NOT_SAID), default=None)


def _municipality(address: Element | None) -> str:
    """The municipality's own code (3402), else that of the city district (3403), which begins with it."""
    said = (coded(address, "County").code, line(address, "County"))
    district = coded(address, "CityDistr").code
    found = [_digits(one, 4) for one in said] + [_digits(district, 6)[:4], _digits(district, 4)]
    return next((one for one in found if one), "")


def _digits(text: str, count: int) -> str:
    return text if len(text) == count and text.isascii() and text.isdigit() else ""


def _names(element: Element | None) -> tuple[str, str]:
    given = f"{line(element, 'GivenName', most=80)} {line(element, 'MiddleName', most=80)}".strip()
    family = line(element, "FamilyName", most=80)
    if given or family:
        return given[:80], family
    one = line(element, "Name", most=160)
    if "," in one:
        family, _comma, given = one.partition(",")
    else:
        given, _space, family = one.rpartition(" ")
    return given.strip()[:80], family.strip()[:80]


def _number(element: Element | None) -> tuple[str, str, str]:
    """Kind, number, and a number of another sort in words; the first that Norway gives comes first."""
    found = [
        (coded(one, "TypeId").code.upper(), line(one, "Id", most=60)) for one in children(element, "Ident")
    ]
    if child(element, "OffId") is not None or child(element, "TypeOffId") is not None:
        found.append((coded(element, "TypeOffId").code.upper(), line(element, "OffId", most=60)))
    others = "; ".join(f"{kind}: {number}" for kind, number in found if kind not in KINDS and number)
    for kind, number in found:
        if kind in KINDS:
            return KINDS[kind], number, others
    return "none", "", others


def relatives(root: Element) -> list[Relative]:
    """Everybody named as next of kin or guardian, the nearest first."""
    found = [_relative(one) for one in inside(root, "ParorendeForesatt", "PatRelperson")]
    return sorted((one for one in found if one.name), key=lambda one: not one.nearest)


def _relative(element: Element) -> Relative:
    person = child(element, "Referanseperson")
    at = next(inside(element, "Address"), None)
    relation = coded(element, "Slektskap")
    if not relation.code:
        relation = coded(element, "Relation", "RelationCode")
    return Relative(
        name=full_name(person if person is not None else element)[:120],
        relation=relation,
        phone=phone(element),
        address=line(at, "StreetAdr"),
        postal_code=_digits(line(at, "PostalCode"), 4),
        city=line(at, "City", most=80),
        nearest=bool(yes(element, "NarmesteParorende")),
        care=coded(element, "Omsorgsfunksjon"),
    )
