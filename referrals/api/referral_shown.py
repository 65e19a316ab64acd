"""Referrals as the API shows them."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from deltytelser.rules.render import render
from referrals import attention
from referrals.api.allowed import allowed_actions
from referrals.api.decision_shown import decision_shown
from referrals.api.protected import municipality_told, practical_sent, practical_told
from referrals.api.questions_shown import asked_by_rules, open_questions
from referrals.api.told_places import is_told_of, sent_by
from referrals.engine import compiled
from referrals.models import Complaint, Decision, Placement, Referral
from referrals.models.patient import Protection
from referrals.queries.outcome import TOLD
from rve.core.api.caller import Caller
from rve.core.api.fields import moment
from rve.core.policies import Actor

_REFERRER = (
    *("name", "kind", "hpr_number", "organisation_number", "practice", "address", "phone", "email", "hf"),
)
_HIDDEN = ("booked", "queued", "declined", "cancelled")


def made_shown(case: Referral, *, language: str) -> dict[str, Any]:
    """What the sender is told of a referral that was received; no query."""
    return {
        "id": case.public_id,
        "version": case.version,
        "reference": case.reference,
        "status": case.status,
        "source_reference": case.source_reference,
        "received_on": case.received_on,
        "assessment_due": case.assessment_due,
        "questions": asked_by_rules(case, language=language),
    }


def referral_listed(actor: Actor, row: Any) -> dict[str, Any]:
    """`row` as from `cases.listed`; no query."""
    ours = actor.at_rve
    return {
        "id": row.public_id,
        "version": row.version,
        "reference": row.reference,
        "status": row.status,
        "channel": row.channel,
        "source_reference": row.source_reference,
        "organisation": row.organisation.number,
        "given_name": row.given_name,
        "family_name": row.family_name,
        "birth_date": row.birth_date,
        "referred_on": row.referred_on,
        "received_on": row.received_on,
        "assessment_due": row.assessment_due,
        "is_asked": row.is_asked,
        "outcome": row.outcome,
        "proposed_outcome": row.proposed_outcome if ours else None,
        "delytelse": row.delytelse if ours else None,
        "updated_at": moment(row.updated_at),
    }


def referral_shown(caller: Caller, case: Any, *, language: str) -> dict[str, Any]:
    """`case` as from `cases.find_whole`; no query."""
    return {
        **_head(case),
        "patient": _patient(caller.actor, case),
        "referrer": {name: getattr(case.referrer, name) for name in _REFERRER} if case.referrer else None,
        "facts": case.facts,
        "clinical": case.clinical,
        "functions": case.functions,
        "tried": case.tried,
        "practical": _practical(caller.actor, case),
        **_asked(case, language),
        "attachments": [_file(one) for one in case.files],
        **_for_the_unit(caller.actor, case),
        **_decided(caller.actor, case, language),
        "complaints": _complaints(caller.actor, case),
        "withdraw_reason": case.withdraw_reason.code if case.withdraw_reason else None,
        "allowed_actions": allowed_actions(caller, case),
    }


def _head(case: Referral) -> dict[str, Any]:
    return {
        "id": case.public_id,
        "version": case.version,
        "reference": case.reference,
        "status": case.status,
        "channel": case.channel,
        "source_reference": case.source_reference,
        "organisation": case.organisation.number,
        "referred_on": case.referred_on,
        "received_on": case.received_on,
        "first_received_on": case.first_received_on,
        "received_at": _moment(case.received_at),
        "assessment_due": case.assessment_due,
        "updated_at": moment(case.updated_at),
        "ended_at": _moment(case.ended_at),
    }


def _patient(actor: Actor, case: Referral) -> dict[str, Any]:
    sent, patient = case.details, case.patient
    hidden = sent is None or not _may_know_where(actor, case)
    contact = ("address", "postal_code", "city")
    return {
        "identity_number": (patient.details.number or None) if patient else None,
        "given_name": case.given_name,
        "family_name": case.family_name,
        "birth_date": case.birth_date,
        "sex": case.sex,
        **{name: None if hidden else getattr(sent, name) for name in contact},
        "phone": sent.phone if sent else None,
        "email": sent.email if sent else None,
        "language": case.language,
        "interpreter": case.interpreter,
        "protection": case.protection,
        "municipality": _municipality(actor, case),
    }


def _may_know_where(actor: Actor, case: Referral) -> bool:
    """A protected address is for the unit and for the practice that sent it."""
    return case.protection == Protection.NONE or actor.at_rve or sent_by(actor, case)


def _municipality(actor: Actor, case: Referral) -> str | None:
    if not _may_know_where(actor, case):
        return municipality_told(case)
    return case.municipality.number if case.municipality else None


def _practical(actor: Actor, case: Referral) -> dict[str, Any]:
    """With a protected address nobody else's name or address leaves the unit either."""
    return practical_sent(case) if _may_know_where(actor, case) else practical_told(case)


def _asked(case: Any, language: str) -> dict[str, Any]:
    answered = [one for one in case.asked if one["answered_at"]]
    return {
        "questions": [
            one | {"asked_at": _iso(one["asked_at"])} for one in open_questions(case, language=language)
        ],
        "answered": [
            {
                "id": one["public_id"],
                "fact": one["fact"],
                "text": one["text"],
                "asked_at": _iso(one["asked_at"]),
                "answered_at": _iso(one["answered_at"]),
                "answer": one["answer"],
                "value": one["value"],
            }
            for one in answered
        ],
    }


def _file(one: dict[str, Any]) -> dict[str, Any]:
    shown = {name: one[name] for name in ("name", "content_type", "size")}
    return {"id": one["public_id"], **shown, "added_at": _iso(one["added_at"])}


def _for_the_unit(actor: Actor, case: Referral) -> dict[str, Any]:
    if not actor.at_rve:
        return {"proposed_outcome": None, "attention": None, "assessor": None}
    assessor = case.assessor
    return {
        "proposed_outcome": case.proposed_outcome,
        "attention": attention.codes(case.attention),
        "assessor": assessor and {"name": assessor.name, "is_caller": assessor.pk == actor.user.pk},
    }


def _decided(actor: Actor, case: Any, language: str) -> dict[str, Any]:
    """The signed decision with its reasons, and the place; what is only prepared is for the unit."""
    signed = next((one for one in case.all_decisions if one.status == Decision.Status.SIGNED), None)
    prepared = next((one for one in case.all_decisions if one.status == Decision.Status.PREPARED), None)
    shown = signed or (prepared if actor.at_rve else None)
    places = [one for one in case.all_placements if actor.at_rve or one.status not in _HIDDEN]
    places = [one for one in places if is_told_of(actor, case, one.institution)]
    return {
        "decision": decision_shown(actor, shown) if shown else None,
        "reasons": reasons(signed, language=language) if signed else [],
        "placement": _placement(places[0]) if places else None,
    }


def reasons(signed: Decision, *, language: str) -> list[dict[str, Any]]:
    """The reasons of the stages that decided, where the decision follows the rules."""
    if not signed.follows_proposal:
        return []
    content = json.loads(signed.proposal.content)
    found = render(content, rules=compiled(signed.proposal.rule_set), lang=language)["reasons"]
    return [
        {name: one[name] for name in ("rule", "text", "source")} for one in found if one.get("stage") in TOLD
    ]


def _placement(row: Placement) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "status": row.status,
        "institution": row.institution.kode,
        "institution_name": row.institution.name,
        "level": row.level,
        "planned_week": row.planned_week,
        "scheduled_at": _moment(row.scheduled_at),
        "started_on": row.started_on,
        "ended_on": row.ended_on,
    }


def _complaints(actor: Actor, case: Any) -> list[dict[str, Any]]:
    rows: list[Complaint] = case.all_complaints if actor.at_rve or sent_by(actor, case) else []
    return [
        {
            "id": one.public_id,
            "reference": one.reference,
            "status": one.status,
            "received_on": one.received_on,
        }
        for one in rows
    ]


def _moment(at: dt.datetime | None) -> str | None:
    return moment(at) if at else None


def _iso(text: str | None) -> str | None:
    """A moment as the database writes it in JSON."""
    return moment(dt.datetime.fromisoformat(text)) if text else None
