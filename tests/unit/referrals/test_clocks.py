from __future__ import annotations

import datetime as dt

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


def test_the_proof_in_words() -> None:
    start = dt.date(2026, 3, 27)
    proof = clocks.proof("assessment", starts_on=start, due=clocks.due_on(start, 10), length=10)
    assert clocks.proof_text(proof, "nb") == (
        "Mottatt fredag 27. mars 2026, dagen ikke medregnet. Ti virkedager;"
        " 2., 3. og 6. april er helligdager. Med lørdager: 11. apr. 2026."
    )
    assert "yrkedagar" in clocks.proof_text(proof, "nn")


def test_the_proof_names_holidays_of_two_months_and_a_single_one() -> None:
    start = dt.date(2026, 4, 27)
    text = clocks.proof_text(
        clocks.proof("assessment", starts_on=start, due=clocks.due_on(start, 10), length=10), "nb"
    )
    assert "1. mai er helligdag." in text


def test_the_proof_of_a_given_deadline_says_that_it_stands() -> None:
    proof = clocks.proof("start", starts_on=dt.date(2026, 3, 2), due=dt.date(2026, 5, 26), length=None)
    assert clocks.proof_text(proof, "nb").startswith("Fristen 26. mai 2026 er satt i vedtaket.")


@given(kind=KINDS, due=DAYS)
def test_warnings_are_on_virkedager_not_after_the_due_day(kind: str, due: dt.date) -> None:
    days = [clocks.warning_day(due, before) for before in clocks.KINDS[kind].warn]
    assert all(is_virkedag(day) and day <= due for day in days)
    assert days == sorted(days)


@given(kind=KINDS, due=DAYS, ahead=st.integers(0, 60))
def test_each_step_comes_once_and_the_last_is_the_breach(kind: str, due: dt.date, ahead: int) -> None:
    day: dt.date | None = due - dt.timedelta(days=ahead)
    seen = []
    while day is not None:
        step = clocks.step_on(kind, due, day)
        if step:
            seen.append(step)
        day = clocks.next_step_on(kind, due, day)
    assert seen[-1] == clocks.BREACH
    assert len(set(seen)) == len(seen)


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
