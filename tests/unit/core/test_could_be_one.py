from __future__ import annotations

import pytest

from rve.core.identity_numbers import could_be_one


@pytest.mark.parametrize(
    "text", ["128365 10192", "128365-10192", "128365.10192.", "fnr 12836510192", "pnr:12836510192"]
)
def test_a_number_is_recognised_however_it_is_written(text: str) -> None:
    assert could_be_one(text)


@pytest.mark.parametrize("text", ["HMN-2026-004217", "hmn 2026 004217", "Torbjørn Aksnes", "2026", ""])
def test_a_reference_or_a_name_is_none(text: str) -> None:
    assert not could_be_one(text)
