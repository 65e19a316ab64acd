from __future__ import annotations

import pytest

from referrals.use_cases.assessments import LONGEST, keep_words
from rve.core.errors import DomainError
from tests.people import NOW, World, a_claimed_case


def test_words_too_long_to_keep_are_refused_and_never_cut_off(world: World) -> None:
    case = a_claimed_case(world)
    keep_words(referral=case, nytte="God nytte.", ressurs="", alvorlighet="", by=world.ingrid, now=NOW)
    with pytest.raises(DomainError):
        keep_words(
            referral=case, nytte="x" * (LONGEST + 1), ressurs="", alvorlighet="", by=world.ingrid, now=NOW
        )
    assert case.assessments.get().nytte == "God nytte."
