"""What differs between two texts, word by word: the old with what went, the new with what came."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Final, NamedTuple

SAME: Final = "same"
GONE: Final = "del"
NEW: Final = "ins"
_TOKEN: Final = re.compile(r"\w+|\s+|[^\w\s]")
_WORD: Final = re.compile(r"\w")


class Segment(NamedTuple):
    """A stretch of text: `same` on both sides, `del` on the old, `ins` on the new."""

    op: str
    text: str


def word_differences(old: str, new: str) -> tuple[tuple[Segment, ...], tuple[Segment, ...]]:
    """Both texts in stretches; only spaces or commas between two changed words count as changed."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    sides: tuple[list[Segment], list[Segment]] = ([], [])
    for equal, here, there in _stretches(before, after):
        _add(sides[0], SAME if equal else GONE, here)
        _add(sides[1], SAME if equal else NEW, there)
    return tuple(sides[0]), tuple(sides[1])


def whole(text: str, op: str) -> tuple[Segment, ...]:
    """A text that stands on one side only, or is the same on both."""
    return (Segment(op, text),) if text else ()


def _stretches(before: list[str], after: list[str]) -> list[tuple[bool, str, str]]:
    found = []
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    operations = matcher.get_opcodes()
    for index, (tag, a, b, c, d) in enumerate(operations):
        text = "".join(before[a:b])
        between = 0 < index < len(operations) - 1
        equal = tag == "equal" and not (between and not _WORD.search(text))
        found.append((equal, text, "".join(after[c:d])))
    return found


def _add(side: list[Segment], op: str, text: str) -> None:
    bare = text.strip()
    if op != SAME and bare and bare != text:
        # The space before and after a changed word is no part of it.
        start = text.index(bare)
        for kind, part in ((SAME, text[:start]), (op, bare), (SAME, text[start + len(bare) :])):
            _add(side, kind, part)
        return
    if not text:
        return
    if side and side[-1].op == op:
        side[-1] = Segment(op, side[-1].text + text)
    else:
        side.append(Segment(op, text))
