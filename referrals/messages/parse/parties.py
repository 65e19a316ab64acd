"""Who sent and who shall read: organisations, services and people with their numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from referrals.messages.parse.tree import Element, child, children, coded, email, inside, line, phone

HER, ENH, RSH, HPR = "HER", "ENH", "RSH", "HPR"
_MOST = 4


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a communication party: an organisation, a service or department, or a person in it."""

    name: str = ""
    numbers: tuple[tuple[str, str], ...] = ()  # (kind, number)
    person: bool = False

    def number(self, kind: str) -> str:
        return next((number for one, number in self.numbers if one == kind), "")


@dataclass(frozen=True, slots=True)
class Party:
    """The levels from the outermost in; telephone and e-mail where they stand there."""

    levels: tuple[Level, ...] = ()
    phone: str = ""
    email: str = ""
    address: str = ""
    role: str = ""  # RoleToPatient (9034) of the person

    @property
    def her_ids(self) -> list[str]:
        """From the innermost out: the first one is where messages go."""
        return [found for one in reversed(self.levels) if (found := one.number(HER))]

    @property
    def her_id(self) -> str:
        return next(iter(self.her_ids), "")

    @property
    def organisation_numbers(self) -> list[str]:
        return [found for one in reversed(self.levels) if (found := one.number(ENH))]

    @property
    def organisation(self) -> str:
        """The name of the outermost organisation."""
        return next((one.name for one in self.levels if one.name and not one.person), "")

    @property
    def person(self) -> Level | None:
        return next((one for one in self.levels if one.person), None)


@dataclass(frozen=True, slots=True)
class Professional:
    """A health professional named in a referral."""

    name: str = ""
    hpr: str = ""
    phone: str = ""
    role: str = ""
    place: str = ""
    numbers: tuple[tuple[str, str], ...] = field(default=())


def clean_number(kind: str, number: str) -> str:
    """Digits without blanks; "" for what cannot be such a number."""
    plain = re.sub(r"\s", "", number)
    shapes = {HER: r"[0-9]{1,10}", ENH: r"[0-9]{9}", HPR: r"[0-9]{1,9}"}
    return plain if re.fullmatch(shapes.get(kind, r"[A-Za-z0-9._:-]{1,40}"), plain) else ""


def idents(element: Element | None) -> tuple[tuple[str, str], ...]:
    """The numbers that stand directly at an element, as kind and number."""
    found = [
        (coded(one, "TypeId").code.upper(), line(one, "Id", most=60)) for one in children(element, "Ident")
    ]
    if child(element, "TypeId") is not None:
        found.append((coded(element, "TypeId").code.upper(), line(element, "Id", most=60)))
    for one in children(element, "AdditionalId"):
        kind = coded(one, "TypeId").code or coded(one, "Type").code
        found.append((kind.upper(), line(one, "Id", most=60)))
    return tuple((kind, number) for kind, raw in found if (number := clean_number(kind, raw)))


def full_name(element: Element | None) -> str:
    """«Kari Marie Bjerkan», from its parts or as one."""
    parts = [line(element, part, most=80) for part in ("GivenName", "MiddleName", "FamilyName")]
    return " ".join(part for part in parts if part) or line(element, "Name", most=160)


def party(element: Element | None) -> Party:
    """Sender or receiver of the head (`Organisation` in `Organisation`), or of an old message (`HCP`)."""
    old = child(element, "HCP")
    if old is not None:
        return _old(old)
    levels: list[Level] = []
    at, role = child(element, "Organisation"), ""
    while at is not None and len(levels) < _MOST:
        levels.append(Level(line(at, "OrganisationName"), idents(at)))
        person = child(at, "HealthcareProfessional")
        if person is not None:
            levels.append(Level(full_name(person), idents(person), person=True))
            role = coded(person, "RoleToPatient").code
        at = child(at, "Organisation")
    return Party(tuple(levels), phone(element), email(element), address(element), role)


def _old(element: Element | None) -> Party:
    """Versions before the head: an institution with departments and people, or a professional alone."""
    levels: list[Level] = []
    inst = child(element, "Inst")
    if inst is not None:
        levels.append(Level(line(inst, "Name"), idents(inst)))
        levels += [Level(line(one, "Name"), idents(one)) for one in children(inst, "Dept")][:1]
        levels += [Level(line(one, "Name"), idents(one), person=True) for one in children(inst, "HCPerson")][
            :1
        ]
    alone = child(element, "HCProf")
    if alone is not None:
        levels.append(Level(line(alone, "Name"), idents(alone), person=True))
    return Party(tuple(levels), phone(element), email(element), address(element))


def address(element: Element | None) -> str:
    """«Vegen 1, 7650 Verdal»: the first address below."""
    found = next(inside(element, "Address", "PostalAddress"), None)
    city = f"{line(found, 'PostalCode', most=10)} {line(found, 'City', most=80)}".strip()
    return ", ".join(part for part in (line(found, "StreetAdr"), city) if part)


def professional(element: Element | None) -> Professional:
    """One of the head's kind, or of an old message's `HCP`."""
    old = child(element, "HCP")
    at = old if old is not None else element
    person = next(inside(at, "HCProf", "HCPerson"), None) if old is not None else at
    numbers = idents(person)
    return Professional(
        name=full_name(person),
        hpr=next((number for kind, number in numbers if kind == HPR), ""),
        phone=phone(at),
        role=coded(person, "RoleToPatient").code,
        place=line(next(inside(at, "Inst"), None), "Name") or line(at, "OrganisationName"),
        numbers=numbers or idents(next(inside(at, "Inst"), None)),
    )
