"""Which characters the letters' font can print, read from the font itself.

PDF/UA forbids a character without a glyph, and a letter must never fail because of one in somebody's text.
"""

from __future__ import annotations

import struct
import unicodedata
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "typst" / "fonts"
REGULAR = FONTS / "Inter-Regular.otf"
SUBSTITUTE = "\N{WHITE SQUARE}"


def printable(text: str) -> str:
    """The text on one line, composed (NFC), with a white square for what the font lacks.

    Characters that only steer (zero width, direction) are taken out, other blanks become spaces.
    """
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    known = characters(REGULAR)
    if known.issuperset(composed):
        return composed
    return "".join(one if one in known else _substitute(one, known) for one in composed)


def _substitute(one: str, known: frozenset[str]) -> str:
    if unicodedata.category(one) in ("Cf", "Cc", "Cn", "Cs", "Mn"):
        return ""
    plain = unicodedata.normalize("NFKD", one)
    if known.issuperset(plain):
        return plain
    return SUBSTITUTE if SUBSTITUTE in known else "?"


@cache
def characters(font: Path) -> frozenset[str]:
    """Characters a font has a glyph for: its format 12 character map (OpenType, table `cmap`)."""
    cmap = _table(font.read_bytes(), b"cmap")
    (count,) = struct.unpack_from(">H", cmap, 2)
    offsets = {struct.unpack_from(">HHI", cmap, 4 + 8 * one)[2] for one in range(count)}
    codes: set[int] = set()
    for offset in offsets:
        if struct.unpack_from(">H", cmap, offset)[0] == 12:
            (groups,) = struct.unpack_from(">I", cmap, offset + 12)
            for group in range(groups):
                first, last, _glyph = struct.unpack_from(">III", cmap, offset + 16 + 12 * group)
                codes.update(range(first, last + 1))
    return frozenset(one for one in map(chr, codes) if unicodedata.category(one)[0] not in "C")


def _table(font: bytes, tag: bytes) -> bytes:
    (count,) = struct.unpack_from(">H", font, 4)
    for one in range(count):
        name, _checksum, start, length = struct.unpack_from(">4sIII", font, 12 + 16 * one)
        if name == tag:
            return font[start : start + length]
    raise ValueError(f"The font has no table {tag.decode()}")
