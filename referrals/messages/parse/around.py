"""Who and what is around the patient: referrer, GP, wished place, relatives, interpreter, individual plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from referrals.messages.parse.leaves import lines
from referrals.messages.parse.parties import Professional, professional
from referrals.messages.parse.people import PatientSaid, Relative, relatives
from referrals.messages.parse.tree import Element, child, children, coded, inside, line, text, yes

REFERRER, GP, PLACE, THERAPIST, REQUESTER = "HHE", "FLE", "OES", "OEB", "REK"
_ROLE_GP = "6"  # 9034
_PRIVATE = (
    *("ParorendeForesatt", "PatRelperson", "PasientrelatertKontaktperson", "ContactPerson", "CareSituation"),
    *("AssistertKommunikasjon", "NeedTranslator"),
)
_TEXTS = {"next_of_kin_name": 120, "next_of_kin_relation": 60, "next_of_kin_phone": 20}


@dataclass(frozen=True, slots=True)
class Around:
    """`by_relation`: professionals by 8254. `read`: the elements that are told in full here."""

    by_relation: Mapping[str, Professional]
    relatives: Sequence[Relative]
    interpreter: str
    language: str
    plan: str
    coordinator: str
    others: Sequence[str]
    read: frozenset[Element]

    @property
    def referrer(self) -> Professional | None:
        return self.by_relation.get(REFERRER) or self.by_relation.get(REQUESTER)

    @property
    def referrer_is_gp(self) -> bool:
        gp, who = self.by_relation.get(GP), self.referrer
        if who is None:
            return False
        return who.role == _ROLE_GP or bool(gp and gp.hpr and gp.hpr == who.hpr)

    def practical(self, patient: PatientSaid, told: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        """What follows to the institution; encrypted with the case."""
        found: dict[str, Any] = {
            "individual_plan": self.plan,
            "coordinator": self.coordinator,
            "medicines": "\n".join(told.get("MEDB", ())),
            "infection_note": "; ".join(told.get("SM", ()))[:500],
            "other": "\n".join(self._other(patient, told)),
        }
        if self.relatives:
            first = self.relatives[0]
            found |= {
                "next_of_kin_name": first.name,
                "next_of_kin_relation": first.relation.said,
                "next_of_kin_phone": first.phone,
            }
        found = {key: value[: _TEXTS.get(key, 8_000)] for key, value in found.items() if value}
        return found | self._guardians()

    def _other(self, patient: PatientSaid, told: Mapping[str, Sequence[str]]) -> list[str]:
        found = [f"Cave: {one}" for one in told.get("CAVE", ())]
        if patient.other_number:
            found.append(f"Annet nummer: {patient.other_number}")
        for one in self.relatives[1:]:
            parts = (one.name, one.relation.said, one.phone)
            found.append("Pårørende: " + ", ".join(part for part in parts if part))
        return [*found, *self.others]

    def _guardians(self) -> dict[str, Any]:
        """Those who have the care of the patient, by their coded function; at most two."""
        rows = [_guardian(one) for one in self.relatives if one.care.code]
        return {"guardians": rows[:2]} if rows else {}


def _guardian(one: Relative) -> dict[str, str]:
    return {
        "role": "parent" if one.is_parent else "guardian",
        "name": one.name,
        "address": one.address,
        "postal_code": one.postal_code,
        "city": one.city,
        "phone": one.phone,
    }


def around(body: Element) -> Around:
    """Of any of the three versions."""
    read: set[Element] = set()
    near = _relatives(body, read)
    plan, coordinator = _plan(body)
    return Around(
        by_relation=_professionals(body),
        relatives=near,
        interpreter=_interpreter(body)[:40],
        language="nn"
        if coded(body, "TilleggsopplysningPasient", "Sprak").code.upper() in {"NN", "NNO"}
        else "nb",
        plan=plan,
        coordinator=coordinator,
        others=_others(body, read),
        read=frozenset(read),
    )


def _professionals(body: Element) -> dict[str, Professional]:
    """By relation (8254); a contact whose role is GP is the GP. They are told in the text too."""
    found: dict[str, Professional] = {}
    for one in inside(body, "PatRelHCP"):
        found.setdefault(coded(one, "Relation").code, professional(one))
    for one in inside(body, "AnsvarForRapport"):
        found.setdefault(coded(one, "TypeRelasjon").code, professional(child(one, "AnsvarligRapport")))
    for one in inside(body, "KontaktpersonHelsepersonell"):
        who = professional(child(one, "Kontaktperson"))
        if who.role == _ROLE_GP:
            found.setdefault(GP, who)
    for one in inside(body, "TilknyttetEnhet"):
        relation = coded(one, "TypeRelasjon")
        if relation.code:
            found.setdefault(relation.code, professional(child(one, "Kontaktenhet")))
    return found


def _others(body: Element, read: set[Element]) -> list[str]:
    """Private people: kept encrypted, with the practical facts."""
    found: list[str] = []
    for one in inside(body, *_PRIVATE):
        found += lines(one, read=read)
    read.update(inside(body, *_PRIVATE))
    return found


def _relatives(body: Element, read: set[Element]) -> list[Relative]:
    found = relatives(body)
    for one in inside(body, "ParorendeForesatt", "PatRelperson"):
        read.update(children(one, "Referanseperson", "Slektskap", "NarmesteParorende", "Omsorgsfunksjon"))
        read.update(children(one, "FamilyName", "GivenName", "MiddleName", "Name", "Address", "TeleCom"))
    return found


def _interpreter(body: Element) -> str:
    for one in inside(body, "AssistertKommunikasjon"):
        if found := coded(one, "BehovTolkSprak").said:
            return found.capitalize() if found.isupper() else found
    for one in inside(body, "NeedTranslator"):
        if found := coded(one, "Language").said or line(one, "Language"):
            return found
    return ""


def _plan(body: Element) -> tuple[str, str]:
    element = next(inside(body, "OpplysningerOmIndividuellPlan"), None)
    has = yes(element, "IndividuellPlanForeligger")
    plan = {True: "yes", False: "no"}.get(has, "") if has is not None else ""
    named = next(
        (
            child(one, "Kontaktperson")
            for one in inside(body, "KontaktpersonHelsepersonell")
            if coded(one, "Kontaktperson", "RoleToPatient").code == "8"
        ),
        None,
    )
    who = professional(named) if named is not None else None
    coordinator = ", ".join(part for part in (who.name, who.phone) if part) if who else ""
    if not coordinator and yes(element, "KoordinatorOppnevnt"):
        coordinator = text(element, "Merknad", most=200) or "Oppnevnt"
    return plan, coordinator
