from __future__ import annotations

import datetime as dt

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from rve.core.errors import DomainError
from rve.core.identity_numbers import check, matches_birth_date, parse, synthetic_number

BORN = dt.date(1968, 5, 14)
DAYS = st.dates(min_value=dt.date(1880, 1, 1), max_value=dt.date(2026, 1, 1))


def a_number(**changed: object) -> str:
    return synthetic_number(**{"birth_date": BORN, "sex": "female", "serial": 0} | changed)  # type: ignore[arg-type]


@given(day=DAYS, sex=st.sampled_from(["female", "male"]), serial=st.integers(0, 40), d_number=st.booleans())
def test_a_made_up_number_says_birth_date_sex_and_kind(
    day: dt.date, sex: str, serial: int, d_number: bool
) -> None:
    number = parse(
        synthetic_number(birth_date=day, sex=sex, serial=serial, d_number=d_number), synthetic=True
    )
    assert (number.birth_date, number.sex, number.synthetic) == (day, sex, True)
    assert number.kind == ("dnr" if d_number else "fnr")


@given(place=st.integers(0, 10), digit=st.integers(0, 9))
def test_any_single_mistyped_digit_is_found(place: int, digit: int) -> None:
    whole = a_number()
    mistyped = whole[:place] + str(digit) + whole[place + 1 :]
    if mistyped != whole:
        with pytest.raises(DomainError):
            check(mistyped, birth_date=BORN, kind="fnr", synthetic=True)


def test_the_next_serial_number_is_another_person() -> None:
    assert len({a_number(serial=serial) for serial in range(50)}) == 50


def test_spaces_are_allowed() -> None:
    whole = a_number()
    assert parse(f"{whole[:6]} {whole[6:]}", synthetic=True).digits == whole


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "digits only"),
        ("1234567890", "eleven"),
        ("123456789012", "eleven"),
        ("1405686789a", "digits only"),
        ("14٠56812345", "digits only"),
    ],
)
def test_what_is_wrong_is_said(text: str, says: str) -> None:
    with override("en"), pytest.raises(DomainError, match=says) as caught:
        parse(text, synthetic=True)
    assert caught.value.field == "number"


def test_a_wrong_check_digit_is_named_and_the_number_is_not_repeated() -> None:
    whole = a_number()
    wrong = whole[:10] + str((int(whole[10]) + 1) % 10)
    with override("en"), pytest.raises(DomainError) as caught:
        parse(wrong, synthetic=True)
    assert "check digit" in caught.value.message
    assert wrong not in caught.value.message
    assert wrong[:6] not in caught.value.message


def test_another_birth_date_is_named() -> None:
    with override("en"), pytest.raises(DomainError, match="birth date"):
        check(a_number(), birth_date=dt.date(1968, 5, 15), synthetic=True)


def test_another_kind_is_named() -> None:
    with override("en"), pytest.raises(DomainError, match="kind"):
        check(a_number(), birth_date=BORN, kind="dnr", synthetic=True)


def test_a_made_up_number_is_refused_where_only_real_ones_are_taken() -> None:
    with override("en"), pytest.raises(DomainError, match="synthetic"):
        parse(a_number(), synthetic=False)


def test_a_common_help_number_says_no_birth_date() -> None:
    # 8 first; check digits worked out by the same two sums.
    number = next(text for tail in range(100) if (text := f"812345678{tail:02}") and _holds(text))
    found = parse(number, synthetic=False)
    assert (found.kind, found.birth_date, found.sex) == ("help", None, "unknown")
    assert matches_birth_date(found, BORN)


def _holds(text: str) -> bool:
    first = sum(int(d) * w for d, w in zip(text[:10], (3, 7, 6, 1, 8, 9, 4, 5, 2, 1), strict=True)) % 11
    second = sum(int(d) * w for d, w in zip(text, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1), strict=True)) % 11
    return first == second == 0


def test_a_number_shows_itself_nowhere() -> None:
    number = parse(a_number(), synthetic=True)
    assert number.digits not in f"{number!r} {number}"


def test_the_century_follows_the_individual_number() -> None:
    for year in (1899, 1955, 1999, 2000, 2024):
        born = dt.date(year, 3, 1)
        assert parse(a_number(birth_date=born), synthetic=True).birth_date == born
