"""Stage 4, the level and the guiding stay; and stage 5, the deadline for start."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from deltytelser.rules.case import Case
from deltytelser.rules.mapping import first_row, row_holds
from deltytelser.rules.rows import Row
from deltytelser.rules.vocabulary import (
    DELYTELSE,
    FUNCTION_LOSS,
    INPATIENT,
    LEVEL,
    LEVELS,
    URGENCIES,
    URGENCY,
)


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
    """Stage 4: the first row that applies; an unknown function loss counts as moderate.

    None without a row.
    """
    edition, coded = case.edition, case.coded.copy()
    if coded[0] < 0:
        coded[0] = FUNCTION_LOSS.index(str(edition.settings["unknown_function_loss_level"]))
    row = first_row(edition.level[coded[DELYTELSE]], coded, edition)
    if row is None:
        return None
    level = LEVELS.index(str(row.effect["level"]))
    coded[LEVEL] = case.coded[LEVEL] = level
    rows = [row]
    travel = first_row(edition.lodging, coded, edition)
    lodging = level != INPATIENT and (row.effect.get("lodging") is True or travel is not None)
    if lodging and travel is not None:
        rows.append(travel)
    stay_row = first_row(edition.stay[coded[DELYTELSE]], coded, edition)
    if stay_row is not None:
        rows.append(stay_row)
    return Level(level, lodging, _days(stay_row), tuple(rows))


def _days(row: Row | None) -> tuple[int, int] | None:
    days = row.effect["days"] if row else None
    return (days["min"], days["max"]) if isinstance(days, dict) else None


def decide_deadline(case: Case) -> Deadline | None:
    """Stage 5: weeks from receipt by the first row, halved when deteriorating; capped and floored by date.

    None without a row. Raises OverflowError outside the calendar.
    """
    edition, coded = case.edition, case.coded
    row = first_row(edition.deadline[coded[DELYTELSE]], coded, edition)
    if row is None:
        return None
    weeks = int(str(row.effect["weeks"]))
    if URGENCIES[coded[URGENCY]] == "deteriorating" and edition.settings["deteriorating_halves_weeks"]:
        weeks = (weeks + 1) // 2
    day = case.receipt + timedelta(weeks=weeks)
    limits = []
    for limit in edition.limits:
        if row_holds(limit, coded, edition):
            latest = _after_event(case, limit, "latest_days_after_event")
            earliest = _after_event(case, limit, "not_before_days_after_event")
            day = min(day, latest) if latest else day
            limits.append((limit, latest or earliest))
    floor = case.receipt + timedelta(days=int(edition.settings["earliest_start_days"]))
    return Deadline(weeks, max(day, floor), row, tuple(limits))


def _after_event(case: Case, row: Row, column: str) -> date | None:
    days = row.effect.get(column)
    return case.event + timedelta(days=days) if case.event and isinstance(days, int) else None
