from __future__ import annotations

import re
from pathlib import Path

import pytest

from referrals.letters.data import LetterData
from referrals.letters.paragraphs import KEYS, library, paragraph_problems, standard_paragraphs
from referrals.letters.words import TEXTS, _words
from tests.unit.letters.made_up import every_letter, name_of, read_aloud

HERE = Path(__file__).parent
# Words that belong to one of the two written languages only.
BOKMAL_ONLY = frozenset((HERE / "bokmal_only.txt").read_text(encoding="utf-8").split())
NYNORSK_ONLY = frozenset((HERE / "nynorsk_only.txt").read_text(encoding="utf-8").split())


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


@pytest.mark.parametrize("data", every_letter(), ids=name_of)
def test_a_letter_keeps_to_its_written_language(data: LetterData) -> None:
    read = words(" ".join(one.text for one in read_aloud(data)))
    assert read & (BOKMAL_ONLY if data.language == "nn" else NYNORSK_ONLY) == set()


def test_every_shipped_text_keeps_to_its_written_language() -> None:
    for language, strange in (("nn", BOKMAL_ONLY), ("nb", NYNORSK_ONLY)):
        for one in library(language):
            assert words(f"{one.heading} {one.text}") & strange == set(), one.key


def test_both_languages_have_the_same_words_and_paragraphs() -> None:
    def shape(language: str) -> dict[str, set[str]]:
        return {group: set(phrases) for group, phrases in _words(language).items()}

    assert shape("nb") == shape("nn")
    assert [one.key for one in library("nb")] == [one.key for one in library("nn")]
    assert [bool(one.heading) for one in library("nb")] == [bool(one.heading) for one in library("nn")]


def test_every_paragraph_is_used_by_a_letter() -> None:
    assert {one.key for one in library("nb")} == {key for keys in KEYS.values() for key in keys}


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_the_shipped_paragraphs_pass_the_check_for_reworded_ones(language: str) -> None:
    for kind in KEYS:
        for one in standard_paragraphs(kind, language):
            assert paragraph_problems(one, language) == ()


def test_the_texts_lie_with_the_templates() -> None:
    assert {one.name for one in TEXTS.iterdir()} >= {"nb", "nn", "_letter.html"}
