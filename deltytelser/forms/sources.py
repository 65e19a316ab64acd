"""Where a row stands: documents with lines or a place in them, or a part of the law of the day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from deltytelser.forms.missing import Empty
from deltytelser.forms.uncut import too_long
from deltytelser.rules.rows import LAW_PARTS
from deltytelser.rules.ruleset import RuleSet

MOST_TEXT: Final = 300
LAW: Final = "law:"
_NAME: Final = re.compile(r"source-(\d{1,3})-document")


@dataclass
class TypedSource:
    """`document` is a document's key, or `law:` and a part of the law; `where` says linje or locator."""

    key: str
    document: str = ""
    where: str = "linje"
    text: str = ""
    error: str = ""

    def cell(self, rules: RuleSet) -> dict[str, str] | None:
        """As a row has it; None with `error` set where it cannot be one."""
        if self.document.startswith(LAW) and self.document.removeprefix(LAW) in LAW_PARTS:
            return {"law": self.document.removeprefix(LAW)}
        if self.document not in rules.documents:
            self.error = Empty(_("Choose the document that the row rests on."))
        elif not self.text:
            self.error = Empty(_("Say where in the document: lines or section."))
        elif too_long(self.text, MOST_TEXT):
            self.error = too_long(self.text, MOST_TEXT)
        else:
            return {"document": self.document, self.where: self.text}
        return None


def sources_from(source: Any) -> list[TypedSource]:
    """The fields of a row's sources."""
    raws = source if isinstance(source, list) else [source] if source else []
    return [_typed(f"source-{number}", raw) for number, raw in enumerate(raws)]


def _typed(key: str, raw: Mapping[str, str]) -> TypedSource:
    if "law" in raw:
        return TypedSource(key, LAW + raw["law"])
    where = "linje" if "linje" in raw else "locator"
    return TypedSource(key, raw["document"], where, raw[where])


def read_sources(post: QueryDict) -> list[TypedSource]:
    """What was typed, in the order of their numbers."""
    numbers = sorted(int(match[1]) for name in post if (match := _NAME.fullmatch(name)))
    keys = [f"source-{number}" for number in numbers]
    return [
        TypedSource(
            key,
            post.get(f"{key}-document", ""),
            "locator" if post.get(f"{key}-where") == "locator" else "linje",
            post.get(f"{key}-text", "").strip(),
        )
        for key in keys
    ]


def source_cell(sources: list[TypedSource], rules: RuleSet) -> object | None:
    """One source, or a list of several; None where any of them is not usable."""
    cells = [one.cell(rules) for one in sources]
    if not cells or None in cells:
        return None
    return cells[0] if len(cells) == 1 else cells
