"""The clocks, pure: how long each runs, which days it warns on, and the proof of its due day.

Nothing is counted: every day is computed from the first. Lengths are virkedager unless said otherwise; those
that differ by region and date come from the settings and are handed in. The table stands in docs/clocks.md.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from referrals.proofs import proof_text
from rve.core.dates import LOCAL_ZONE as OSLO
from rve.core.virkedager import add_virkedager, is_virkedag

__all__ = [
    "KINDS",
    "OSLO",
    "due_on",
    "go_on_day",
    "next_step_on",
    "office_time",
    "proof",
    "proof_text",
    "step_on",
]

DAY = dt.timedelta(days=1)
FIRST_HOUR, LAST_HOUR = 7, 17
BREACH = "breach"


@dataclass(frozen=True, slots=True)
class Kind:
    """One clock: the setting with its length (none: the due day is given), its warnings, its paragraph."""

    setting: str
    warn: tuple[int, ...]
    law: str
    local: bool = False


KINDS = {
    "assessment": Kind("assessment_virkedager", (5, 2, 0), "pbrl § 2-2 a"),
    "start": Kind("", (20, 10, 5, 0), "pbrl § 2-2 a"),
    "institution_answer": Kind("institution_answer_virkedager", (3, 0), "", local=True),
    "referrer_answer": Kind("referrer_answer_virkedager", (2, 0), "", local=True),
    "time_sent": Kind("time_sent_virkedager", (2, 0), "pbrl § 2-2 a", local=True),
    "expected_breach": Kind("", (0,), "pbrl § 2-2 b"),
}
# The assessment day (virkedager after receipt) on which an unanswered case goes on without the answer.
GO_ON_AFTER = 8


def due_on(starts_on: dt.date, length: int, *, saturday: bool = False) -> dt.date:
    """The day `length` virkedager after the start, that day not counted (domstolloven § 148, by analogy)."""
    return add_virkedager(starts_on, length, saturday)


def warning_day(due: dt.date, before: int) -> dt.date:
    """The virkedag a warning goes out: `before` virkedager ahead of the due day, or of the
    last virkedag up to it.
    """
    last = due if is_virkedag(due) else add_virkedager(due, -1)
    return add_virkedager(last, -before)


def step_on(kind: str, due: dt.date, today: dt.date) -> str:
    """The step a clock is at: "breach", "warn-2", or "" before the first warning. Steps
    that were missed are passed.
    """
    if today > due:
        return BREACH
    passed = [before for before in KINDS[kind].warn if warning_day(due, before) <= today]
    return f"warn-{min(passed)}" if passed else ""


def next_step_on(kind: str, due: dt.date, after: dt.date) -> dt.date | None:
    """The first day after `after` on which something happens: a warning, or the day after the due day."""
    days = [warning_day(due, before) for before in KINDS[kind].warn] + [due + DAY]
    return min((day for day in days if day > after), default=None)


def go_on_day(*, receipt: dt.date, asked_on: dt.date) -> dt.date:
    """The day a case goes on without the referrer's answer: assessment day 8, or the
    virkedag after a later question.
    """
    return max(add_virkedager(receipt, GO_ON_AFTER), add_virkedager(asked_on, 1))


def office_time(moment: dt.datetime) -> dt.datetime:
    """The moment itself between 7 and 17 on a virkedag in Norway, else 7 o'clock on
    the next: nobody is woken.
    """
    local = moment.astimezone(OSLO)
    day = local.date()
    if is_virkedag(day) and FIRST_HOUR <= local.hour < LAST_HOUR:
        return moment
    if not (is_virkedag(day) and local.hour < FIRST_HOUR):
        day = add_virkedager(day, 1)
    return dt.datetime.combine(day, dt.time(FIRST_HOUR), OSLO)


def proof(
    kind: str, *, starts_on: dt.date, due: dt.date, length: int | None, saturday: bool = False
) -> dict[str, Any]:
    """What a jurist needs to count again: each day counted and not, the setting,
    the paragraph, the other reading.
    """
    rule = KINDS[kind]
    found: dict[str, Any] = {
        "kind": kind,
        "starts_on": starts_on.isoformat(),
        "due_on": due.isoformat(),
        "law": rule.law,
        "local": rule.local,
    }
    if length is None:
        return found
    days = [starts_on + DAY * n for n in range(1, (due - starts_on).days + 1)]
    weekend = (6,) if saturday else (5, 6)
    return found | {
        "virkedager": length,
        "saturday_is_virkedag": saturday,
        "counted": [day.isoformat() for day in days if is_virkedag(day, saturday)],
        "holidays": [
            day.isoformat() for day in days if not is_virkedag(day, saturday) and day.weekday() not in weekend
        ],
        "due_with_saturdays": add_virkedager(starts_on, length, True).isoformat(),
    }
