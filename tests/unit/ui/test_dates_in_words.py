import datetime as dt

import pytest

from rve.core.templatetags import dates_in_words as words

APRIL = dt.date(2026, 4, 15)


@pytest.mark.parametrize(
    ("language", "expected"), [("nb", "15. apr. 2026"), ("nn", "15. apr. 2026"), ("en", "15 Apr 2026")]
)
def test_a_date_is_written_as_each_language_writes_it(language: str, expected: str) -> None:
    assert words.short_date(APRIL, language) == expected


@pytest.mark.parametrize(
    ("month", "expected"), [(3, "1. mars"), (5, "1. mai"), (6, "1. juni"), (9, "1. sep.")]
)
def test_short_months_have_no_full_stop_and_the_others_do(month: int, expected: str) -> None:
    assert words.day_month(dt.date(2026, month, 1)) == expected


def test_the_long_date_names_the_weekday() -> None:
    assert words.long_date(APRIL, "nb") == "onsdag 15. april 2026"
    assert words.long_date(APRIL, "nn") == "onsdag 15. april 2026"
    assert words.weekday(dt.date(2026, 4, 13), "nn") == "måndag"


def test_the_week_is_the_iso_week_also_round_new_year() -> None:
    assert words.week(dt.date(2026, 12, 31)) == "uke 53"
    assert words.week(dt.date(2027, 1, 1), "nn") == "veke 53"
    assert words.week(dt.date(2026, 4, 27), "en") == "week 18"


def test_a_moment_of_today_says_so() -> None:
    moment = dt.datetime(2026, 4, 15, 9, 5)
    assert words.moment_since(moment, APRIL) == "i dag 09.05"


def test_a_moment_of_another_year_has_the_year() -> None:
    moment = dt.datetime(2025, 12, 30, 9, 5)
    assert words.moment_since(moment, APRIL) == "30. des. 2025 09.05"
    assert words.moment_since(moment, dt.date(2025, 12, 31)) == "30. des. 09.05"


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (43.3, None, "43,3"),
        (1214, None, "1\xa0214"),
        (14.5, None, "14,5"),
        (2, 1, "2,0"),
        (-1234.5, 2, "-1\xa0234,50"),
    ],
)
def test_numbers_have_a_comma_and_spaced_thousands(value: float, decimals: int | None, expected: str) -> None:
    assert words.decimal_number(value, decimals) == expected


def test_numbers_in_english_have_a_point() -> None:
    assert words.decimal_number(1214.5, language="en") == "1,214.5"


def test_an_unknown_language_is_read_as_bokmaal() -> None:
    assert words.known_language("se") == "nb"
    assert words.known_language("nn-no") == "nn"
    assert words.known_language(None) == "nb"
