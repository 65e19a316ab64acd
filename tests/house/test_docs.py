from __future__ import annotations

import re
from pathlib import Path

from tests.house.tree import CHECKOUT, files, text

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
VARIABLE = re.compile(r"\bRVE_[A-Z_]+\b|\bDATABASE_URL\b|\bREDIS_URL\b")


def test_every_link_in_the_documents_leads_somewhere() -> None:
    broken = [
        f"{path}: {target}"
        for path in files("*.md")
        for target in LINK.findall(text(path))
        if "://" not in target
        and not target.startswith(("#", "mailto:"))
        and not (CHECKOUT / path.parent / target.split("#")[0]).exists()
    ]
    assert broken == []


def test_every_variable_that_is_read_is_explained_and_no_other() -> None:
    places = sorted((CHECKOUT / "rve").glob("*.py"))
    read = {name for path in places for name in VARIABLE.findall(text(path))}
    explained = set(VARIABLE.findall(text(Path("docs/running.md"))))
    assert read - explained == set()
    assert explained - read - {"RVE_CHROMIUM"} == set()


def test_the_decisions_are_numbered_without_gaps_and_short() -> None:
    decisions = sorted(files("docs/adr/*.md"))
    assert [int(path.name[:4]) for path in decisions] == list(range(1, len(decisions) + 1))
    for path in decisions:
        assert all(f"\n## {part}\n" in text(path) for part in ("Context", "Decision", "Consequences")), path
        assert text(path).count("\n") <= 30, path
