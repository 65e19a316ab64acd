"""Placements as the API shows them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils import timezone

from referrals import clocks, states
from referrals.api.placement_files import LETTER, File, files_of
from referrals.api.placement_rows import is_with
from referrals.api.protected import municipality_told, practical_told
from referrals.models import Decision, Placement, PlacementNote, Referral
from referrals.models.patient import Protection
from rve.core.api.caller import Caller
from rve.core.api.fields import moment
from rve.core.models import CodedReason, Role

_VERBS = ("accept", "decline", "schedule", "start", "interrupt", "discharge")
_WAITING = ("forwarded", "accepted", "scheduled")
_BEGUN = ("started", "interrupted", "completed")
_STAY = (
    *("level", "delytelse", "lodging", "pool", "stay_weeks", "planned_week", "start_deadline", "answer_by"),
    *("scheduled_at", "started_on", "start_event", "interrupted_on", "interrupt_reason", "ended_on", "late"),
    "patient",
)
_WHOLE = (
    *("comment", "end_note", "nytte", "alvorlighet", "referred_on", "referrer", "diagnoses", "clinical"),
    *("functions", "practical", "documents", "notes"),
)


def placement_listed(caller: Caller, row: Placement) -> dict[str, Any]:
    """`row` as from `placement_rows.listed`: no more queries."""
    shown = _head(caller, row)
    return shown | (_stay(row) if is_with(caller.actor, row) else dict.fromkeys(_STAY))


def placement_shown(caller: Caller, row: Placement) -> dict[str, Any]:
    """`row` as from `find_placement`: one more query, for its files."""
    shown = placement_listed(caller, row)
    if not is_with(caller.actor, row):
        return shown | dict.fromkeys(_WHOLE)
    shown["patient"] |= _contact(row.referral)
    return shown | _whole(row)


def _head(caller: Caller, row: Placement) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "version": row.version,
        "status": row.status,
        "referral": row.referral.public_id,
        "reference": row.referral.reference,
        "institution": row.institution.kode,
        "forwarded_at": _moment(row.forwarded_at),
        "answered_at": _moment(row.answered_at),
        "decline_reason": _code(row.decline_reason),
        "updated_at": _moment(row.updated_at),
        "allowed_actions": _actions(caller, row),
    }


def _stay(row: Placement) -> dict[str, Any]:
    return {
        "level": row.level,
        "delytelse": row.decision.delytelse,
        "lodging": row.decision.lodging,
        "pool": row.pool.public_id,
        "stay_weeks": row.stay_weeks,
        "planned_week": row.planned_week,
        "start_deadline": row.decision.start_deadline,
        "answer_by": row.answer_by,  # type: ignore[attr-defined]
        "scheduled_at": _moment(row.scheduled_at),
        "started_on": row.started_on,
        "start_event": row.start_event or None,
        "interrupted_on": row.interrupted_on,
        "interrupt_reason": _code(row.interrupt_reason),
        "ended_on": row.ended_on,
        "late": _late(row),
        "patient": _patient(row.referral),
    }


def _late(row: Placement) -> bool:
    at = timezone.localdate(row.scheduled_at, clocks.OSLO) if row.scheduled_at else row.planned_week
    deadline = row.decision.start_deadline
    return bool(deadline and at and at > deadline and row.status in _WAITING)


def _patient(case: Referral) -> dict[str, Any]:
    return {
        "given_name": case.given_name,
        "family_name": case.family_name,
        "birth_date": case.birth_date,
        "sex": case.sex,
        "language": case.language,
        "interpreter": case.interpreter,
        "protection": case.protection,
        "municipality": municipality_told(case),
    }


def _contact(case: Referral) -> dict[str, Any]:
    """The address of one who is protected is the unit's alone; the institution asks for it."""
    sent, patient = case.details, case.patient
    hidden = sent is None or case.protection != Protection.NONE
    return {
        "identity_number": (patient.details.number or None) if patient else None,
        "address": None if hidden or sent is None else sent.address,
        "postal_code": None if hidden or sent is None else sent.postal_code,
        "city": None if hidden or sent is None else sent.city,
        "phone": sent.phone if sent else None,
    }


def _whole(row: Placement) -> dict[str, Any]:
    case, referrer = row.referral, row.referral.referrer
    return {
        "comment": row.comment,
        "end_note": row.end_note,
        "nytte": row.decision.nytte,
        "alvorlighet": row.decision.alvorlighet,
        "referred_on": case.referred_on,
        "referrer": None if referrer is None else _named(referrer),
        "diagnoses": [
            {key: one[key] for key in ("system", "code")} for one in case.facts.get("diagnoses") or []
        ],
        "clinical": case.clinical,
        "functions": case.functions,
        "practical": practical_told(case),
        "documents": [_file(row, one) for one in files_of(row)],
        "notes": [_note(one) for one in row.written],  # type: ignore[attr-defined]
    }


def _named(referrer: Model) -> dict[str, Any]:
    names = ("name", "practice", "hpr_number", "organisation_number", "phone")
    return {name: getattr(referrer, name) for name in names}


def file_name(row: Placement, one: File) -> str:
    return f"{row.referral.reference}-{one.name}.pdf" if one.kind == LETTER else one.name


def _file(row: Placement, one: File) -> dict[str, Any]:
    return {
        "id": one.public_id,
        "kind": one.kind,
        "name": file_name(row, one),
        "content_type": one.content_type,
        "at": moment(one.at),
        "url": reverse("api-placement-document", args=[row.public_id, one.public_id]),
    }


def _note(one: PlacementNote) -> dict[str, Any]:
    return {
        "id": one.public_id,
        "answers": one.answers.public_id if one.answers else None,
        "text": one.text,
        "organisation": one.organisation.name,
        "at": _moment(one.at),
    }


def _code(reason: CodedReason | None) -> str | None:
    return reason.code if reason else None


def _actions(caller: Caller, row: Placement) -> list[str]:
    """What this caller's next request may do; an interrupted stay goes on by `start`."""
    actor = caller.actor
    own = actor.has(Role.INSTITUTION) and row.institution.organisation_id == actor.organisation.pk
    if own and is_with(actor, row) and caller.may("placements:write"):
        known = states.verbs(states.PLACEMENT, row.status, frozenset({Role.INSTITUTION.value}))
        return [verb for verb in _VERBS if verb in known]
    if actor.at_rve and caller.may("decisions:prepare") and _may_change(row):
        return ["change"]
    return []


def _may_change(row: Placement) -> bool:
    """As `check_can_reroute` says, of the case's last placement."""
    signed = row.decision.status == Decision.Status.SIGNED
    free = row.status not in _BEGUN and not row.followed  # type: ignore[attr-defined]
    return signed and free and row.referral.status == Referral.Status.DECIDED


def _moment(at: dt.datetime | None) -> str | None:
    return moment(at) if at else None
