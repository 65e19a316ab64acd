"""The page and the PDF are drawn from the same document: they say the same, in the same order."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from django.template import Context, Engine

from referrals.letters.compose import compose
from referrals.letters.data import LetterData
from tests.unit.letters.made_up import case, every_letter, name_of, read_aloud

TEMPLATES = Path(__file__).parents[3] / "templates"


def preview(data: LetterData, **context: object) -> str:
    template = Engine(dirs=[TEMPLATES]).get_template("letters/_letter.html")
    return template.render(Context({"letter": compose(data), **context}))


def flat(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("data", every_letter(), ids=name_of)
def test_page_and_pdf_say_the_same(data: LetterData) -> None:
    page = flat(html.unescape(re.sub(r"<[^>]+>", "", preview(data))))
    pdf = "".join(flat(one.text) for one in read_aloud(data) if one.text != "–")
    assert page == pdf


def test_the_language_is_marked_and_headings_fit_the_page_they_stand_in() -> None:
    full, mini = preview(case("refused", language="nn")), preview(case("refused", language="nn"), mini=True)
    assert '<article class="a4" lang="nn"' in full and '<h2 class="l1">' in full and '<h3 class="l2">' in full
    assert (
        '<article class="a4 mini" lang="nn"' in mini
        and '<h3 class="l1">' in mini
        and '<h4 class="l2">' in mini
    )


def test_markup_in_names_is_shown_and_never_run() -> None:
    page = preview(
        case("refused", referrer_name="<script>alert('x')</script>", nytte='"><img src=x onerror=y>')
    )
    assert "<script" not in page and "<img" not in page
    assert "&lt;script&gt;" in page
