from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals import clocks
from rve.core.dates import LOCAL_ZONE
from rve.core.virkedager import add_virkedager, is_virkedag

DAYS = st.dates(min_value=dt.date(2020, 1, 1), max_value=dt.date(2035, 1, 1))
KINDS = st.sampled_from(sorted(clocks.KINDS))


@pytest.mark.parametrize(
    ("received", "due", "with_saturdays"),
    [
        ("2026-03-27", "2026-04-15", "2026-04-11"),
        ("2026-11-23", "2026-12-07", "2026-12-04"),
        ("2026-12-21", "2027-01-06", "2027-01-05"),
        ("2027-05-10", "2027-05-25", "2027-05-22"),
    ],
)
def test_ten_virkedager(received: str, due: str, with_saturdays: str) -> None:
    start = dt.date.fromisoformat(received)
    last = clocks.due_on(start, 10)
    proof = clocks.proof("assessment", starts_on=start, due=last, length=10)
    assert (last.isoformat(), proof["due_with_saturdays"]) == (due, with_saturdays)
    assert len(proof["counted"]) == 10
    assert proof["counted"][-1] == due


@given(kind=KINDS, due=DAYS)
def test_warnings_are_on_virkedager_not_after_the_due_day(kind: str, due: dt.date) -> None:
    days = [clocks.warning_day(due, before) for before in clocks.KINDS[kind].warn]
    assert all(is_virkedag(day) and day <= due for day in days)
    assert days == sorted(days)


@given(kind=KINDS.filter(lambda kind: kind != "statsforvalter"), due=DAYS, ahead=st.integers(0, 60))
def test_each_step_comes_once_and_the_last_is_the_breach(kind: str, due: dt.date, ahead: int) -> None:
    seen = steps(kind, due, first=due - dt.timedelta(days=ahead))
    assert seen[-1][1] == clocks.BREACH
    assert len({step for _day, step in seen}) == len(seen)


def steps(
    kind: str, due: dt.date, *, first: dt.date, proof: dict[str, Any] | None = None
) -> list[tuple[dt.date, str]]:
    """Every step from a first day on, as the scan meets them."""
    day: dt.date | None = first
    seen = []
    while day is not None:
        step = clocks.step_on(kind, due, day, proof=proof)
        if step:
            seen.append((day, step))
        day = clocks.next_step_on(kind, due, day, proof=proof)
    return seen


@given(start=DAYS)
def test_the_assessment_warns_on_the_day_that_is_safe_if_saturdays_count(start: dt.date) -> None:
    due, proof = clocks.computed("assessment", starts_on=start, length=10)
    safe = dt.date.fromisoformat(proof["due_with_saturdays"])
    warned = [day for day, step in steps("assessment", due, first=start, proof=proof) if step == clocks.SAFE]
    assert len(warned) == (safe < due)
    if not warned:
        return
    assert is_virkedag(warned[0])
    assert warned[0] <= safe
    assert not any(
        is_virkedag(warned[0] + dt.timedelta(days=n)) for n in range(1, (safe - warned[0]).days + 1)
    )


def test_nothing_is_said_of_saturdays_where_they_are_counted() -> None:
    calendar = clocks.Calendar(saturday=True)
    due, proof = clocks.computed("assessment", starts_on=dt.date(2026, 3, 2), length=10, calendar=calendar)
    assert due == dt.date(2026, 3, 13)
    assert clocks.SAFE not in {step for _day, step in steps("assessment", due, first=due, proof=proof)}


def test_statsforvalteren_is_nudged_each_sixty_days_and_never_over() -> None:
    due, proof = clocks.computed("statsforvalter", starts_on=dt.date(2026, 3, 2), length=60)
    assert due == dt.date(2026, 5, 4)
    days = [due + dt.timedelta(days=n) for n in (-1, 0, 59, 60, 600)]
    found = [clocks.step_on("statsforvalter", due, day, proof=proof) for day in days]
    assert found == ["", "nudge-1", "nudge-1", "nudge-2", "nudge-11"]
    assert clocks.next_step_on("statsforvalter", due, due, proof=proof) == due + dt.timedelta(days=60)


def test_a_missed_warning_is_not_sent_late() -> None:
    due = dt.date(2026, 3, 16)
    assert clocks.step_on("assessment", due, add_virkedager(due, -1)) == "warn-2"


@given(moment=st.datetimes(min_value=dt.datetime(2024, 1, 1), max_value=dt.datetime(2030, 1, 1)))
def test_nobody_is_woken(moment: dt.datetime) -> None:
    asked = moment.replace(tzinfo=dt.UTC)
    found = clocks.office_time(asked).astimezone(LOCAL_ZONE)
    assert found >= asked
    assert is_virkedag(found.date())
    assert 7 <= found.hour < 17
    assert clocks.office_time(found) == found


def test_maundy_thursday_becomes_tuesday_after_easter() -> None:
    thursday = dt.datetime(2026, 4, 2, 10, 0, tzinfo=LOCAL_ZONE)
    assert clocks.office_time(thursday) == dt.datetime(2026, 4, 7, 7, 0, tzinfo=LOCAL_ZONE)


def test_a_case_goes_on_on_day_eight_or_the_day_after_a_later_question() -> None:
    receipt = dt.date(2026, 3, 2)
    assert clocks.go_on_day(receipt=receipt, asked_on=receipt) == dt.date(2026, 3, 12)
    assert clocks.go_on_day(receipt=receipt, asked_on=dt.date(2026, 3, 13)) == dt.date(2026, 3, 16)
