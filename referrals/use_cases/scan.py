"""Beat's look at the clocks: what is due is reminded, what is over is marked. Twice, or by two
at once, is as once.

Only clocks whose case nobody holds are taken; the others wait for the next minute. Most are taken in batches,
with a fixed number of queries each; those that move a case or a place are taken one by one. A worker that
dies leaves its batch as it was.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Sequence

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.utils import timezone

from referrals import clocks
from referrals.models import Clock, Complaint, Placement, Referrer
from referrals.use_cases.clock_people import ClockPeople
from referrals.use_cases.clocks import next_step_of
from referrals.use_cases.history import event
from referrals.use_cases.reminders import Turn, put_reminders
from referrals.use_cases.run_out import follow, is_followed
from rve.core.events import record_all
from rve.core.models import CaseEvent

log = logging.getLogger(__name__)

BATCH = 500
# All that a reminder and its history say; the encrypted columns of a case are not opened for them.
COLUMNS = (
    *("kind", "title", "starts_on", "due_on", "next_step_on", "breached_at", "proof", "moves"),
    *("referral__public_id", "referral__reference", "referral__status", "referral__channel"),
    *("referral__region", "referral__assessor", "referral__created_by", "referral__referrer"),
    *("placement", "complaint"),
)
# Read for the whole batch at once: joined to the claim, they would make it three times as slow.
AROUND = (
    *("referral__assessor", "referral__created_by"),
    Prefetch("referral__referrer", Referrer.objects.select_related("user").only("user")),
    Prefetch(
        "placement",
        Placement.objects.select_related("institution").only(
            "public_id", "status", "referral", "institution__organisation"
        ),
    ),
    Prefetch(
        "complaint",
        Complaint.objects.select_related("assignee").only("public_id", "reference", "assignee"),
    ),
)
RELATED = (
    *("referral__assessor", "referral__created_by", "referral__referrer__user"),
    *("placement__institution", "complaint__assignee"),
)

# Django's bulk_update takes half the time of a scan.
_MOVE_ON = """
    UPDATE referrals_clock AS clock
       SET next_step_on = moved.next_step_on, breached_at = COALESCE(clock.breached_at, moved.breached_at)
      FROM unnest(%s::bigint[], %s::date[], %s::timestamptz[]) AS moved (id, next_step_on, breached_at)
     WHERE clock.id = moved.id
"""


def scan_clocks(*, now: dt.datetime, batch: int = BATCH) -> int:
    """Takes every clock that is due today, in batches; how many were taken.

    A clock that cannot be taken is logged and left for the next minute: it holds back no other.
    """
    began = time.monotonic()
    today, taken, aside = timezone.localdate(now, clocks.OSLO), 0, set[int]()
    failed = set[int]()
    while True:
        found, alone = _take_batch(now=now, today=today, size=batch, past=aside | failed, failed=failed)
        aside |= alone
        taken += found
        if not found and not alone:
            break
    return taken + sum(_take_alone(pk, now=_later(now, began), today=today) for pk in sorted(aside))


def _later(now: dt.datetime, began: float) -> dt.datetime:
    """`now`, some minutes into a long scan: a case that changes with an old moment is missed by who polls."""
    return now + dt.timedelta(minutes=(time.monotonic() - began) // 60)


def due_clocks(today: dt.date) -> QuerySet[Clock]:
    """The running clocks at which something happens today, or should have."""
    return Clock.objects.filter(met_at=None, cancelled_at=None, next_step_on__lte=today)


@transaction.atomic
def _take_batch(
    *, now: dt.datetime, today: dt.date, size: int, past: set[int], failed: set[int]
) -> tuple[int, set[int]]:
    """How many of the next clocks were taken, and which of them must be taken alone."""
    rows = _locked(due_clocks(today).exclude(pk__in=past))
    found = list(rows.select_related("referral").only(*COLUMNS).order_by("next_step_on", "pk")[:size])
    prefetch_related_objects(found, *AROUND)
    alone = {clock.pk for clock in found if is_followed(clock, today=today)}
    ordinary = [clock for clock in found if clock.pk not in alone]
    people = ClockPeople.around(ordinary, on=today)
    _write_or_part(ordinary, people=people, now=now, failed=failed)
    return len(ordinary), alone


def _locked(rows: QuerySet[Clock]) -> QuerySet[Clock]:
    return rows.select_for_update(skip_locked=True, of=("self", "referral"))


def _write_or_part(rows: Sequence[Clock], *, people: ClockPeople, now: dt.datetime, failed: set[int]) -> None:
    """The whole batch at once; where something in it is wrong, each by itself."""
    try:
        with transaction.atomic():
            _write(rows, people=people, now=now)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        if len(rows) == 1:
            log.exception("clock %s could not be taken", rows[0].pk)
            failed.add(rows[0].pk)
            return
        for clock in rows:
            _write_or_part([clock], people=people, now=now, failed=failed)


def _write(rows: Sequence[Clock], *, people: ClockPeople, now: dt.datetime) -> None:
    """The clocks move on to a later day or have none left; reminders and history with them."""
    if not rows:
        return
    turns = [_turn(clock, timezone.localdate(now, clocks.OSLO)) for clock in rows]
    _move_on(turns, now)
    new = put_reminders(turns, people=people, now=now)
    record_all([one for turn in turns for one in _events(turn, new[turn.clock.pk], now)])


def _turn(clock: Clock, today: dt.date) -> Turn:
    step = clocks.step_on(clock.kind, clock.due_on, today, proof=clock.proof)
    return Turn(
        clock=clock,
        step=step,
        next_step_on=next_step_of(clock.kind, clock.due_on, clock.proof, after=today),
        breached=step == clocks.BREACH
        and clock.breached_at is None
        and clock.kind not in clocks.NEVER_BREACHED,
    )


def _move_on(turns: Sequence[Turn], now: dt.datetime) -> None:
    """The rows alone: what was read stays as it was, for when the batch must be parted."""
    with connection.cursor() as cursor:
        cursor.execute(
            _MOVE_ON,
            [
                [turn.clock.pk for turn in turns],
                [turn.next_step_on for turn in turns],
                [now if turn.breached else None for turn in turns],
            ],
        )


def _events(turn: Turn, reminded: int, now: dt.datetime) -> list[CaseEvent]:
    case, kind = turn.clock.referral, turn.clock.kind
    found = []
    if turn.breached:
        found.append(event(case, "breached", at=now, clock=kind, due_on=turn.clock.due_on.isoformat()))
    if reminded:
        found.append(event(case, "reminded", at=now, clock=kind, step=turn.step, recipients=reminded))
    return found


def _take_alone(pk: int, *, now: dt.datetime, today: dt.date) -> int:
    """One clock with what follows from it, in a transaction of its own; 0 when somebody else has it."""
    try:
        with transaction.atomic():
            clock = _locked(due_clocks(today).filter(pk=pk)).select_related(*RELATED).first()
            if clock is None:
                return 0
            _write([clock], people=ClockPeople.around([clock], on=today), now=now)
            follow(clock, now=now, today=today)
    except Exception:
        if not connection.is_usable():
            raise
        log.exception("clock %s could not be taken", pk)
    return 1
