"""Deciding: prepared with its place, read a second time where grounds are thin, sent back, or signed."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from referrals import attention, clocks, policies
from referrals.models import Assessment, Complaint, Decision, Proposal, Referral
from referrals.use_cases import clocks as case_clocks
from referrals.use_cases import departures, notices
from referrals.use_cases.complaints import anew
from referrals.use_cases.complaints.ends import give_up_own_place
from referrals.use_cases.departures import DecisionInput
from referrals.use_cases.history import note
from referrals.use_cases.places import Wish, find_institution, live_placement, take_place
from referrals.use_cases.rows import lock_decision, lock_referral, move_decision, move_referral, save
from referrals.use_cases.signing import SignResult, sign, sign_batch, simple, why_not_simple
from rve.core.errors import Conflict, DomainError
from rve.core.models import Role, User
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

    On a decided case it answers the complaint its assignee has in review; the place the patient has is kept.
    DomainError at the field that is missing; Conflict when the week is full or another decided first.
    """
    case = lock_referral(referral, version)
    policies.check_can_prepare(by, case)
    proposal = _proposal(case)
    departures.check_whole(case, decision)
    departures.check_municipal_help(proposal, decision)
    complaint = anew.complaint_for(case, by)
    if complaint is not None:
        anew.check_new(complaint, decision)
    made = _make(case, proposal, decision, complaint, by=by, now=now)
    _place(case, made, decision, by=by, now=now)
    _keep_words(case, made)
    move_referral(case, "prepare" if complaint is None else "prepare_anew")
    case_clocks.cancel(case, "referrer_answer", now=now)
    case.questions.filter(answered_at=None, withdrawn_at=None).update(withdrawn_at=now)
    if complaint is None:
        case.delytelse = made.delytelse or case.delytelse
    case.attention = attention.remove(case.attention, attention.NEW_INFORMATION)
    save(case, now=now)
    note(
        case,
        "prepared",
        by=by,
        now=now,
        reason=made.override_text,
        **({"complaint": complaint.reference} if complaint else {}),
        decision=str(made.public_id),
        outcome=made.outcome,
        follows_proposal=made.follows_proposal,
        thin_grounds=made.thin_grounds,
    )
    return made


def _place(case: Referral, made: Decision, asked: DecisionInput, *, by: Actor, now: dt.datetime) -> None:
    """Books or queues where the case has no place; else the one it has is kept. A wish for another is noted,
    and seen to on signing.
    """
    if asked.outcome != Decision.Outcome.GRANTED:
        return
    live = live_placement(case)
    if live is not None:
        made.institution = (
            find_institution(case, asked.institution) if asked.institution else live.institution
        )
    elif asked.institution:
        wish = Wish(asked.institution, asked.pool_id, asked.week)
        made.institution = take_place(case=case, decision=made, wish=wish, by=by, now=now).institution
    made.save(update_fields=["institution"])


def _proposal(case: Referral) -> Proposal:
    if case.proposal is None:
        raise Conflict(_("The rules cannot read the facts yet: mend them first."))
    return case.proposal


def _make(
    case: Referral,
    proposal: Proposal,
    asked: DecisionInput,
    complaint: Complaint | None,
    *,
    by: Actor,
    now: dt.datetime,
) -> Decision:
    differs = departures.departs(proposal, asked)
    granted = asked.outcome == Decision.Outcome.GRANTED
    redirected = asked.outcome == Decision.Outcome.REDIRECTED
    return Decision.objects.create(
        referral=case,
        proposal=proposal,
        complaint=complaint,
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
    if not note.strip() and by.user != _whose(row):
        raise DomainError(_("Say why it is sent back."), field="note")
    case = row.referral
    give_up_own_place(case, row, by=by, now=now)
    move_decision(row, "send_back")
    row.returned_note, row.superseded_at = note.strip(), now
    save(row, now=now)
    move_referral(case, "send_back" if row.complaint is None else "send_back_anew")
    case.attention = attention.remove(case.attention, attention.NEW_INFORMATION)
    save(case, now=now)
    _note_sent_back(case, row, by=by, now=now)
    return row


def _whose(row: Decision) -> User | None:
    """Whoever works on it: the case's assessor, or the complaint's assignee."""
    return row.complaint.assignee if row.complaint is not None else row.referral.assessor


def _note_sent_back(case: Referral, row: Decision, *, by: Actor, now: dt.datetime) -> None:
    note(case, "sent_back", by=by, now=now, reason=row.returned_note, decision=str(row.public_id))
    whose = _whose(row)
    told = [whose] if whose and whose != by.user else []
    notices.tell(
        told or ([] if whose else notices.unit(case, Role.ASSESSOR, on=by.today)),
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
