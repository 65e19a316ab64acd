"""Running deadlines of a region: over or at risk, counted by kind, holder and place, and the rows."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from referrals.clocks import KINDS, NEVER_BREACHED
from referrals.models import Clock, Decision, Placement
from referrals.queries.deadlines_filter import NOBODY, Filter
from referrals.queries.worklist_rows import left_until
from rve.core.models import Region
from rve.core.virkedager import Calendar

# Virkedager ahead that are at risk whatever the kind warns about.
SOON = 2
# These are the case's own: its place is the one the patient has, else the one the decision names.
_OF_CASE = (Clock.Kind.START, Clock.Kind.TIME_SENT, Clock.Kind.EXPECTED_BREACH, Clock.Kind.WAITING_LIST)
HOLDER = Coalesce("complaint__assignee", "referral__assessor")
ORDER = {
    "due": "due_on",
    "name": "referral__sort_key",
    "kind": "kind",
    "at": "at_name",
    "holder": "holder_name",
}
BREACHED, TODAY, RISK, LATER = "breached", "today", "risk", "later"
_RELATED = ("referral__patient", "referral__assessor", "complaint__assignee", "placement__institution")


@dataclass(frozen=True, slots=True)
class Row:
    """One running clock; `left` in virkedager, None where nobody here can be late with it and it is past."""

    clock: Clock
    left: int | None
    holder: str
    at: str


@dataclass(slots=True)
class Tally:
    """How many there are of each; a facet is counted among what the other filters leave."""

    views: Counter[str] = field(default_factory=Counter)
    kind: Counter[str] = field(default_factory=Counter)
    holder: Counter[str] = field(default_factory=Counter)
    at: Counter[str] = field(default_factory=Counter)
    shown: int = 0


def _place_of(field: str) -> Case:
    """`field` of the clock's place: an institution's column."""
    live = Placement.objects.filter(referral=OuterRef("referral"), status__in=Placement.LIVE).order_by("-pk")
    signed = Decision.objects.filter(referral=OuterRef("referral"), status=Decision.Status.SIGNED)
    column = f"institution__{field}"
    return Case(
        When(placement__isnull=False, then=F(f"placement__{column}")),
        When(
            kind__in=_OF_CASE,
            then=Coalesce(Subquery(live.values(column)[:1]), Subquery(signed.values(column)[:1])),
        ),
        output_field=CharField(),
    )


def running(*, region: Region) -> QuerySet[Clock]:
    return Clock.objects.filter(referral__region=region, met_at=None, cancelled_at=None)


def last_warning(kind: str) -> int:
    """Virkedager before the due day from which it is at risk: the last warning ahead of it, two at least."""
    return max(SOON, min((one for one in KINDS[kind].warn if one), default=SOON))


def _limit(today: dt.date, virkedager: int, calendar: Calendar) -> dt.date:
    """The last due day that so many virkedager lead up to from today: days off count with it."""
    day = calendar.add(today if calendar.is_virkedag(today) else calendar.add(today, -1), virkedager)
    return calendar.add(day, 1) - dt.timedelta(days=1)


def ours() -> Q:
    return ~Q(kind__in=NEVER_BREACHED)


def breached(today: dt.date) -> Q:
    return ours() & Q(due_on__lt=today)


def at_risk(today: dt.date, calendar: Calendar) -> Q:
    """Not over, and due within two virkedager or past the last warning ahead of the due day."""
    found = Q()
    for virkedager in sorted({last_warning(kind) for kind in KINDS}):
        kinds = [kind for kind in KINDS if last_warning(kind) == virkedager]
        found |= Q(kind__in=kinds, due_on__lte=_limit(today, virkedager, calendar))
    return ours() & Q(due_on__gte=today) & found


def in_view(wanted: Filter, today: dt.date, calendar: Calendar) -> Q:
    views = {"breached": breached(today), "today": Q(due_on=today), "risk": at_risk(today, calendar)}
    found = views.get(wanted.view, Q())
    if wanted.day:
        found &= Q(due_on=wanted.day)
    return found & Q(referral__reference=wanted.case) if wanted.case else found


def _holder(wanted: Filter) -> Q:
    people = [int(one) for one in wanted.holder if one != NOBODY]
    found = Q(holder__in=people)
    return found | Q(holder=None) if NOBODY in wanted.holder else found


def faceted(rows: QuerySet[Clock], wanted: Filter) -> QuerySet[Clock]:
    """The clocks that the ticked boxes leave."""
    if wanted.kind:
        rows = rows.filter(kind__in=wanted.kind)
    if wanted.holder:
        rows = rows.annotate(holder=HOLDER).filter(_holder(wanted))
    return rows.annotate(at=_place_of("kode")).filter(at__in=wanted.at) if wanted.at else rows


def chosen(*, region: Region, wanted: Filter, today: dt.date, calendar: Calendar) -> QuerySet[Clock]:
    """The clocks of a list in its order."""
    rows = faceted(running(region=region).filter(in_view(wanted, today, calendar)), wanted)
    if wanted.sort == "holder":
        rows = rows.annotate(holder_name=Coalesce("complaint__assignee__name", "referral__assessor__name"))
    rows = rows.annotate(at_name=_place_of("name"))
    column = F(ORDER[wanted.sort])
    first = column.desc(nulls_last=True) if wanted.descending else column.asc(nulls_last=True)
    return rows.order_by(first, "due_on", "pk")


def tally(*, region: Region, wanted: Filter, today: dt.date, calendar: Calendar) -> Tally:
    """All the counts of a page in one query."""
    state = Case(
        When(breached(today), then=Value(BREACHED)),
        When(Q(due_on=today), then=Value(TODAY)),
        When(at_risk(today, calendar), then=Value(RISK)),
        default=Value(LATER),
        output_field=CharField(),
    )
    rows = (
        running(region=region)
        .annotate(state=state, holder=HOLDER, at=_place_of("kode"))
        .values_list("state", "kind", "holder", "at")
    )
    if wanted.day or wanted.case:
        rows = rows.filter(in_view(Filter(view="all", day=wanted.day, case=wanted.case), today, calendar))
    found = Tally()
    for state_of, kind, holder, at, n in rows.annotate(n=Count("pk")).order_by():
        count(found, wanted, str(state_of), (kind, str(holder or NOBODY), at or ""), n)
    return found


def count(found: Tally, wanted: Filter, state: str, values: tuple[str, str, str], n: int) -> None:
    """Adds clocks that are alike to the views and facets they belong to."""
    sides = ((wanted.kind, values[0]), (wanted.holder, values[1]), (wanted.at, values[2]))
    fits = [not ticked or value in ticked for ticked, value in sides]
    views = _views(state, values[0])
    if all(fits):
        found.views.update(dict.fromkeys(views, n))
    if wanted.view not in views:
        return
    for place, counter in enumerate((found.kind, found.holder, found.at)):
        if values[place] and all(fit for other, fit in enumerate(fits) if other != place):
            counter[values[place]] += n
    if all(fits):
        found.shown += n


def _views(state: str, kind: str) -> tuple[str, ...]:
    if state == TODAY:
        return ("today", "all") if kind in NEVER_BREACHED else ("today", "risk", "all")
    return (state, "all") if state in (BREACHED, RISK) else ("all",)


def rows(clocks: Any, *, today: dt.date, calendar: Calendar) -> list[Row]:
    """The clocks of a page with the virkedager left (negative: over): one query."""
    return [
        Row(clock, _left(clock, today, calendar), _name_of_holder(clock), clock.at_name or "")
        for clock in clocks.select_related(*_RELATED)
    ]


def _left(clock: Clock, today: dt.date, calendar: Calendar) -> int | None:
    if clock.kind in NEVER_BREACHED and clock.due_on < today:
        return None
    return left_until(clock.due_on, today, calendar)


def _name_of_holder(clock: Clock) -> str:
    if clock.complaint and clock.complaint.assignee:
        return clock.complaint.assignee.name
    return clock.referral.assessor.name if clock.referral.assessor else ""


def by_day(*, region: Region, first: dt.date, last: dt.date) -> list[tuple[Any, ...]]:
    """(day, kind, holder, place, number) of what falls due from `first` to `last`: one query."""
    found = (
        running(region=region)
        .filter(due_on__gte=first, due_on__lte=last)
        .annotate(holder=HOLDER, at=_place_of("kode"))
        .values_list("due_on", "kind", "holder", "at")
        .annotate(n=Count("pk"))
        .order_by("due_on", "kind")
    )
    return list(found)
