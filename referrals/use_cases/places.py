"""A place for a case: booked, or waited for in the queue; and given back."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.cases import Case
from institutions.models import Booking, Institution, Level, Pool, QueueEntry
from institutions.planning.weeks import monday, weeks_for_days
from institutions.queries import first_free
from institutions.use_cases.booking import book, release
from institutions.use_cases.queue import join_queue, leave_queue
from referrals import clocks
from referrals.models import Decision, Placement, Referral
from referrals.use_cases import clocks as case_clocks
from referrals.use_cases import messages_out
from referrals.use_cases.rows import move_placement, on_places, save
from rve.core import settings_by_date
from rve.core.errors import DomainError
from rve.core.numbers import whole_number
from rve.core.policies import Actor

# Where the catalogue gives no guiding stay: three weeks (local default).
STAY_DAYS = 21
_NEXT_BEST = {
    Level.OUTPATIENT: (Level.OUTPATIENT, Level.ANY, Level.DAY, Level.INPATIENT),
    Level.DAY: (Level.DAY, Level.ANY, Level.INPATIENT, Level.OUTPATIENT),
    Level.INPATIENT: (Level.INPATIENT, Level.ANY, Level.DAY, Level.OUTPATIENT),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """The place that was chosen. `pool`: key or public id, None for the one that fits; `week`:
    None for the first free.
    """

    institution: str
    pool: int | str | uuid.UUID | None = None
    week: dt.date | None = None


def case_key(referral: Referral) -> Case:
    """Who a booking is for: always the referral, so that the database allows one live place per case."""
    return Case("referral", referral.pk)


def stay_weeks(decision: Decision) -> int:
    """Whole weeks of the guiding stay, its middle; three where there is none."""
    stay = json.loads(decision.proposal.content).get("stay")
    days = (stay["min_days"] + stay["max_days"]) / 2 if stay else STAY_DAYS
    return weeks_for_days(days)


def find_institution(case: Referral, kode: str) -> Institution:
    place = Institution.objects.filter(region=case.region, kode=kode, active=True).first()
    if place is None:
        raise DomainError(_("There is no such institution."), field="institution")
    return place


def find_pool(*, case: Referral, wish: Wish, delytelse: str, level: str, on: dt.date) -> Pool:
    """The pool that was named, or the institution's own that serves the delytelse nearest to the level."""
    place = find_institution(case, wish.institution)
    pools = (
        Pool.objects.in_force(on)
        .filter(institution=place, delytelser__code=delytelse)
        .select_related("institution")
    )
    if wish.pool not in (None, ""):
        by_public_id = isinstance(wish.pool, uuid.UUID) or "-" in str(wish.pool)
        key = wish.pool if by_public_id else whole_number(str(wish.pool))
        try:
            found = pools.filter(**{"public_id" if by_public_id else "pk": key}).first()
        except ValidationError:
            found = None
        if found is None:
            raise DomainError(_("The place does not take this delytelse."), field="pool_id")
        return found
    order = _NEXT_BEST[Level(level)]
    fitting = sorted(pools, key=lambda pool: (order.index(Level(pool.level)), pool.pk))
    if not fitting:
        raise DomainError(
            _("{name} does not offer delytelse {letter}.").format(name=place, letter=delytelse),
            field="institution",
        )
    return fitting[0]


def take_place(*, case: Referral, decision: Decision, wish: Wish, by: Actor, now: dt.datetime) -> Placement:
    """Books the week asked for or the first free before the deadline, else joins the
    queue; one live per case.

    Conflict from the pool when the week asked for is full: nothing is then booked.
    """
    today = timezone.localdate(now, clocks.OSLO)
    pool = find_pool(case=case, wish=wish, delytelse=decision.delytelse, level=decision.level, on=today)
    weeks = stay_weeks(decision)
    # What may be done with an earlier one falls away.
    on_places(case, now=now)
    booking, entry = _book_or_queue(
        case=case, decision=decision, pool=pool, wish=wish, weeks=weeks, by=by, now=now
    )
    return Placement.objects.create(
        referral=case,
        decision=decision,
        institution=pool.institution,
        pool=pool,
        level=decision.level if pool.level == Level.ANY else pool.level,
        status=Placement.Status.BOOKED if booking else Placement.Status.QUEUED,
        booking=booking,
        queue_entry=entry,
        planned_week=booking.first_week if booking else entry.expected_week if entry else None,
        stay_weeks=weeks,
    )


def earliest_start(case: Referral, today: dt.date) -> dt.date:
    """The first day a stay may be planned for: the patient must have the letter first."""
    return today + dt.timedelta(
        days=int(settings_by_date.value(region=case.region, key="notice_days", on=today))
    )


def _book_or_queue(
    *, case: Referral, decision: Decision, pool: Pool, wish: Wish, weeks: int, by: Actor, now: dt.datetime
) -> tuple[Booking | None, QueueEntry | None]:
    today = timezone.localdate(now, clocks.OSLO)
    key, earliest = case_key(case), earliest_start(case, today)
    week = wish.week
    if week is not None:
        if week < monday(today):
            raise DomainError(_("The week has passed."), field="week")
        return book(pool=pool, first_week=week, weeks=weeks, case=key, by=by, now=now), None
    week = first_free(pool_ids=[pool.pk], weeks=weeks, earliest=earliest).get(pool.pk)
    if week is not None and (decision.start_deadline is None or week <= decision.start_deadline):
        return book(pool=pool, first_week=week, weeks=weeks, case=key, by=by, now=now), None
    entry = join_queue(
        pool=pool,
        case=key,
        weeks=weeks,
        deadline=decision.start_deadline,
        by=by,
        now=now,
        not_before=earliest,
    )
    return None, entry


def live_placement(case: Referral) -> Placement | None:
    """The one placement that is neither over nor given up, locked."""
    rows = Placement.objects.select_for_update(of=("self",)).filter(referral=case, status__in=Placement.LIVE)
    found = rows.select_related(
        "institution__organisation", "pool", "booking__pool", "queue_entry__pool"
    ).first()
    if found is not None:
        found.referral = case
    return found


def give_back(placement: Placement, *, why: str, by: Actor | None, now: dt.datetime) -> None:
    """The weeks go back to the pool, and the case leaves the queue; its clocks at the institution end."""
    if placement.booking is not None:
        release(booking=placement.booking, why=Booking.ReleasedWhy(why), by=by, now=now)
    if placement.queue_entry is not None:
        left = (
            QueueEntry.LeftWhy.CANCELLED
            if why == Booking.ReleasedWhy.NOT_ANSWERED
            else QueueEntry.LeftWhy(why)
        )
        leave_queue(entry=placement.queue_entry, why=left, by=by, now=now)
    case_clocks.cancel(placement.referral, placement=placement, now=now)
    if why != Booking.ReleasedWhy.DECLINED:
        messages_out.take_back(placement, now=now)


def give_up_live_place(case: Referral, *, why: str, by: Actor | None, now: dt.datetime) -> Placement | None:
    """Cancels the live placement, if there is one; Conflict for a stay that has begun."""
    placement = live_placement(case)
    if placement is None:
        return None
    move_placement(placement, "cancel")
    give_back(placement, why=why, by=by, now=now)
    save(placement, now=now)
    return placement
