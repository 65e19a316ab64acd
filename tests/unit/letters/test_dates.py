from __future__ import annotations

import datetime as dt

import pytest

from rve.core import dates

DAY = dt.date(2026, 4, 27)


def test_dates_in_words() -> None:
    assert dates.long_date(DAY) == "27. april 2026"
    assert dates.short_date(DAY) == "27. apr. 2026"
    assert dates.short_date(dt.date(2026, 5, 1)) == "1. mai 2026"
    assert dates.weekday_date(DAY) == "mandag 27. april 2026"
    assert dates.weekday_date(dt.date(2026, 5, 2), "nn") == "laurdag 2. mai 2026"
    assert dates.weekday(DAY, "nn-NO") == "måndag"
    assert dates.weekday(DAY, "en") == "mandag"


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (dt.datetime(2026, 4, 27, 9, 0, tzinfo=dt.UTC), "mandag 27. april 2026 kl. 11.00"),
        (dt.datetime(2026, 1, 5, 23, 30, tzinfo=dt.UTC), "tirsdag 6. januar 2026 kl. 00.30"),
        (dt.datetime(2026, 4, 27, 9, 0), "mandag 27. april 2026 kl. 09.00"),
    ],
)
def test_moments_are_shown_as_norwegian_clocks_show_them(moment: dt.datetime, shown: str) -> None:
    assert dates.weekday_time(moment) == shown


@pytest.mark.parametrize(
    ("week", "nb", "nn"),
    [
        ((2026, 18), "uke 18 (27. april–3. mai)", "veke 18 (27. april–3. mai)"),
        ((2026, 19), "uke 19 (4.–10. mai)", "veke 19 (4.–10. mai)"),
        (
            (2026, 53),
            "uke 53 (28. desember 2026–3. januar 2027)",
            "veke 53 (28. desember 2026–3. januar 2027)",
        ),
    ],
)
def test_weeks_in_words(week: tuple[int, int], nb: str, nn: str) -> None:
    assert dates.week_label(*week) == nb
    assert dates.week_label(*week, "nn") == nn


def test_a_week_can_carry_its_year() -> None:
    assert dates.week_label(2026, 18, with_year=True) == "uke 18 (27. april–3. mai 2026)"
    assert dates.week_label(2026, 53, with_year=True) == dates.week_label(2026, 53)


def test_a_week_the_year_has_not_is_an_error() -> None:
    with pytest.raises(ValueError):
        dates.week_label(2025, 53)


def test_the_week_of_a_day_belongs_to_its_iso_year() -> None:
    assert dates.week_of(dt.date(2027, 1, 1)) == (2026, 53)
