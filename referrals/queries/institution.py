"""What an institution sees: the cases forwarded to its places, and nothing of the others."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.utils import timezone

from deltytelser.models import Delytelse
from institutions.models import Institution
from referrals.models import Clock, Placement
from referrals.policies import placements_visible_to
from referrals.policies.clock_checks import AFTER_STAY
from referrals.queries.worklist_rows import left_until
from rve.core.policies import Actor
from rve.core.virkedager import Calendar

NOT_BEGUN = ("forwarded", "accepted", "scheduled")


def own_institutions(actor: Actor) -> QuerySet[Institution]:
    """The places that belong to the organisation the actor works for."""
    return Institution.objects.filter(organisation=actor.organisation, active=True).order_by("name")


def placements(actor: Actor) -> QuerySet[Placement]:
    """The placements that are with the actor's places: forwarded, and neither declined nor taken back."""
    return (
        placements_visible_to(actor)
        .filter(institution__organisation=actor.organisation, forwarded_at__isnull=False)
        .exclude(status__in=("booked", "queued"))
        .select_related(
            "referral__municipality", "decision", "institution", "pool", "booking", "decline_reason"
        )
    )


def short_names(actor: Actor) -> dict[str, Delytelse]:
    return {row.code: row for row in Delytelse.objects.filter(region=actor.region)}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list of placements.

    `late`: planned after the deadline; `missed`: its time was on an earlier day, without a start;
    `days_over`: whole days since «start at the latest», 0 on the day itself, None before it and
    once the stay has begun.
    """

    placement: Placement
    name: str
    age: int
    delytelse: str
    answer_by: dt.date | None
    left: int | None
    late: bool
    practical: str
    missed: bool = False
    days_over: int | None = None
    follow_up: dt.date | None = None
    follow_up_left: int | None = None


def rows(found: QuerySet[Placement], *, today: dt.date, calendar: Calendar) -> list[Row]:
    """The lines of a page: two queries whatever their number."""
    kinds = (Clock.Kind.INSTITUTION_ANSWER, *AFTER_STAY)
    running = Clock.objects.filter(kind__in=kinds, met_at=None, cancelled_at=None).order_by("due_on", "pk")
    return [
        _row(one, today, calendar)
        for one in found.prefetch_related(Prefetch("clocks", running, to_attr="running_clocks"))
    ]


def to_follow_up(found: QuerySet[Placement]) -> QuerySet[Any]:
    """The stays that have ended and are still to be followed up, the first due first (`follow_up_on`)."""
    running = Clock.objects.filter(
        placement=OuterRef("pk"), kind__in=AFTER_STAY, met_at=None, cancelled_at=None
    )
    due = Subquery(running.order_by("due_on").values("due_on")[:1])
    return found.annotate(follow_up_on=due).filter(follow_up_on__isnull=False).order_by("follow_up_on", "pk")


def _row(placement: Placement, today: dt.date, calendar: Calendar) -> Row:
    clocks: list[Clock] = placement.running_clocks  # type: ignore[attr-defined]
    due = next((one.due_on for one in clocks if one.kind == Clock.Kind.INSTITUTION_ANSWER), None)
    follow_up = next((one.due_on for one in clocks if one.kind in AFTER_STAY), None)
    timed = timezone.localdate(placement.scheduled_at) if placement.scheduled_at else None
    return Row(
        placement=placement,
        name=placement.referral.name,
        age=age_on(placement.referral.birth_date, today),
        delytelse=placement.decision.delytelse,
        answer_by=due,
        left=left_until(due, today, calendar),
        late=_planned_after(placement),
        practical=", ".join(practical_words(placement.referral.practical)),
        missed=placement.status == Placement.Status.SCHEDULED and timed is not None and timed < today,
        days_over=_days_over(placement, today),
        follow_up=follow_up,
        follow_up_left=left_until(follow_up, today, calendar),
    )


def age_on(birth: dt.date | None, day: dt.date) -> int:
    """Whole years; a birth on 29 February counts from 1 March."""
    if birth is None:
        return 0
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


# What the intake must prepare for, in the order it matters; the words stand in the page's catalogue.
PREPARE = ("infection", "transfers", "aids", "oxygen", "dialysis", "diet", "companion", "weight_kg")
SAYS_NOTHING = {"", "none", "no", "unknown", "independent", None, False}


def practical_words(practical: dict[str, object]) -> list[str]:
    """The keys of the practical block that ask for something."""
    return [key for key in PREPARE if practical.get(key) not in SAYS_NOTHING]


def counts(actor: Actor, *, today: dt.date) -> dict[str, int]:
    """The strip of the board: late, waiting for an answer, in a stay, with a time."""
    every = placements(actor)
    found = list(every.filter(status__in=Placement.LIVE))
    ended = list(to_follow_up(every).values_list("follow_up_on", flat=True))
    return {
        "late": sum(_planned_after(one) or bool(_days_over(one, today)) for one in found),
        "waiting": sum(one.status == "forwarded" for one in found),
        "inside": sum(one.status in {"started", "interrupted"} for one in found),
        "untimed": sum(one.status == "accepted" for one in found),
        "timed": sum(one.status == "scheduled" for one in found),
        "follow_up": len(ended),
        "follow_up_late": sum(day < today for day in ended),
    }


def _planned_after(placement: Placement) -> bool:
    """Whether what has not begun is to begin after its deadline."""
    start = timezone.localdate(placement.scheduled_at) if placement.scheduled_at else placement.planned_week
    deadline = placement.decision.start_deadline
    return bool(deadline and placement.status in NOT_BEGUN and start and start > deadline)


def _days_over(placement: Placement, today: dt.date) -> int | None:
    deadline = placement.decision.start_deadline
    if deadline is None or placement.status not in NOT_BEGUN or deadline > today:
        return None
    return (today - deadline).days
