from __future__ import annotations

import pytest

from referrals.letters.compose import compose
from referrals.letters.data import Paragraph
from referrals.letters.errors import LetterError
from referrals.letters.fill import fill
from referrals.letters.paragraphs import merged, paragraph_problems, standard_paragraphs
from tests.unit.letters.made_up import PATIENT, REFERRER, case

OWN = Paragraph("choose_place", "{Du} kan bytte", "{Du} kan velge blant alle steder med avtale.")


def test_a_region_can_word_a_paragraph_anew_by_its_key() -> None:
    standard = standard_paragraphs("granted_time", "nb")
    own = merged(standard, [OWN, Paragraph("not_in_this_letter", "", "x")])
    assert [one.key for one in own] == [one.key for one in standard]
    texts = [getattr(one, "text", "") for one in compose(case("granted_time", paragraphs=own)).blocks]
    assert "Du kan bytte" in texts and "Du kan velge blant alle steder med avtale." in texts


def test_own_words_follow_the_reader() -> None:
    blocks = compose(case("granted_time", to=REFERRER, paragraphs=(OWN,))).blocks
    assert "Pasienten kan bytte" in [getattr(one, "text", "") for one in blocks]


@pytest.mark.parametrize(
    ("paragraph", "problems"),
    [
        (OWN, ()),
        (Paragraph("choose_place", "", ""), (("empty", ""),)),
        (Paragraph("choose_plaice", "", "x"), (("unknown_key", "choose_plaice"),)),
        (Paragraph("choose_place", "", "{Hen} kan velge, avtale"), (("unknown_placeholder", "Hen"),)),
        (
            Paragraph("deadline_not_kept", "", "Da tar vi kontakt."),
            (("must_say", "Helfo"),),
        ),
        (
            Paragraph("complaint", "", "{Du} kan klage innen tre uker."),
            (("must_say", "fire "), ("must_say", "Statsforvaltaren|Statsforvalteren")),
        ),
    ],
)
def test_reworded_paragraphs_are_checked(paragraph: Paragraph, problems: tuple[tuple[str, str], ...]) -> None:
    assert paragraph_problems(paragraph, "nb") == problems


def test_a_name_without_a_value_stops_the_letter_and_is_named() -> None:
    with pytest.raises(LetterError, match="deadline"):
        compose(case("refused", paragraphs=(Paragraph("what_now", "", "Innen {deadline}."),)))


def test_what_is_filled_in_is_never_read_again() -> None:
    assert fill("Hei {a}", {"a": "{b}", "b": "x"}) == "Hei {b}"
    letter = compose(case("refused", to=PATIENT, referrer_name="{du} {ukjent}"))
    assert "{du} {ukjent}" in getattr(letter.blocks[0], "text", "")


def test_an_unknown_kind_has_no_paragraphs() -> None:
    with pytest.raises(LetterError):
        standard_paragraphs("love", "nb")
