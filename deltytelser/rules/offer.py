"""Stage 4, the level and the guiding stay; and stage 5, the deadline for start."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from deltytelser.rules.case import Case
from deltytelser.rules.rows import Row
from deltytelser.rules.sheets import Offer
from deltytelser.rules.vocabulary import DELYTELSE, INPATIENT, LEVEL, URGENCIES, URGENCY

_DETERIORATING = URGENCIES.index("deteriorating")


class Level(NamedTuple):
    """The lowest level that serves, and the guiding stay in days. `rows` decided: the level row first."""

    level: int
    lodging: bool
    stay: tuple[int, int] | None
    rows: tuple[Row, ...]


class Deadline(NamedTuple):
    """Weeks and the day by which help must have begun. `limits`:
    rows that the event's date adds, with their day.
    """

    weeks: int
    day: date
    row: Row
    limits: tuple[tuple[Row, date | None], ...]


def decide_level(case: Case) -> Level | None:
    """Stage 4: the first row that applies; an unknown function loss counts as the setting says.

    None without a row.
    """
    edition, coded = case.edition, case.coded
    offer = edition.offer_sheets(coded[DELYTELSE])
    number = offer.level.first(coded)
    if number < 0:
        return None
    level = coded[LEVEL] = offer.levels[number]
    rows = [offer.level_rows[number]]
    travel = -1 if level == INPATIENT else offer.lodging.first(coded)
    if travel >= 0:
        rows.append(edition.lodging[travel])
    stay = offer.stay.first(coded)
    if stay >= 0:
        rows.append(offer.stay_rows[stay])
    lodging = level != INPATIENT and (offer.overnight[number] or travel >= 0)
    return Level(level, lodging, offer.stays[stay] if stay >= 0 else None, tuple(rows))


def decide_deadline(case: Case) -> Deadline | None:
    """Stage 5: weeks from receipt by the first row, halved when deteriorating; capped and floored by date.

    None without a row. Raises OverflowError outside the calendar.
    """
    edition, coded = case.edition, case.coded
    offer = edition.offer_sheets(coded[DELYTELSE])
    number = offer.deadline.first(coded)
    if number < 0:
        return None
    weeks = offer.weeks[number]
    if coded[URGENCY] == _DETERIORATING and edition.halves:
        weeks = (weeks + 1) // 2
    day = case.receipt + timedelta(7 * weeks)
    limits = _limits(case, offer) if offer.limits.boxes else ()
    for _, latest, _ in limits:
        day = min(day, latest) if latest else day
    day = max(day, case.receipt + edition.earliest)
    shown = tuple((row, latest or earliest) for row, latest, earliest in limits) if limits else ()
    return Deadline(weeks, day, offer.deadline_rows[number], shown)


def _limits(case: Case, offer: Offer) -> tuple[tuple[Row, date | None, date | None], ...]:
    """The rows that the event's date adds: no later than a day, or not before one."""
    rows = [case.edition.limits[owner] for owner in offer.limits.every(case.coded)]
    return tuple(
        (
            row,
            _after_event(case, row, "latest_days_after_event"),
            _after_event(case, row, "not_before_days_after_event"),
        )
        for row in rows
    )


def _after_event(case: Case, row: Row, column: str) -> date | None:
    days = row.effect.get(column)
    return case.event + timedelta(days=days) if case.event and isinstance(days, int) else None
