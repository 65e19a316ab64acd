"""Whom a place that has come free can be offered to; a person books it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from institutions.counters import places_of_many
from institutions.models import Institution, QueueEntry
from institutions.planning.volume import first_free_week
from institutions.planning.weeks import next_monday
from institutions.use_cases.queue import ORDER
from rve.core.models import Region


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The next in a queue, and the first week that is free for its stay."""

    entry: QueueEntry
    first_week: dt.date

    @property
    def sooner(self) -> bool:
        """Whether it is sooner than the case was told to expect."""
        return self.entry.expected_week is None or self.first_week < self.entry.expected_week


def queue_suggestions(
    *, on: dt.date, region: Region | None = None, institution: Institution | None = None
) -> list[Suggestion]:
    """For each queue the one with the nearest deadline whose stay fits; two queries."""
    entries = QueueEntry.objects.filter(left_at=None).select_related("pool__institution")
    if region:
        entries = entries.filter(pool__institution__region=region)
    if institution:
        entries = entries.filter(pool__institution=institution)
    waiting: dict[int, list[QueueEntry]] = {}
    for entry in entries.order_by("pool__code", *ORDER):
        waiting.setdefault(entry.pool_id, []).append(entry)
    earliest = next_monday(on)
    places = places_of_many(waiting, earliest)
    found = []
    for key, queue in waiting.items():
        fitting = ((one, first_free_week(places[key], one.weeks, earliest)) for one in queue)
        first = next(((one, week) for one, week in fitting if week), None)
        found += [Suggestion(*first)] if first else []
    return found
