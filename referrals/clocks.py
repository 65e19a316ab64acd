"""The clocks, pure: how long each runs, which days it warns on, and the proof of its due day.

Nothing is counted: every day is computed from the first. The lengths differ by region and date: they come
from the settings and are handed in, with the calendar. The table stands in docs/clocks.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from referrals.proofs import proof_text
from rve.core.dates import LOCAL_ZONE as OSLO
from rve.core.office import office_time
from rve.core.virkedager import Calendar, add_months, add_virkedager, add_weeks, is_virkedag

__all__ = [
    "BREACH",
    "KINDS",
    "NEVER_BREACHED",
    "NOT_MOVED",
    "NUDGE",
    "OSLO",
    "OUTLIVES_CASE",
    "SAFE",
    "Calendar",
    "computed",
    "due_on",
    "go_on_day",
    "next_step_on",
    "office_time",
    "proof",
    "proof_text",
    "step_on",
    "warning_day",
    "window",
    "year_limit",
]

DAY = dt.timedelta(days=1)
# Monday to Friday, and no days off but the law's own.
STANDARD = Calendar()
# Steps besides "warn-5": over; the day that is safe where Saturdays count; the n-th nudge ("nudge-2").
BREACH, SAFE, NUDGE = "breach", "saturday", "nudge"
VIRKEDAGER, WEEKS, MONTHS, DAYS = "virkedager", "weeks", "months", "days"
UNREAD_LAW = "eForvaltningsforskriften §§ 8-9"
WINDOW_LAW = "pbrl § 7-5; domstolloven §§ 148-149; fvl § 30"


@dataclass(frozen=True, slots=True)
class Kind:
    """One clock: the setting with its length (none: the due day is given), its unit, its warnings in
    virkedager before, its source.

    `local`: the length is ours; `legal`: it is the law's, and can never be made longer.
    """

    setting: str
    unit: str
    warn: tuple[int, ...]
    law: str = ""
    local: bool = False
    legal: bool = False


KINDS = {
    "assessment": Kind("assessment_virkedager", VIRKEDAGER, (5, 2, 0), "pbrl § 2-2 a", legal=True),
    "referrer_answer": Kind("referrer_answer_virkedager", VIRKEDAGER, (2, 0), local=True),
    "second_opinion_blind": Kind("second_opinion_virkedager", VIRKEDAGER, (1,), local=True),
    "institution_answer": Kind("institution_answer_virkedager", VIRKEDAGER, (3, 0), local=True),
    "time_sent": Kind("time_sent_virkedager", VIRKEDAGER, (2, 0), "pbrl § 2-2 a", local=True),
    "start": Kind("", "", (20, 10, 5, 0), "pbrl § 2-2 a", legal=True),
    "expected_breach": Kind("", "", (0,), "pbrl § 2-2 b", legal=True),
    "complaint_window": Kind("complaint_weeks", WEEKS, (), WINDOW_LAW, legal=True),
    "complaint_formalities": Kind("complaint_formalities_weeks", WEEKS, (3,), "pbrl § 7-3", local=True),
    "complaint_preliminary": Kind("complaint_preliminary_months", MONTHS, (5,), "fvl § 11 a", legal=True),
    "complaint_review": Kind("complaint_review_virkedager", VIRKEDAGER, (5, 0), local=True),
    "statsforvalter": Kind("statsforvalter_nudge_days", DAYS, (), local=True),
    "waiting_list": Kind("waiting_list_months", MONTHS, (10,), "ventelisteforskriften § 4", legal=True),
    "unread_digital": Kind("unread_digital_days", DAYS, (0,), UNREAD_LAW, legal=True),
    "follow_up_gp": Kind("follow_up_gp_weeks", WEEKS, (3,), local=True),
    "follow_up_visit": Kind("follow_up_visit_weeks", WEEKS, (3,), local=True),
    "awaited_result": Kind("", "", (0,), local=True),
}
# A window that ends is the patient's, and the law sets Statsforvalteren no day: neither is over for us.
NEVER_BREACHED = frozenset({"complaint_window", "statsforvalter"})
# What is set in the decision, what is at once, and what is the patient's own time.
NOT_MOVED = frozenset({"start", "expected_breach", "complaint_window"})
# What goes on when the case is closed: letters, complaints and the follow-up after the stay.
OUTLIVES_CASE = frozenset(kind for kind in KINDS if kind.startswith(("complaint_", "follow_up_"))) | {
    "statsforvalter",
    "unread_digital",
}
# The assessment day (virkedager after receipt) on which an unanswered case goes on without the answer.
GO_ON_AFTER = 8
NUDGE_EVERY = 60


def _counted_to(starts_on: dt.date, length: int, unit: str) -> dt.date:
    if unit == WEEKS:
        return add_weeks(starts_on, length)
    if unit == MONTHS:
        return add_months(starts_on, length)
    return starts_on + DAY * length


def due_on(
    starts_on: dt.date, length: int, *, unit: str = VIRKEDAGER, calendar: Calendar = STANDARD
) -> dt.date:
    """The last day of a time that begins on `starts_on`, which is not counted itself.

    Virkedager are counted (domstolloven § 148 first paragraph, by analogy). Weeks end on the same day of the
    week, months on the same number (§ 148 second paragraph); these and days move past Saturdays and holidays
    (§ 149).
    """
    if unit == VIRKEDAGER:
        return calendar.add(starts_on, length)
    return calendar.not_on_a_day_off(_counted_to(starts_on, length, unit))


def window(known_on: dt.date, *, weeks: int, calendar: Calendar = STANDARD) -> dt.date:
    """The last day to complain for one who knew on `known_on` (pbrl § 7-5; domstolloven §§ 148-149)."""
    return due_on(known_on, weeks, unit=WEEKS, calendar=calendar)


def year_limit(decided_on: dt.date) -> dt.date:
    """The last day a late complaint can be taken at all: one year after the decision (fvl § 31).

    Not moved past days off: it is no time to act in, but how old the decision may be.
    """
    return add_months(decided_on, 12)


@lru_cache(maxsize=4096)
def warning_day(due: dt.date, before: int) -> dt.date:
    """The virkedag a warning goes out: `before` virkedager ahead of the due day, or of the
    last virkedag up to it.
    """
    last = due if is_virkedag(due) else add_virkedager(due, -1)
    return add_virkedager(last, -before)


def _safe_day(kind: str, due: dt.date, proof: Mapping[str, Any] | None) -> dt.date | None:
    """The virkedag up to the last day if Saturdays are counted: safe under both readings of the law."""
    if proof is None or not KINDS[kind].legal or "due_with_saturdays" not in proof:
        return None
    other = dt.date.fromisoformat(proof["due_with_saturdays"])
    return warning_day(other, 0) if other < due else None


def _warnings(kind: str, due: dt.date, proof: Mapping[str, Any] | None) -> list[tuple[dt.date, str]]:
    """Days with their steps, in order; where two fall together the later of the list counts."""
    found = [(warning_day(due, before), f"warn-{before}") for before in KINDS[kind].warn]
    safe = _safe_day(kind, due, proof)
    if safe is not None:
        found.append((safe, SAFE))
    return sorted(found, key=lambda one: one[0])


def _nudges(due: dt.date, day: dt.date, proof: Mapping[str, Any] | None) -> tuple[int, dt.date]:
    """How many nudges have been due up to and with a day, and the day of the next."""
    every = int((proof or {}).get("length", NUDGE_EVERY))
    number = 0 if day < due else (day - due).days // every + 1
    return number, due + DAY * every * number


def step_on(kind: str, due: dt.date, today: dt.date, *, proof: Mapping[str, Any] | None = None) -> str:
    """The step a clock is at: "breach", "saturday", "warn-2", "nudge-1", or "" before the first.

    Steps that were missed are passed. Statsforvalteren is nudged and never over; a window that is out has
    the step "breach" too, and `NEVER_BREACHED` says that nothing was broken.
    """
    if kind == "statsforvalter":
        number, _next = _nudges(due, today, proof)
        return f"{NUDGE}-{number}" if number else ""
    if today > due:
        return BREACH
    passed = [step for day, step in _warnings(kind, due, proof) if day <= today]
    return passed[-1] if passed else ""


def next_step_on(
    kind: str, due: dt.date, after: dt.date, *, proof: Mapping[str, Any] | None = None
) -> dt.date | None:
    """The first day after `after` on which something happens: a warning, a nudge, or the day after the due
    day.
    """
    if kind == "statsforvalter":
        return _nudges(due, after, proof)[1]
    days = [day for day, _step in _warnings(kind, due, proof)] + [due + DAY]
    return min((day for day in days if day > after), default=None)


def go_on_day(*, receipt: dt.date, asked_on: dt.date, calendar: Calendar = STANDARD) -> dt.date:
    """The day a case goes on without the referrer's answer: assessment day 8, or the
    virkedag after a later question.
    """
    return max(calendar.add(receipt, GO_ON_AFTER), calendar.add(asked_on, 1))


def computed(
    kind: str, *, starts_on: dt.date, length: int, calendar: Calendar = STANDARD
) -> tuple[dt.date, dict[str, Any]]:
    """The due day of a kind whose length is a setting, and its proof."""
    due = due_on(starts_on, length, unit=KINDS[kind].unit, calendar=calendar)
    return due, proof(kind, starts_on=starts_on, due=due, length=length, calendar=calendar)


def proof(
    kind: str,
    *,
    starts_on: dt.date,
    due: dt.date,
    length: int | None,
    calendar: Calendar = STANDARD,
) -> dict[str, Any]:
    """What a jurist needs to count again: each day counted and not, the setting,
    the paragraph, the other reading. `length` None: the day was given, not computed.
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
    found |= {"length": length, "unit": rule.unit}
    if rule.unit == VIRKEDAGER:
        return found | _counted(starts_on, due, length, calendar)
    to = _counted_to(starts_on, length, rule.unit)
    passed = [to + DAY * n for n in range((due - to).days)]
    return found | {"counted_to": to.isoformat(), "passed": [day.isoformat() for day in passed]}


def _counted(starts_on: dt.date, due: dt.date, length: int, calendar: Calendar) -> dict[str, Any]:
    days = [starts_on + DAY * n for n in range(1, (due - starts_on).days + 1)]
    weekend = (6,) if calendar.saturday else (5, 6)
    other = calendar.with_saturdays().add(starts_on, length)
    return {
        "virkedager": length,
        "saturday_is_virkedag": calendar.saturday,
        "counted": [day.isoformat() for day in days if calendar.is_virkedag(day)],
        "holidays": [
            day.isoformat() for day in days if not calendar.is_virkedag(day) and day.weekday() not in weekend
        ],
        "due_with_saturdays": other.isoformat(),
    }
