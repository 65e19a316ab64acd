"""Deciding: prepared with its place, read a second time where grounds are thin, sent back, or signed."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from referrals import attention, clocks, policies
from referrals.models import Assessment, Decision, Proposal, Referral
from referrals.use_cases import clocks as case_clocks
from referrals.use_cases import departures, notices
from referrals.use_cases.departures import DecisionInput
from referrals.use_cases.history import note
from referrals.use_cases.places import Wish, give_up_live_place, take_place
from referrals.use_cases.rows import lock_decision, lock_referral, move_decision, move_referral, save
from referrals.use_cases.signing import SignResult, sign, sign_batch, simple, why_not_simple
from rve.core.errors import Conflict, DomainError
from rve.core.models import Role
from rve.core.policies import Actor

__all__ = [
    "DecisionInput",
    "SignResult",
    "prepare",
    "second_read",
    "send_back",
    "sign",
    "sign_batch",
    "simple",
    "why_not_simple",
]


@transaction.atomic
def prepare(
    *, referral: Referral, decision: DecisionInput, by: Actor, now: dt.datetime, version: int
) -> Decision:
    """Makes a decision ready to sign, its place booked or queued in the same transaction.

    DomainError at the field that is missing; Conflict when the week is full or another decided first.
    """
    case = lock_referral(referral, version)
    policies.check_can_prepare(by, case)
    proposal = _proposal(case)
    departures.check_whole(case, decision)
    departures.check_municipal_help(proposal, decision)
    made = _make(case, proposal, decision, by=by, now=now)
    if decision.outcome == Decision.Outcome.GRANTED and decision.institution:
        wish = Wish(decision.institution, decision.pool_id, decision.week)
        placement = take_place(case=case, decision=made, wish=wish, by=by, now=now)
        made.institution = placement.institution
        made.save(update_fields=["institution"])
    _keep_words(case, made)
    move_referral(case, "prepare")
    case_clocks.cancel(case, "referrer_answer", now=now)
    case.questions.filter(answered_at=None, withdrawn_at=None).update(withdrawn_at=now)
    case.delytelse = made.delytelse or case.delytelse
    case.attention = attention.remove(case.attention, attention.NEW_INFORMATION)
    save(case, now=now)
    note(
        case,
        "prepared",
        by=by,
        now=now,
        reason=made.override_text,
        decision=str(made.public_id),
        outcome=made.outcome,
        follows_proposal=made.follows_proposal,
        thin_grounds=made.thin_grounds,
    )
    return made


def _proposal(case: Referral) -> Proposal:
    if case.proposal is None:
        raise Conflict(_("The rules cannot read the facts yet: mend them first."))
    return case.proposal


def _make(
    case: Referral, proposal: Proposal, asked: DecisionInput, *, by: Actor, now: dt.datetime
) -> Decision:
    differs = departures.departs(proposal, asked)
    granted = asked.outcome == Decision.Outcome.GRANTED
    redirected = asked.outcome == Decision.Outcome.REDIRECTED
    return Decision.objects.create(
        referral=case,
        proposal=proposal,
        outcome=asked.outcome,
        delytelse=asked.delytelse or proposal.delytelse,
        level=asked.level if granted else "",
        lodging=asked.lodging if granted else False,
        start_deadline=asked.start_deadline if granted else None,
        redirect_to=asked.redirect_to if redirected else "",
        nytte=asked.nytte.strip(),
        ressurs=asked.ressurs.strip(),
        alvorlighet=asked.alvorlighet.strip(),
        municipal_help="" if granted else asked.municipal_help.strip(),
        override_reason=departures.override_reason(
            case, asked, differs, timezone.localdate(now, clocks.OSLO)
        ),
        override_text=asked.override_text.strip() if differs else "",
        follows_proposal=not differs,
        thin_grounds=departures.on_thin_grounds(proposal, asked),
        prepared_by=by.user,
        prepared_at=now,
    )


def _keep_words(case: Referral, made: Decision) -> None:
    """The three tests in words stand on the assessment too, which outlives a decision that is sent back."""
    rows = Assessment.objects.filter(referral=case, kind=Assessment.Kind.PRIMARY, closed_at=None)
    rows.update(nytte=made.nytte, ressurs=made.ressurs, alvorlighet=made.alvorlighet)


@transaction.atomic
def second_read(*, decision: Decision, by: Actor, now: dt.datetime, version: int) -> Decision:
    """A second person has read a refusal on thin grounds and stands by it."""
    row = lock_decision(decision, version)
    _still_prepared(row)
    policies.check_can_second_read(by, row.referral)
    row.second_reader, row.second_read_at = by.user, now
    save(row, now=now)
    note(row.referral, "second_read", by=by, now=now, decision=str(row.public_id))
    return row


@transaction.atomic
def send_back(*, decision: Decision, note: str, by: Actor, now: dt.datetime, version: int) -> Decision:
    """Back to the assessor with a note; what was read or marked on it falls, and its place is given back."""
    row = lock_decision(decision, version)
    _still_prepared(row)
    policies.check_can_send_back(by, row.referral)
    if not note.strip() and row.referral.assessor_id != by.user.pk:
        raise DomainError(_("Say why it is sent back."), field="note")
    case = row.referral
    give_up_live_place(case, why="cancelled", by=by, now=now)
    move_decision(row, "send_back")
    row.returned_note, row.superseded_at = note.strip(), now
    save(row, now=now)
    move_referral(case, "send_back")
    case.attention = attention.remove(case.attention, attention.NEW_INFORMATION)
    save(case, now=now)
    _note_sent_back(case, row, by=by, now=now)
    return row


def _note_sent_back(case: Referral, row: Decision, *, by: Actor, now: dt.datetime) -> None:
    note(case, "sent_back", by=by, now=now, reason=row.returned_note, decision=str(row.public_id))
    told = [case.assessor] if case.assessor and case.assessor_id != by.user.pk else []
    notices.tell(
        told or ([] if case.assessor else notices.unit(case, Role.ASSESSOR, on=by.today)),
        referral=case,
        template="sent_back",
        key=f"sent_back/{row.pk}",
        path=notices.path_of(case),
        now=now,
    )


def _still_prepared(row: Decision) -> None:
    if row.status == Decision.Status.SIGNED:
        raise Conflict(_("The decision is signed already."))
    if row.status == Decision.Status.SUPERSEDED:
        raise Conflict(_("The decision was sent back, and a new one takes its place."))
