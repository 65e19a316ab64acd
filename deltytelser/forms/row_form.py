"""The row editor's form: a row of a table in raw cells to what stands in the fields, and back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from deltytelser.forms import effects
from deltytelser.forms.lines import Line, cells_of, lines_of, read_lines
from deltytelser.forms.missing import Empty, is_wrong
from deltytelser.forms.sources import TypedSource, read_sources, source_cell, sources_from
from deltytelser.forms.uncut import too_long
from deltytelser.rules.rows import LANGUAGES, MARKS, PLACEHOLDERS, table_kind
from deltytelser.rules.ruleset import RuleSet

MOST_SENTENCE: Final = 1_000
ID: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}([./][A-Za-z0-9_]{1,40}){1,2}")
_ALTERNATIVE: Final = re.compile(r"alt(\d{1,3})")
_BRACES: Final = re.compile(r"\{([^{}]*)\}")
WHEN, REFUSES = "when", "refuses"
Cells = dict[str, Any]


@dataclass
class RowForm:
    """Everything that was typed, as it was typed, and what is wrong with it by the key of the field."""

    table: str
    lines: dict[str, list[Line]] = field(default_factory=dict)  # group: when, alt0, alt1 …, refuses
    effect: dict[str, str] = field(default_factory=dict)
    sources: list[TypedSource] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    id: str = ""
    before: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return table_kind(self.table)

    @property
    def alternatives(self) -> list[str]:
        """The groups of which one must hold, in order."""
        return [name for name in self.lines if name.startswith("alt")]

    def every_line(self) -> Iterator[Line]:
        for lines in self.lines.values():
            yield from lines

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong; ask `cells` first."""
        inside = [one.error for one in self.parts()]
        return not self.errors and not any(inside)

    def parts(self) -> list[Line | TypedSource]:
        """What carries its own error."""
        return [*self.every_line(), *self.sources]

    def cells(self, rules: RuleSet, original: Mapping[str, Any] | None = None) -> Cells:
        """The raw cells but id and days; what cannot be one is left out and told in `errors` or on its line.

        Words that were only ticked in another order than `original` has them keep its order.
        """
        self.errors = {}
        cells = self._conditions(rules)
        found, wrong = effects.cells_of(self.effect, self.kind, rules)
        self.errors |= {f"effect-{name}": text for name, text in wrong.items()}
        if found.get("refuses") == "when":
            found["refuses"] = self._group(REFUSES, rules)
            if not self.lines.get(REFUSES):
                self.errors["effect-refuses"] = Empty(_("Say when it refuses, or choose never or always."))
        cells |= found | self._sentences()
        source = source_cell(self.sources, rules)
        if source is not None:
            cells["source"] = source
        elif not self.sources:
            self.errors["source"] = Empty(_("A row must have a source."))
        if self.marks:
            cells["mark"] = self.marks
        return _in_order_of(original or {}, cells)

    def _group(self, name: str, rules: RuleSet) -> Cells:
        return cells_of(self.lines.get(name, []), rules)

    def _conditions(self, rules: RuleSet) -> Cells:
        cells: Cells = {}
        when = self._group(WHEN, rules)
        if when:
            cells[WHEN] = when
        if self.alternatives:
            cells["one_of"] = [self._group(name, rules) for name in self.alternatives]
            for name in self.alternatives:
                if not self.lines[name]:
                    self.errors[name] = Empty(
                        _("An alternative must ask for something: add a fact, or remove it.")
                    )
            if len(self.alternatives) == 1:
                self.errors[self.alternatives[0]] = _("There must be at least two alternatives.")
        return cells

    def _sentences(self) -> Cells:
        for name, text in self.texts.items():
            if not text:
                self.errors[name] = Empty(_("This must be filled in."))
            elif too_long(text, MOST_SENTENCE):
                self.errors[name] = too_long(text, MOST_SENTENCE)
            for word in _BRACES.findall(text):
                if word not in PLACEHOLDERS:
                    self.errors[name] = _("{%(word)s} is no word that can be filled in.") % {
                        "word": word[:40]
                    }
        return {name: text for name, text in self.texts.items() if text}

    def told(self) -> dict[str, str]:
        """What is wrong, by key; not what is only empty. Empty sentences for all else that can be told of."""
        keys = [*self.texts, "id", "source", *self.alternatives]
        keys += [f"effect-{one.name}" for one in effects.FIELDS.get(self.kind, ())]
        inside = {one.key: one.error for one in self.parts()}
        every = dict.fromkeys(keys, "") | self.errors | inside
        return {key: text if is_wrong(text) else "" for key, text in every.items()}

    def empty(self) -> int:
        """How many fields are still empty."""
        inside = [one.error for one in self.parts()]
        return sum(isinstance(text, Empty) for text in (*self.errors.values(), *inside))

    def forgive(self) -> None:
        """Forgets what was said of fields that are only empty."""
        self.errors = {key: text for key, text in self.errors.items() if is_wrong(text)}
        for one in self.parts():
            one.error = one.error if is_wrong(one.error) else ""

    def tell(self, cell: str | None, message: str) -> str:
        """Puts a refusal at the cell that it names; the sentence itself where no field is that cell."""
        keys = {"source": self.sources[0].key if self.sources else "source", "refuses": "effect-refuses"}
        key = keys.get(cell or "", cell or "")
        lines = [one for one in self.every_line() if cell in (one.key, one.mode, one.fact)]
        parts: list[Line | TypedSource] = [*lines, *(one for one in self.sources if one.key == key)]
        if parts:
            parts[0].error = message
            return ""
        named = f"effect-{cell}" if cell in self.effect else key
        if named.startswith("effect-") or named in (*self.texts, *self.alternatives, "id", "source"):
            self.errors[named] = message
            return ""
        return message

    def check_id(self, taken: frozenset[str]) -> None:
        """Of a new row: the name under which reasons cite it."""
        if not ID.fullmatch(self.id):
            self.errors["id"] = _(
                "Letters a to z, digits and _ with a full stop between, such as J.not_tried."
            )
        elif self.id in taken:
            self.errors["id"] = _("Another row has this name.")


def text_names(kind: str) -> list[str]:
    """The names of the sentences that a row of this kind has."""
    short = [f"{language}_short" for language in LANGUAGES] if kind == "right" else []
    return [*LANGUAGES, *short]


def form_of(table: str, raw: Mapping[str, Any]) -> RowForm:
    """The form of a row as it is."""
    kind = table_kind(table)
    lines = {WHEN: lines_of(WHEN, raw.get("when", {}))}
    for number, group in enumerate(raw.get("one_of", [])):
        lines[f"alt{number}"] = lines_of(f"alt{number}", group)
    refuses = raw.get("refuses")
    lines[REFUSES] = lines_of(REFUSES, refuses) if isinstance(refuses, dict) else []
    mark = raw.get("mark", [])
    return RowForm(
        table=table,
        lines=lines,
        effect=effects.typed_from(raw, kind),
        sources=sources_from(raw.get("source")),
        marks=[mark] if isinstance(mark, str) else list(mark),
        texts={name: raw.get(name, "") for name in text_names(kind)},
        id=str(raw.get("id", "")),
    )


def read_form(table: str, post: QueryDict) -> RowForm:
    """The form as it was typed; what is not among the fields is not read."""
    kind = table_kind(table)
    lines = {WHEN: read_lines(post, WHEN)}
    for number in sorted(int(match[1]) for name in post if (match := _ALTERNATIVE.fullmatch(name))):
        lines[f"alt{number}"] = read_lines(post, f"alt{number}")
    lines[REFUSES] = read_lines(post, REFUSES)
    return RowForm(
        table=table,
        lines=lines,
        effect=effects.typed_in(post, kind),
        sources=read_sources(post),
        marks=[mark for mark in MARKS if mark in post.getlist("mark")],
        texts={name: _text(post.get(name, "")) for name in text_names(kind)},
        id=post.get("id", "").strip(),
        before=post.get("before", ""),
    )


def _text(typed: str) -> str:
    return " ".join(typed.split())


def _in_order_of(original: Any, new: Any) -> Any:
    """`new`, with lists of the same words in the order that `original` has them."""
    if isinstance(new, dict) and isinstance(original, dict):
        return {name: _in_order_of(original.get(name), value) for name, value in new.items()}
    if isinstance(new, list) and isinstance(original, list):
        if len(new) == len(original) and all(isinstance(one, str) for one in (*new, *original)):
            return list(original) if set(new) == set(original) else new
        if len(new) == len(original):
            return [_in_order_of(old, one) for old, one in zip(original, new, strict=True)]
    return new


def same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two rows say the same but for id and days."""

    def plain(cells: Mapping[str, Any]) -> str:
        kept = {name: value for name, value in cells.items() if name not in ("id", "from", "to")}
        return json.dumps(kept, sort_keys=True, default=str)

    return plain(one) == plain(other)
