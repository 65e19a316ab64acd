"""The library that ships: in both languages, for kinds that exist, and printable for every reader."""

from __future__ import annotations

import pytest

from referrals.letters.compose import compose
from referrals.letters.data import KINDS, TO_REFERRER_ONLY
from referrals.letters.picks import shipped_picks, unknown_names
from tests.unit.letters.made_up import GUARDIAN, INSTITUTION, PARENT, PATIENT, REFERRER, case
from tests.unit.letters.test_language import BOKMAL_ONLY, NYNORSK_ONLY, words


def test_both_languages_have_the_same_paragraphs() -> None:
    nb, nn = shipped_picks("nb"), shipped_picks("nn")
    assert [one.paragraph.key for one in nb] == [one.paragraph.key for one in nn]
    assert len(nb) >= 12


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_each_keeps_to_its_language_and_uses_only_names_that_every_letter_knows(language: str) -> None:
    strange = BOKMAL_ONLY if language == "nn" else NYNORSK_ONLY
    for one in shipped_picks(language):
        text = f"{one.paragraph.heading} {one.paragraph.text}"
        assert words(text) & strange == set(), one.paragraph.key
        assert unknown_names(one.paragraph) == []


def test_each_is_meant_for_letters_that_exist() -> None:
    for one in shipped_picks("nb"):
        assert one.kinds and set(one.kinds) <= set(KINDS) - set(TO_REFERRER_ONLY), one.paragraph.key


@pytest.mark.parametrize("to", [PATIENT, PARENT, GUARDIAN, REFERRER, INSTITUTION], ids=lambda one: one.role)
def test_each_can_stand_in_a_letter_to_anybody(to: object) -> None:
    for language in ("nb", "nn"):
        picked = tuple(one.paragraph for one in shipped_picks(language))
        letter = compose(case("granted_week", language=language, to=to, picked=picked))  # type: ignore[arg-type]
        text = " ".join(one.text for one in letter.blocks if one.kind == "text")
        assert "{" not in text and text.count("Pasientreiser") >= 1
