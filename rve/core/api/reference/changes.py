"""docs/api-changelog.md as blocks of a page: headings, paragraphs and lists, which is all it holds."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from rve.env import BASE

FILE = BASE / "docs" / "api-changelog.md"
Block = tuple[str, str | list[str]]


@cache
def changes(path: Path = FILE) -> list[Block]:
    """(`h2`, text), (`p`, text) or (`ul`, texts), in order; the title of the file is left out."""
    blocks: list[Block] = []
    for chunk in path.read_text(encoding="utf-8").split("\n\n"):
        lines = [line.strip() for line in chunk.strip().splitlines()]
        if not lines or lines[0].startswith("# "):
            continue
        if lines[0].startswith("## "):
            blocks.append(("h2", lines[0][3:]))
            lines = lines[1:]
        if lines and lines[0].startswith("- "):
            blocks.append(("ul", _items(lines)))
        elif lines:
            blocks.append(("p", " ".join(lines)))
    return blocks


def _items(lines: list[str]) -> list[str]:
    items: list[str] = []
    for line in lines:
        if line.startswith("- "):
            items.append(line[2:])
        else:
            items[-1] += f" {line}"
    return items
