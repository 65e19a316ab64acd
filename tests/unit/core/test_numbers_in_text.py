from __future__ import annotations

import datetime as dt

import pytest

from rve.core.identity_numbers import IN_ITS_PLACE, synthetic_number, without_numbers, without_numbers_inside

NUMBER = synthetic_number(birth_date=dt.date(1941, 3, 9), sex="female", serial=7)


@pytest.mark.parametrize("gap", ["", " ", ".", "-"])
def test_a_number_is_taken_out_of_a_text_however_it_is_written(gap: str) -> None:
    text = f"Mor (fnr{NUMBER[:6]}{gap}{NUMBER[6:]}), tlf. 73 00 00 00."
    assert without_numbers(text) == f"Mor (fnr{IN_ITS_PLACE}), tlf. 73 00 00 00."


@pytest.mark.parametrize(
    "text", [f"{NUMBER}1", f"1{NUMBER}", "12345678901", "090341 12345", f"00000000-0000-4000-8000-a{NUMBER}"]
)
def test_what_is_no_number_stays(text: str) -> None:
    assert without_numbers_inside(text) == text


def test_lists_and_objects_are_looked_into_and_keep_their_names() -> None:
    told = {"goal": [f"Ring {NUMBER}", 3, None], NUMBER: True}
    assert without_numbers_inside(told) == {"goal": [f"Ring {IN_ITS_PLACE}", 3, None], NUMBER: True}
