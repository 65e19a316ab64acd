"""The worklist: which cases, in which order, a page at a time, with a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import Lag, Lead, RowNumber
from django.utils import timezone

from referrals import attention
from referrals.models import Decision, Placement, Referral
from referrals.policies import visible_to
from referrals.queries.worklist_filter import OUTCOMES, WAITING, Filter
from rve.core.dates import LOCAL_ZONE
from rve.core.policies import Actor
from rve.core.virkedager import Calendar

SOON = 2
HELD = ("awaiting_information", "awaiting_signature", "decided")


@dataclass(frozen=True, slots=True)
class Days:
    """The days that a list is cut by, worked out once at the door."""

    today: dt.date
    soon: dt.date
    last_virkedag: dt.date
    answered_since: dt.datetime
    calendar: Calendar


def days_of(now: dt.datetime, calendar: Calendar) -> Days:
    """`now`: aware. `calendar`: the days that count in the region."""
    today = timezone.localdate(now)
    last = calendar.add(today, -1)
    since = dt.datetime.combine(last, dt.time(), tzinfo=LOCAL_ZONE)
    return Days(today, calendar.add(today, SOON), last, since, calendar)


def scope(actor: Actor) -> QuerySet[Referral]:
    """The open cases the actor may see, and the decided ones that lost their place or are asked about."""
    live = Placement.objects.filter(
        referral=OuterRef("pk"), status__in=(*Placement.LIVE, Placement.Status.COMPLETED)
    )
    flagged = Q(attention__contains=attention.DECLINED) | Q(attention__contains=attention.NO_ANSWER)
    lost = Q(status=Referral.Status.DECIDED) & flagged & ~Exists(live)
    asked = Q(status=Referral.Status.DECIDED, attention__contains=attention.PLACE_ASKS)
    return visible_to(actor).filter(Q(status__in=Referral.OPEN) | lost | asked)


def _waiting(actor: Actor) -> Case:
    unread = Decision.objects.filter(
        referral=OuterRef("pk"), status="prepared", thin_grounds=True, second_read_at__isnull=True
    )
    return Case(
        When(status="decided", then=Value("place")),
        When(Q(status="awaiting_signature") & Exists(unread), then=Value("colleague")),
        When(status="awaiting_signature", then=Value("physician")),
        When(status="awaiting_information", then=Value("referrer")),
        When(assessor=None, then=Value("nobody")),
        When(assessor=actor.user, then=Value("you")),
        default=Value("colleague"),
        output_field=CharField(),
    )


def _due() -> Case:
    deadline = Decision.objects.filter(referral=OuterRef("pk"), status="signed").values("start_deadline")[:1]
    return Case(
        When(status="decided", then=Subquery(deadline)), default=F("assessment_due"), output_field=DateField()
    )


def annotated(actor: Actor) -> QuerySet[Any]:
    """The scope with `waiting` (whose turn, seen from the actor) and `due` (start deadline once decided)."""
    return scope(actor).annotate(waiting=_waiting(actor), due=_due())


def cube(actor: Actor, *, days: Days) -> list[dict[str, Any]]:
    """How many cases of each kind, over the whole scope: every count on the page comes from this query."""
    due_state = Case(
        When(due__lt=days.today, then=Value("over")),
        When(due=days.today, then=Value("today")),
        When(due__lte=days.soon, then=Value("soon")),
        default=Value("later"),
        output_field=CharField(),
    )
    fresh = Case(
        When(last_answer_at__gte=days.answered_since, then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    return list(
        annotated(actor)
        .annotate(due_state=due_state, fresh=fresh, hf=F("municipality__health_trust__code"))
        .values(
            "status", "waiting", "proposed_outcome", "delytelse", "hf", "assessor_id", "due_state", "fresh"
        )
        .annotate(number=Count("pk"))
        .order_by()
    )


def matching(actor: Actor, *, wanted: Filter, days: Days) -> QuerySet[Any]:
    """The cases of a list, unordered."""
    found = annotated(actor).filter(_of_view(actor, wanted.view))
    if wanted.waiting:
        found = found.filter(waiting__in=wanted.waiting)
    if wanted.outcome:
        found = found.filter(proposed_outcome__in=wanted.outcome)
    if wanted.delytelse:
        found = found.filter(delytelse__in=wanted.delytelse)
    if wanted.hf:
        found = found.filter(municipality__health_trust__code__in=wanted.hf)
    if wanted.answered:
        found = found.filter(last_answer_at__gte=days.answered_since)
    limits = {
        "over": Q(due__lt=days.today),
        "today": Q(due=days.today),
        "soon": Q(due__gt=days.today, due__lte=days.soon),
    }
    return found.filter(limits[wanted.due]) if wanted.due else found


def _of_view(actor: Actor, view: str) -> Q:
    mine = Q(assessor=actor.user)
    views = {"mine": mine, "mine-free": mine | Q(assessor=None), "all": Q(), "hold": Q(status__in=HELD)}
    return views[view]


def _rank(field: str, order: tuple[str, ...]) -> Case:
    return Case(
        *(When(**{field: one}, then=Value(f"{n:02}")) for n, one in enumerate(order)), default=Value("99")
    )


def order_of(wanted: Filter) -> list[Any]:
    """By the chosen column, then by due day, then by age: always the same for the same rows."""
    columns: dict[str, Any] = {
        "due": F("due"),
        "name": F("sort_key"),
        "municipality": F("municipality__short_name"),
        "delytelse": F("delytelse"),
        "outcome": _rank("proposed_outcome", OUTCOMES),
        "waiting": _rank("waiting", WAITING),
        "holder": F("assessor__name"),
    }
    column = columns[wanted.sort]
    first = column.desc(nulls_last=True) if wanted.descending else column.asc(nulls_last=True)
    return [first, F("due").asc(nulls_last=True), F("pk").asc()]


@dataclass(frozen=True, slots=True)
class Position:
    """Where a case stands in a list, and its neighbours (public ids; None at the ends)."""

    number: int
    total: int
    previous: str | None
    next: str | None


def position(actor: Actor, *, wanted: Filter, days: Days, pk: int) -> Position | None:
    """A case's place within a list, or None where it is not in it. One query."""
    order = order_of(wanted)
    found = matching(actor, wanted=wanted, days=days).annotate(
        number=Window(RowNumber(), order_by=order),
        total=Window(Count("pk")),
        before=Window(Lag("public_id"), order_by=order),
        after=Window(Lead("public_id"), order_by=order),
        # A filter on a window is applied after the windows: the neighbours are still there.
        itself=Window(Max("pk"), partition_by=[F("pk")]),
    )
    row = found.filter(itself=pk).values("number", "total", "before", "after").first()
    if row is None:
        return None
    return Position(row["number"], row["total"], _text(row["before"]), _text(row["after"]))


def _text(value: object) -> str | None:
    return str(value) if value else None


def most_urgent(actor: Actor, *, days: Days) -> Referral | None:
    """The case to take next: the earliest due of those that wait for the actor or for nobody yet."""
    wanted = Filter(view="mine-free", waiting=("you", "nobody"))
    return matching(actor, wanted=wanted, days=days).order_by(*order_of(wanted)).first()
