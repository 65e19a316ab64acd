"""How the two deadlines came to their days, step by step."""

from __future__ import annotations

from datetime import date, timedelta

from deltytelser.rules.reasons.reading import Json, Reading
from deltytelser.rules.reasons.words import STEPS, VALUES, say


def clock_steps(reading: Reading) -> list[Json]:
    """From receipt to the day by which the right must be assessed; and that day counted with Saturdays."""
    proposal, lang = reading.proposal, reading.lang
    days = say(VALUES["virkedager"], lang, reading.case.edition.settings["assessment_virkedager"])
    steps = [
        _step("receipt", reading.case.receipt, reading),
        _step("due", date.fromisoformat(proposal["assessment_due"]), reading, days),
    ]
    saturdays = date.fromisoformat(proposal["assessment_due_with_saturdays"])
    return [*steps, _step("due_saturdays", saturdays, reading)]


def deadline_steps(reading: Reading) -> list[Json]:
    """Weeks from receipt, halved, cut by the event's date, never earlier than the floor. Source: stage 5."""
    if reading.proposal["start_deadline"] is None:
        return []
    settings, receipt = reading.case.edition.settings, reading.case.receipt
    row = next(row for row in reading.table("deadline") if row.id in reading.decided)
    weeks = int(str(row.effect["weeks"]))
    day = receipt + timedelta(weeks=weeks)
    steps = [_step("receipt", receipt, reading), _step("weeks", day, reading, weeks, row=row.id)]
    if reading.case.facts.get("urgency") == "deteriorating" and settings["deteriorating_halves_weeks"]:
        weeks = (weeks + 1) // 2
        day = receipt + timedelta(weeks=weeks)
        steps.append(_step("halved", day, reading, weeks))
    day = _limits(steps, day, reading)
    days = int(settings["earliest_start_days"])
    floor = receipt + timedelta(days=days)
    steps.append(_step("floor" if floor > day else "floor_passed", floor, reading, days))
    return [*steps, _step("deadline", max(day, floor), reading)]


def _limits(steps: list[Json], day: date, reading: Reading) -> date:
    event = reading.case.event
    for row in reading.table("deadline_limits"):
        if event is None or row.id not in reading.decided:
            continue
        latest, earliest = (
            row.effect.get(column) for column in ("latest_days_after_event", "not_before_days_after_event")
        )
        if isinstance(latest, int):
            limit = event + timedelta(days=latest)
            steps.append(_step("cap" if limit < day else "cap_later", limit, reading, latest, row=row.id))
            day = min(day, limit)
        if isinstance(earliest, int):
            first = event + timedelta(days=earliest)
            steps.append(_step("not_before", first, reading, earliest, row=row.id))
    return day


def _step(kind: str, day: date, reading: Reading, *values: object, row: str | None = None) -> Json:
    return {
        "kind": kind,
        "words": say(STEPS[kind], reading.lang, *values),
        "date": day.isoformat(),
        "row": row,
    }
