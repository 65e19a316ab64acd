from __future__ import annotations

import datetime as dt
import io
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from referrals.letters.compose import compose
from referrals.letters.data import LetterData
from referrals.letters.errors import LetterError
from referrals.letters.glyphs import FONTS, characters, printable
from referrals.letters.pdf import render_pdf
from tests.unit.letters.made_up import NOW, REFERRER, case, every_letter, name_of, printed, read_aloud
from tests.unit.letters.tagged import elements

CHECKOUT = Path(__file__).parents[3]
NASTY = "Å#se *Bo$ld* \"q\" 'q' <script>alert(1)</script> \\ _x_ [a](b) {du} @ref // /* ` ~ = & %s {{ x }}"


@pytest.mark.parametrize("data", every_letter(), ids=name_of)
def test_every_letter_is_tagged_with_language_and_title(data: LetterData) -> None:
    letter = compose(data)
    with pikepdf.open(io.BytesIO(printed(data))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == f"{data.language}-NO"
        assert str(pdf.docinfo["/Title"]) == letter.title
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.Root.StructTreeRoot.K[0].S) == "/Document"
        assert "pdfuaid:part" in pdf.Root.Metadata.read_bytes().decode()
        assert len(pdf.pages) <= 2


@pytest.mark.parametrize("data", every_letter(), ids=name_of)
def test_every_figure_has_words_in_its_place(data: LetterData) -> None:
    """The letters have none today; one that is added must say what it shows."""
    with pikepdf.open(io.BytesIO(printed(data))) as pdf:
        nodes = list(_nodes(pdf.Root.StructTreeRoot.K))
        images = [one for page in pdf.pages for one in page.get_images()]
        figures = [one for one in nodes if str(one.S) == "/Figure"]
        assert all(str(one.get("/Alt", "")).strip() for one in figures)
        assert len(images) <= len(figures)


def _nodes(node: Any) -> Iterator[Any]:
    for one in node if isinstance(node, pikepdf.Array) else [node]:
        if isinstance(one, pikepdf.Dictionary) and "/S" in one:
            yield one
            if "/K" in one:
                yield from _nodes(one.K)


@pytest.mark.parametrize("data", every_letter(), ids=name_of)
def test_it_is_read_aloud_in_the_order_it_was_composed(data: LetterData) -> None:
    letter = compose(data)
    read = read_aloud(data)
    headings = [(one.tag, one.text) for one in read if one.tag in ("H1", "H2")]
    assert headings == [
        ("H1", letter.title),
        *[("H2", one.text) for one in letter.blocks if one.kind == "heading"],
    ]
    texts = ["".join(one.text.split()) for one in read]
    expected = ["".join(one.text.split()) for one in letter.blocks if one.kind in ("text", "heading", "foot")]
    positions = [texts.index(one) for one in expected]
    assert positions == sorted(positions)
    assert texts[0].startswith("HelseNord-Trøndelag")


def test_terms_and_values_are_tagged_as_pairs() -> None:
    read = read_aloud(case("granted_time"))
    at = [one.text for one in read].index("Frist")
    assert (read[at].tag, read[at + 1].tag) == ("Lbl", "LBody")
    assert read[at + 1].text == "Rehabiliteringen skal senest starte 26. mai 2026"


def test_the_same_letter_gives_the_same_bytes() -> None:
    letter = compose(case("granted_time"))
    other = compose(case("refused", to=REFERRER))
    first = render_pdf(letter, created=NOW)
    render_pdf(other, created=NOW)
    assert render_pdf(letter, created=NOW) == first
    assert render_pdf(letter, created=NOW + dt.timedelta(seconds=1)) != first


def test_the_moment_is_the_same_in_any_zone() -> None:
    letter = compose(case("refused"))
    there = NOW.astimezone(dt.timezone(dt.timedelta(hours=2)))
    assert render_pdf(letter, created=there) == render_pdf(letter, created=NOW)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(LetterError):
        render_pdf(compose(case("refused")), created=dt.datetime(2026, 4, 15))


@pytest.mark.parametrize("kind", ["granted_time", "refused"])
def test_text_from_people_is_text_and_nothing_else(kind: str) -> None:
    letter = compose(
        case(
            kind, patient_name=NASTY, referrer_name=NASTY, nytte=NASTY, outcome_reasons=(NASTY,), to=REFERRER
        )
    )
    read = "".join("".join(one.text.split()) for one in elements(render_pdf(letter, created=NOW)))
    assert read.count("".join(NASTY.split())) >= 3


@pytest.mark.parametrize(
    "strange", ["😀", "中文", "\u200b", "\x07", "\ud800", "\u0301", "ﬁ", "\u2028", "\ufffe", "عربى"]
)
def test_no_character_stops_a_letter(strange: str) -> None:
    assert render_pdf(compose(case("refused", nytte=f"Før {strange} etter")), created=NOW).startswith(b"%PDF")


def test_names_of_the_country_are_printed_whole() -> None:
    name = "Áŋđŧž Šćepan Żółć Ødegård Øyvind-Åse Nguyễn Þór Ærøe Käte"
    assert printable(name) == name
    assert printable("e\u0301") == "é"


def test_both_weights_print_the_same_characters() -> None:
    regular, semibold = (characters(FONTS / name) for name in ("Inter-Regular.otf", "Inter-SemiBold.otf"))
    assert regular == semibold
    assert (FONTS / "LICENSE-inter.txt").exists()


def test_several_threads_can_make_letters_at_once() -> None:
    letters = [compose(case("refused", nytte=f"Nytte {one}")) for one in range(8)]
    alone = [render_pdf(one, created=NOW) for one in letters]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda one: render_pdf(one, created=NOW), letters))
    assert together == alone


def test_a_forked_process_says_no_instead_of_waiting_for_ever() -> None:
    program = """
import os
from referrals.letters.compose import compose
from referrals.letters.pdf import render_pdf
from tests.unit.letters.made_up import NOW, case

letter = compose(case("refused"))
render_pdf(letter, created=NOW)
child = os.fork()
if not child:
    try:
        render_pdf(letter, created=NOW)
    except RuntimeError:
        os._exit(7)
    os._exit(0)
raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=CHECKOUT, timeout=60, check=False)
    assert done.returncode == 7


def test_a_very_long_text_runs_over_pages_with_numbers() -> None:
    long = case("refused", nytte="Pasienten har fremgang. " * 2000)
    with pikepdf.open(io.BytesIO(render_pdf(compose(long), created=NOW))) as pdf:
        assert len(pdf.pages) > 5
