"""Signing: only a physician, one by one or a marked batch. The letters go out, the case goes to its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.planning.weeks import monday
from referrals import attention, clocks, policies
from referrals.models import Decision, Placement, Referral
from referrals.use_cases import clocks as case_clocks
from referrals.use_cases import messages_out, notices
from referrals.use_cases.cases import close_assessment
from referrals.use_cases.complaints import anew
from referrals.use_cases.complaints.ends import close_again
from referrals.use_cases.history import note, note_placement
from referrals.use_cases.letters import write_letters
from referrals.use_cases.places import Wish, give_up_live_place, live_placement, take_place
from referrals.use_cases.rows import lock_decision, move_decision, move_placement, move_referral, save
from rve.core.errors import Conflict, DomainError, NotFound
from rve.core.policies import Actor


@dataclass(frozen=True, slots=True)
class SignResult:
    """What became of one decision of a batch; `message` says why it was not signed."""

    public_id: UUID
    signed: bool
    message: str = ""


@transaction.atomic
def sign(*, decision: Decision, by: Actor, now: dt.datetime, version: int) -> Decision:
    """Signs as seen (`version`): letters to the outbox, the place forwarded, its
    clocks started, the case decided.

    One that answers a complaint takes the place of the old decision in the same transaction.
    """
    seen = lock_decision(decision)
    if seen.status == Decision.Status.SIGNED:
        raise Conflict(_("The decision is signed already."))
    row = lock_decision(decision, version)
    case = row.referral
    policies.check_can_sign(by, case)
    _check_week(case, now)
    old = anew.replace_old(row, by=by, now=now) if row.complaint is not None else None
    move_decision(row, "sign")
    row.signed_by, row.signed_at = by.user, now
    save(row, now=now)
    move_referral(case, "sign" if old is None else "sign_anew")
    close_assessment(case, now=now)
    save(case, now=now)
    note(case, "signed", by=by, now=now, decision=str(row.public_id), outcome=row.outcome, **_answers(row))
    messages_out.tell_decision(case, row, now=now)
    if old is not None:
        sign_anew(case, row, old, by=by, now=now)
        return row
    if row.outcome == Decision.Outcome.GRANTED:
        _start_right(case, row, by=by, now=now)
    write_letters(decision=row, by=by, now=now)
    return row


def _answers(row: Decision) -> dict[str, str]:
    return {"complaint": row.complaint.reference} if row.complaint is not None else {}


def sign_anew(case: Referral, row: Decision, old: Decision, *, by: Actor, now: dt.datetime) -> None:
    """The complaint is answered: the place goes over, the deadline begins anew, letters tell what changed."""
    complaint = row.complaint
    assert complaint is not None
    case.delytelse = row.delytelse or case.delytelse
    case.save(update_fields=["delytelse"])
    if row.outcome == Decision.Outcome.GRANTED:
        placement = _carry_over(case, row, old, by=by, now=now)
        _start_deadline_anew(case, row, placement, now=now)
    anew.finish(row, complaint, by=by, now=now)
    write_letters(decision=row, by=by, now=now)
    close_again(case, by=by, now=now)


def _carry_over(
    case: Referral, row: Decision, old: Decision, *, by: Actor, now: dt.datetime
) -> Placement | None:
    """The patient's place under the new decision; another one where the new decision asks for it."""
    live = live_placement(case)
    if live is not None and live.decision_id != row.pk and anew.other_place(old, row, live):
        give_up_live_place(case, why="moved_elsewhere", by=by, now=now)
        place = row.institution or live.institution
        take_place(case=case, decision=row, wish=Wish(place.kode), by=by, now=now)
        live = live_placement(case)
    if live is None:
        return None
    if live.status in (Placement.Status.BOOKED, Placement.Status.QUEUED):
        forward(live, by=by, now=now)
    elif live.decision_id != row.pk:
        live.decision = row
        save(live, now=now)
        note_placement(live, "kept", by=by, now=now, decision=str(row.public_id))
    return live


def _start_deadline_anew(
    case: Referral, row: Decision, placement: Placement | None, *, now: dt.datetime
) -> None:
    """The old deadline's clock ends and the new one's starts; a stay that has begun has met it."""
    stay = placement or case.placements.filter(status=Placement.Status.COMPLETED).first()
    begun = stay is not None and stay.started_on is not None
    case_clocks.cancel(case, "start", now=now)
    if begun:
        return
    assert case.receipt is not None and row.start_deadline is not None
    case_clocks.start_clock(
        kind="start", referral=case, starts_on=case.receipt, due=row.start_deadline, now=now
    )
    timed = placement.scheduled_at if placement is not None else None
    if timed is None and not case_clocks.is_running(case, "time_sent"):
        today = timezone.localdate(now, clocks.OSLO)
        case_clocks.start_clock(kind="time_sent", referral=case, starts_on=today, now=now)
    put_on_waiting_list(case, now=now)
    at = timezone.localdate(timed, clocks.OSLO) if timed else None
    watch_for_breach(case, placement, deadline=row.start_deadline, at=at, now=now)


def _check_week(case: Referral, now: dt.datetime) -> None:
    """A letter cannot name a week that has gone by while the decision waited."""
    placement = live_placement(case)
    this_week = monday(timezone.localdate(now, clocks.OSLO))
    if placement is None or placement.status not in (Placement.Status.BOOKED, Placement.Status.QUEUED):
        return
    if placement.planned_week and placement.planned_week < this_week:
        raise Conflict(_("The planned week has passed. Send the decision back for a new one."))


def _start_right(case: Referral, row: Decision, *, by: Actor, now: dt.datetime) -> None:
    """From here the start deadline runs, and the institution has the case."""
    today = timezone.localdate(now, clocks.OSLO)
    assert case.receipt is not None and row.start_deadline is not None
    case_clocks.start_clock(
        kind="start", referral=case, starts_on=case.receipt, due=row.start_deadline, now=now
    )
    case_clocks.start_clock(kind="time_sent", referral=case, starts_on=today, now=now)
    put_on_waiting_list(case, now=now)
    placement = live_placement(case)
    if placement is not None:
        forward(placement, by=by, now=now)
    watch_for_breach(case, placement, deadline=row.start_deadline, now=now)


def put_on_waiting_list(case: Referral, *, now: dt.datetime) -> None:
    """Whoever waits is asked within six months whether the stay is still wanted (ventelisteforskriften
    § 4).
    """
    if not case_clocks.is_running(case, "waiting_list"):
        case_clocks.start_clock(kind="waiting_list", referral=case, starts_on=case.receipt, now=now)


def forward(placement: Placement, *, by: Actor, now: dt.datetime) -> None:
    """The institution now sees the case, and has its days to answer."""
    today = timezone.localdate(now, clocks.OSLO)
    move_placement(placement, "forward")
    placement.forwarded_at = now
    save(placement, now=now)
    case_clocks.start_clock(
        kind="institution_answer", referral=placement.referral, placement=placement, starts_on=today, now=now
    )
    note_placement(
        placement,
        "forwarded",
        by=by,
        now=now,
        week=placement.planned_week.isoformat() if placement.planned_week else None,
    )
    notices.tell(
        notices.institution(placement, on=today),
        referral=placement.referral,
        template="forwarded",
        key=f"forwarded/{placement.pk}",
        path=f"/placements/{placement.public_id}",
        now=now,
    )
    messages_out.tell_place(placement, now=now)


def watch_for_breach(
    case: Referral,
    placement: Placement | None,
    *,
    deadline: dt.date,
    now: dt.datetime,
    at: dt.date | None = None,
) -> bool:
    """Whether no time inside the deadline is in sight; if so the Helfo clock starts today (pbrl §
    2-2 b), else it ends.
    """
    day = at or (placement.planned_week if placement else None)
    late = day is None or day > deadline
    running = case_clocks.is_running(case, "expected_breach")
    if late and not running and not _helfo_knows(case):
        today = timezone.localdate(now, clocks.OSLO)
        case_clocks.start_clock(kind="expected_breach", referral=case, starts_on=today, due=today, now=now)
    if running and not late:
        case_clocks.cancel(case, "expected_breach", now=now)
    before = case.attention
    case.attention = attention.remove(before, attention.STARTS_LATE, attention.NO_TIME)
    if late:
        code = attention.STARTS_LATE if day else attention.NO_TIME
        case.attention = attention.add(case.attention, code, day or "")
    if case.attention != before:
        save(case, now=now)
    return late


def _helfo_knows(case: Referral) -> bool:
    """Helfo was contacted (or not, by agreement) for the delay the case is flagged with: not asked for
    twice.
    """
    flagged = {attention.STARTS_LATE, attention.NO_TIME} & set(attention.codes(case.attention))
    last = case.clocks.filter(kind="expected_breach").order_by("-pk").first()
    return bool(flagged) and last is not None and last.met_at is not None


def sign_batch(*, items: Sequence[tuple[UUID, int]], by: Actor, now: dt.datetime) -> list[SignResult]:
    """Signs those that are simple, each in its own transaction: one that fails does
    not hold back the others.
    """
    return [_sign_one(public_id, version, by=by, now=now) for public_id, version in items]


def _sign_one(public_id: UUID, version: int, *, by: Actor, now: dt.datetime) -> SignResult:
    try:
        decision = Decision.objects.select_related("referral", "proposal").filter(public_id=public_id).first()
        if decision is None:
            raise NotFound(_("There is no such decision."))
        policies.check_can_see(by, decision.referral)
        reason = why_not_simple(decision)
        if reason:
            raise Conflict(reason)
        sign(decision=decision, by=by, now=now, version=version)
    except DomainError as error:
        return SignResult(public_id, signed=False, message=error.message)
    return SignResult(public_id, signed=True)


def simple(decision: Decision) -> bool:
    """May be signed in a marked batch: it follows the proposal, and nothing about it
    asks for a closer look.
    """
    return not why_not_simple(decision)


def why_not_simple(decision: Decision) -> str:
    """Why this decision must be signed by itself, in words; empty when it is simple."""
    case = decision.referral
    if decision.complaint_id is not None:
        return _("The decision answers a complaint.")
    if decision.outcome != Decision.Outcome.GRANTED:
        return _("Only decisions that grant a right are signed in a batch.")
    if not decision.follows_proposal:
        return _("The decision departs from the proposal.")
    if decision.proposal.outcome != Decision.Outcome.GRANTED:
        return _("The proposal left it to a person.")
    if case.attention or case.manual_reason:
        return _("The case is marked for a closer look.")
    if case.facts.get("urgency") not in (None, "ordinary"):
        return _("The case is urgent.")
    if case.protection != "none":
        return _("The patient's address is protected.")
    live = [place for place in decision.placements.all() if place.status in Placement.LIVE]
    if not live or live[0].status != Placement.Status.BOOKED:
        return _("There is no booked place.")
    week = live[0].planned_week
    if week is None or decision.start_deadline is None or week > decision.start_deadline:
        return _("The planned week is after the deadline.")
    return ""
