"""Decisions as the API shows them: the unit reads all of it, others what was signed and sent."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from referrals.api.told_places import is_told_of
from referrals.models import Decision, Placement
from referrals.policies import visible_to
from rve.core.api.fields import moment
from rve.core.errors import NotFound
from rve.core.models import Role, User
from rve.core.policies import Actor

_ROW = ("referral", "institution", "override_reason", "prepared_by", "signed_by")
_OWN = (
    *("nytte", "ressurs", "alvorlighet", "follows_proposal", "override_reason", "override_text"),
    *("thin_grounds", "second_read_at", "prepared_by", "prepared_at", "returned_note"),
)


def visible_decisions(actor: Actor) -> QuerySet[Decision]:
    """The decisions this caller may read, with what is shown of other rows: two queries when read."""
    places = Placement.objects.select_related("institution", "pool").order_by("-pk")
    rows = Decision.objects.filter(referral__in=visible_to(actor)).select_related(*_ROW)
    rows = rows.prefetch_related(Prefetch("placements", places, to_attr="places"))
    return rows if actor.at_rve else rows.filter(signed_at__isnull=False)


def find_decision(actor: Actor, public_id: uuid.UUID) -> Decision:
    """NotFound for one that is not the caller's to see."""
    found = visible_decisions(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound(_("There is no such decision."))
    return found


def decision_shown(actor: Actor, row: Decision) -> dict[str, Any]:
    """`row` as from `visible_decisions`: no more queries. What is the unit's own is null for others."""
    places: list[Placement] = [
        one
        for one in row.places  # type: ignore[attr-defined]
        if is_told_of(actor, row.referral, one.institution)
    ]
    shown = _outcome(actor, row) | {
        "placement": _place(places[0]) if places else None,
        "nytte": row.nytte,
        "ressurs": row.ressurs,
        "alvorlighet": row.alvorlighet,
        "follows_proposal": row.follows_proposal,
        "override_reason": row.override_reason.code if row.override_reason else None,
        "override_text": row.override_text,
        "thin_grounds": row.thin_grounds,
        "second_read_at": _moment(row.second_read_at),
        "prepared_by": _who(row.prepared_by),
        "prepared_at": _moment(row.prepared_at),
        "returned_note": row.returned_note,
        "allowed_actions": _actions(actor, row),
    }
    return shown if actor.at_rve else shown | dict.fromkeys(_OWN)


def _outcome(actor: Actor, row: Decision) -> dict[str, Any]:
    place = row.institution
    return {
        "id": row.public_id,
        "version": row.version,
        "referral": row.referral.public_id,
        "reference": row.referral.reference,
        "status": row.status,
        "outcome": row.outcome,
        "delytelse": row.delytelse,
        "level": row.level,
        "lodging": row.lodging,
        "start_deadline": row.start_deadline,
        "institution": place.kode if place and is_told_of(actor, row.referral, place) else None,
        "redirect_to": row.redirect_to,
        "municipal_help": row.municipal_help,
        "signed_at": _moment(row.signed_at),
        "signed_by": _who(row.signed_by) if row.signed_by else None,
    }


def _place(row: Placement) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "status": row.status,
        "institution": row.institution.kode,
        "pool": row.pool.public_id,
        "planned_week": row.planned_week,
        "stay_weeks": row.stay_weeks,
    }


def _who(user: User) -> str:
    return f"{user.name}, {user.title}" if user.title else user.name


def _actions(actor: Actor, row: Decision) -> list[str]:
    """Signing only: a second reading and sending back are done on the pages."""
    read = row.second_reader_id is not None or not row.thin_grounds
    waits = row.status == Decision.Status.PREPARED and read
    current = waits and row.proposal_id == row.referral.proposal_id
    return ["sign"] if current and actor.at_rve and actor.has(Role.PHYSICIAN) else []


def _moment(at: dt.datetime | None) -> str | None:
    return moment(at) if at else None
