"""The letter as PDF/UA-1: tagged, with language and title, the same bytes for the same letter and moment."""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import asdict
from pathlib import Path
from threading import Lock

import typst

from referrals.letters.document import Letter
from referrals.letters.errors import LetterError
from referrals.letters.glyphs import FONTS

SOURCE = Path(__file__).parent / "typst"
lock = Lock()
# Reading the fonts costs more than a letter, so fonts and one compiler are kept per process, by process id.
_fonts: dict[int, typst.Fonts] = {}
_compilers: dict[int, typst.Compiler] = {}


def render_pdf(letter: Letter, *, created: dt.datetime) -> bytes:
    """The letter as bytes. `created` (with a zone) becomes the file's only date.

    LetterError when the letter cannot be set; its message holds nothing of the letter's text.
    RuntimeError in a process forked from one that has made a letter already.
    """
    if created.tzinfo is None:
        raise LetterError("The moment of creation needs a time zone")
    content = json.dumps(asdict(letter), ensure_ascii=False, sort_keys=True)
    setter = _compiler()
    with lock:
        try:
            made = setter.compile(
                format="pdf",
                sys_inputs={"letter": content},
                pdf_standards="ua-1",
                timestamp=int(created.timestamp()),
            )
        except typst.TypstError as error:
            raise LetterError(f"The letter could not be set: {error.message}") from None
    assert isinstance(made, bytes)
    return made


def fonts() -> typst.Fonts:
    """The process' own; set with them under `lock`. RuntimeError in a process forked from one that has."""
    mine = os.getpid()
    if mine not in _fonts:
        if _fonts:
            # Typst's threads do not survive a fork: the call would wait for ever.
            raise RuntimeError("A letter was made before this process was forked")
        _fonts[mine] = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
        )
    return _fonts[mine]


def _compiler() -> typst.Compiler:
    mine, own = os.getpid(), fonts()
    if mine not in _compilers:
        source = str(SOURCE / "letter.typ")
        _compilers[mine] = typst.Compiler(source, root=str(SOURCE), font_paths=own, ignore_system_fonts=True)
    return _compilers[mine]
