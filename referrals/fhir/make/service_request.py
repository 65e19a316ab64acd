"""The case with its signed right, as the ServiceRequest that a Task fulfils."""

from __future__ import annotations

from typing import Any

from deltytelser.models import Delytelse
from referrals.fhir import systems
from referrals.fhir.make.people import REFERRER
from referrals.fhir.make.resource import (
    case_updated,
    case_version,
    identifier,
    patient_of,
    resource,
    said,
)
from referrals.fhir.make.task import priority
from referrals.fhir.moments import day, instant
from referrals.fhir.references import reference
from referrals.fhir.rows import letters_of
from referrals.models import Decision, Placement, Referral
from referrals.models.patient import Protection
from referrals.pages.case_read import blocks
from referrals.templatetags.cases import practical_blocks

# 8451: physical medicine and rehabilitation.
REHABILITATION = "230"


def service_request(row: Placement, *, names: dict[str, Delytelse]) -> dict[str, Any]:
    """`row` from `rows.readable`; `names`: the region's delytelser by letter."""
    case, decision = row.referral, row.decision
    return resource(
        "ServiceRequest",
        case.public_id,
        version=case_version(row),
        updated=case_updated(row),
        case=case,
        extension=[_right(row, names)],
        identifier=[identifier(systems.ours("NamingSystem", "referral"), case.reference or "")],
        status=_status(row),
        intent="order",
        category=[
            {"coding": [systems.coding(systems.FIELD_OF_PRACTICE, REHABILITATION)], "text": "Rehabilitation"}
        ],
        priority=priority(row),
        code={"coding": [_letter(decision, names)]} if decision.delytelse else None,
        subject=patient_of(row),
        occurrencePeriod=systems.without_empty({"end": day(decision.start_deadline)}),
        authoredOn=instant(decision.signed_at),
        requester=reference("PractitionerRole", f"{case.public_id}-{REFERRER}"),
        performer=[reference("Organization", row.institution.public_id, row.institution.name)],
        reasonReference=[reference("Condition", f"{case.public_id}-{n}") for n, _one in diagnoses(case)],
        supportingInfo=[reference("DocumentReference", one.public_id) for one in _documents(row)],
        note=_notes(case),
    )


def diagnoses(case: Referral) -> list[tuple[int, dict[str, Any]]]:
    """Numbered from 1, in the order of the referral."""
    return list(enumerate(case.facts.get("diagnoses") or [], 1))


def _documents(row: Placement) -> list[Any]:
    return [*row.referral.files, *letters_of(row)]  # type: ignore[attr-defined]


def _status(row: Placement) -> str:
    if row.status in (Placement.Status.CANCELLED, Placement.Status.DECLINED):
        return "revoked"
    return "completed" if row.status == Placement.Status.COMPLETED else "active"


def _letter(decision: Decision, names: dict[str, Delytelse]) -> dict[str, str]:
    found = names.get(decision.delytelse)
    return systems.coding(
        systems.ours("CodeSystem", "delytelse"), decision.delytelse, found.name if found else ""
    )


def _right(row: Placement, names: dict[str, Delytelse]) -> dict[str, Any]:
    """What Norwegian law asks for and R4 has no element for: one extension, documented in docs/fhir.md."""
    decision = row.decision
    level = systems.care_level(row.level)
    parts: list[tuple[str, str, Any]] = [
        ("right", "valueBoolean", decision.outcome == Decision.Outcome.GRANTED),
        ("seniorityDate", "valueDate", day(row.referral.receipt)),
        ("delytelse", "valueCoding", _letter(decision, names) if decision.delytelse else None),
        ("level", "valueCoding", level),
        ("lodging", "valueBoolean", decision.lodging),
        ("weeks", "valueInteger", row.stay_weeks),
        ("expectedBenefit", "valueString", decision.nytte),
        ("severity", "valueString", decision.alvorlighet),
    ]
    told = [{"url": name, kind: value} for name, kind, value in parts if value not in (None, "")]
    return {"url": systems.ours("StructureDefinition", "rehabilitation-right"), "extension": told}


def _notes(case: Referral) -> list[dict[str, str]]:
    """The text of the referral and its practical facts, a note for each heading."""
    found = [said(_text(block.heading, [*block.ticked, block.text])) for block in blocks(case)]
    told = dict(case.practical or {})
    if case.protection != Protection.NONE:
        # With a protected address nobody else's name or phone either: they could lead to it.
        told = {key: value for key, value in told.items() if not key.startswith(("next_of_kin", "guardians"))}
    return found + [said(_text(str(label), [str(words)])) for label, words in practical_blocks(told)]


def _text(heading: str, lines: list[str]) -> str:
    return f"{heading}: " + "\n".join(line for line in lines if line)
