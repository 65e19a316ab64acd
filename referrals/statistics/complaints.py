"""Complaints in figures, from the events alone: what is written on a complaint later changes no figure.

Each outcome and answer is counted where it happened: a complaint that Statsforvalteren sends back, and
that is then overturned, counts as upheld in one month and as overturned in another.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from django.utils import timezone

from rve.core.dates import LOCAL_ZONE
from rve.core.models import CaseEvent, Region

CHANGED = ("overturned", "partly_overturned")
VERBS = (
    "complaint_registered",
    "complaint_added",
    "complaint_lateness_judged",
    "complaint_outcome",
    "complaint_sent",
    "complaint_answered",
    "complaint_dismissed",
    "complaint_withdrawn",
)


@dataclass(frozen=True, slots=True)
class Share:
    """How many were decided by the unit, and how many of them it changed wholly or in part."""

    decided: int
    changed: int

    @property
    def share(self) -> float | None:
        """0–1; None where nothing was decided."""
        return self.changed / self.decided if self.decided else None


@dataclass(frozen=True, slots=True)
class Month:
    """One calendar month in Norway; `first` is its first day."""

    first: dt.date
    received: int = 0
    overturned: int = 0
    partly_overturned: int = 0
    upheld: int = 0
    dismissed: int = 0
    withdrawn: int = 0
    sent: int = 0
    answers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ComplaintFigures:
    """A period, both days counted. Counts by code; `median_days`: calendar days from receipt to outcome."""

    received: int
    by_about: Mapping[str, int]
    by_channel: Mapping[str, int]
    in_time: int
    late: int
    late_taken: int
    outcomes: Mapping[str, int]
    overturned: Share
    by_cause: Mapping[str, int]
    by_delytelse: Mapping[str, Share]
    by_municipality: Mapping[str, Share]
    by_row: Mapping[str, Share]
    by_caught_by: Mapping[str, int]
    sent: int
    answers: Mapping[str, int]
    dismissed: int
    withdrawn: int
    median_days: float | None
    median_answer_days: float | None
    months: tuple[Month, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    verb: str
    day: dt.date
    changes: Mapping[str, Any]


def complaint_figures(*, region: Region, first: dt.date, last: dt.date) -> ComplaintFigures:
    """What happened with complaints from `first` to `last`, both counted, on the days of Norway.

    One query, of the events alone: the reference of a complaint begins with its region's code.
    """
    told = _told(region, first, last)
    of = {verb: [one for one in told if one.verb == verb] for verb in VERBS}
    registered, outcomes = of["complaint_registered"], of["complaint_outcome"]
    in_time = sum(bool(one.changes.get("in_time")) for one in registered)
    changed = [one for one in outcomes if one.changes["outcome"] in CHANGED]
    return ComplaintFigures(
        received=len(registered),
        by_about=_count(
            code for one in (*registered, *of["complaint_added"]) for code in one.changes["about"]
        ),
        by_channel=_count(one.changes["channel"] for one in registered),
        in_time=in_time,
        late=len(registered) - in_time,
        late_taken=sum(bool(one.changes["taken"]) for one in of["complaint_lateness_judged"]),
        outcomes=_count(one.changes["outcome"] for one in outcomes),
        overturned=Share(len(outcomes), len(changed)),
        by_cause=_count(one.changes["cause"] for one in changed),
        by_delytelse=_shares(outcomes, lambda one: [one["delytelse"]]),
        by_municipality=_shares(outcomes, lambda one: [one["municipality"]]),
        by_row=_shares(outcomes, lambda one: one["rows"]),
        by_caught_by=_count(one.changes["caught_by"] for one in changed),
        sent=len(of["complaint_sent"]),
        answers=_count(one.changes["answer"] for one in of["complaint_answered"]),
        dismissed=len(of["complaint_dismissed"]),
        withdrawn=len(of["complaint_withdrawn"]),
        median_days=_median(outcomes),
        median_answer_days=_median(of["complaint_answered"]),
        months=tuple(_month(month, told) for month in _months(first, last)),
    )


def _told(region: Region, first: dt.date, last: dt.date) -> list[_Told]:
    begin = dt.datetime.combine(first, dt.time.min, LOCAL_ZONE)
    end = dt.datetime.combine(last + dt.timedelta(days=1), dt.time.min, LOCAL_ZONE)
    rows = CaseEvent.objects.filter(
        kind="referral",
        verb__in=VERBS,
        at__gte=begin,
        at__lt=end,
        changes__complaint__startswith=f"{region.code}-",
    )
    found = rows.order_by("at", "pk").values_list("verb", "at", "changes")
    return [_Told(verb, timezone.localdate(at, LOCAL_ZONE), changes) for verb, at, changes in found]


def _count(codes: Iterable[str]) -> dict[str, int]:
    """The most frequent first; what has no code is not counted."""
    return dict(sorted(Counter(code for code in codes if code).items(), key=lambda one: (-one[1], one[0])))


def _shares(outcomes: list[_Told], keys: Callable[[Mapping[str, Any]], list[str]]) -> dict[str, Share]:
    decided: Counter[str] = Counter()
    changed: Counter[str] = Counter()
    for one in outcomes:
        for key in filter(None, keys(one.changes)):
            decided[key] += 1
            changed[key] += one.changes["outcome"] in CHANGED
    return {key: Share(decided[key], changed[key]) for key in sorted(decided, key=lambda k: (-changed[k], k))}


def _median(told: list[_Told]) -> float | None:
    days = [one.changes["days"] for one in told]
    return float(median(days)) if days else None


def _months(first: dt.date, last: dt.date) -> list[dt.date]:
    found, month = [], first.replace(day=1)
    while month <= last:
        found.append(month)
        month = (month + dt.timedelta(days=32)).replace(day=1)
    return found


def _month(month: dt.date, told: list[_Told]) -> Month:
    here = [one for one in told if one.day.replace(day=1) == month]
    verbs = Counter(one.verb for one in here)
    outcomes = Counter(one.changes["outcome"] for one in here if one.verb == "complaint_outcome")
    return Month(
        first=month,
        received=verbs["complaint_registered"],
        overturned=outcomes["overturned"],
        partly_overturned=outcomes["partly_overturned"],
        upheld=outcomes["upheld"],
        dismissed=verbs["complaint_dismissed"],
        withdrawn=verbs["complaint_withdrawn"],
        sent=verbs["complaint_sent"],
        answers=_count(one.changes["answer"] for one in here if one.verb == "complaint_answered"),
    )
