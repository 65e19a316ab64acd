"""Facts that a referral says in codes; where the code does not say exactly that, the fact stays unknown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from referrals.messages.parse.decided import Decided
from referrals.messages.parse.tree import Coded, Element, child, children, coded, inside

_SYSTEMS = {"7110": "icd10", "7170": "icpc2"}
_CODE = re.compile(r"[A-Z][0-9]{2}(\.?[0-9A-Z]{1,2})?")
# 8304. «Haster» (3) and «innen to uker» say nothing of why: then it is asked.
_AT_ONCE = ("0", "1", "1H", "2H", "4H", "8H")
_ORDINARY = "N"
_CONSENTS = {"1": True, "4": False}  # 9064
MOST_DIAGNOSES = 20


def coded_facts(body: Element, *, decided: Decided) -> dict[str, Any]:
    """Of the shape of our facts; what is not known is left out."""
    found: dict[str, Any] = {
        "diagnoses": _diagnoses(body),
        "urgency": _urgency(body),
        "consent": _consent(body),
        "requested": _requested(body, decided),
        "existing_right_deadline": decided.deadline.isoformat() if decided.deadline else None,
    }
    return {key: value for key, value in found.items() if value not in (None, [], {})}


def _concepts(body: Element) -> Iterator[Coded]:
    """The diagnoses in order: main ones, then those in the items, the main one of them first."""
    yield from (coded(one, "Concept") for one in children(body, "Diagnosis"))
    for wanted in ("H", "B"):
        for item in inside(body, "InfItem"):
            if coded(item, "Type").code == wanted:
                yield from (coded(one) for one in inside(item, "CodedDescr"))


def _diagnoses(body: Element) -> list[dict[str, str]]:
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for one in _concepts(body):
        system = next((name for number, name in _SYSTEMS.items() if one.of(number)), "")
        code = one.code.upper().replace(" ", "")
        if system and _CODE.fullmatch(code):
            rows.setdefault((system, code), {"system": system, "code": code})
    return list(rows.values())[:MOST_DIAGNOSES]


def diagnosis_lines(elements: Iterable[Element]) -> Iterator[str]:
    """«M05.9 Revmatoid artritt, høyre»: as the message says it, also where the code is not known here."""
    for element in elements:
        concept = coded(element, "Concept")
        more = [coded(one, "Value").said for one in children(element, "Modifier")]
        said = " ".join(part for part in (concept.code, concept.words) if part)
        yield ", ".join(part for part in (said, *more) if part)


def _urgency(body: Element) -> str | None:
    """Help within a day is suspected serious: a physician looks today. Ordinary is ordinary."""
    said = coded(body, "ReqServ", "Priority").code.upper()
    if said in _AT_ONCE:
        return "suspected_serious"
    return "ordinary" if said == _ORDINARY else None


def _consent(body: Element) -> bool | None:
    found = next(inside(body, "Consent"), None)
    return _CONSENTS.get(coded(found, "ConsentStatus").code) if found is not None else None


def _requested(body: Element, decided: Decided) -> dict[str, Any]:
    """The offer wished for (8472: its letter is the delytelse's), and the level of care (8406) of an earlier
    assessment.
    """
    found: dict[str, Any] = {}
    for service in inside(child(body, "ReqServ"), "ServId"):
        offer = coded(service)
        if offer.of("8472") and re.fullmatch(r"[A-R][0-9].*", offer.code):
            found["delytelse"] = offer.code[0]
    if decided.level:
        found["level"] = decided.level
    return found
