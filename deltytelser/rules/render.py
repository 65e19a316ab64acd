"""A proposal's sentences, made late:
the stored trace and the rule set give the output of `proposal.schema.json`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from deltytelser.rules.labels import day_in_words, label
from deltytelser.rules.memory import remember
from deltytelser.rules.rows import LANGUAGES, Row
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.trace import Proposal

NOT_SETTLED: Final = "right.not_settled"
_DAYS: Final = frozenset({"receipt", "due", "limit"})
_BEFORE: Final = (
    "reference",
    "outcome",
    "assessment_due",
    "delytelse",
    "level",
    "lodging",
    "stay",
    "start_deadline",
    "route",
    "missing",
)


def render(proposal: Proposal, *, rules: RuleSet, lang: str = "nb") -> dict[str, Any]:
    """The proposal as it leaves the engine, with sentences in `nb` or `nn`.

    Raises ValueError for another language.
    """
    writer = Writer(proposal, rules, lang)
    return {
        **before_reasons(proposal),
        "reasons": [writer.reason(one) for one in proposal["trace"]],
        **after_reasons(proposal, writer),
    }


def before_reasons(proposal: Proposal) -> dict[str, Any]:
    """The keys that stand before the reasons."""
    return {name: proposal[name] for name in _BEFORE}


def after_reasons(proposal: Proposal, writer: Writer) -> dict[str, Any]:
    """The keys that stand after them."""
    return {
        "rule_set": proposal["rule_set"],
        "remarks": [writer.fill(writer.rows[one["id"]], one["values"]) for one in proposal["remarks"]],
        "counterfactuals": proposal["counterfactuals"],
    }


class Writer:
    """Sentences and sources of one proposal."""

    def __init__(self, proposal: Proposal, rules: RuleSet, lang: str) -> None:
        if lang not in LANGUAGES:
            raise ValueError(f"no sentences in {lang!r}")
        self.rules, self.lang = rules, lang
        self.rows = rules.on(date.fromisoformat(proposal["rule_set"]["valid_on"])).by_id
        self.law = rules.law_on(date.fromisoformat(proposal["law_on"]))

    def row_of(self, one: Mapping[str, Any]) -> Row:
        """The row behind an entry of the trace."""
        return self.law if one["rule"] == "law" else self.rows[one["row"]]

    def reason(self, one: Mapping[str, Any]) -> dict[str, Any]:
        """One entry of the trace, as the schema has it. The law is not of a stage."""
        row = self.row_of(one)
        text = self._text(row, one["values"])
        if not one["certain"]:
            text = self.fill(self.rows[NOT_SETTLED], {"sentence": text})
        reason = {
            "rule": one["rule"],
            "text": text,
            "source": self._source(row, one["values"]),
            "facts": one["facts"],
            "test": one["test"],
        }
        if one["stage"] is not None:
            reason["stage"] = one["stage"]
        return reason

    def fill(self, row: Row, values: dict[str, Any]) -> str:
        """A row's sentence with its words in braces filled in."""
        text = row.text[self.lang]
        if "{" not in text:
            return text
        for name, value in values.items():
            text = text.replace("{" + name + "}", self._word(name, value))
        return text

    def _text(self, row: Row, values: dict[str, Any]) -> str:
        key = (row.place, row.first, self.lang, str(values) if values else "")
        return self.rules.texts.get(key) or remember(self.rules.texts, key, self._written(row, values))

    def _written(self, row: Row, values: dict[str, Any]) -> str:
        if row is self.law:
            values = {**row.effect, **values}
        rows = [self.rows[name] for name in values["rows"]] if "rows" in values else [row]
        sentences = [self.fill(one, values) for one in rows]
        for limit in values.get("limits", ()):
            rows = [*rows, self.rows[limit["row"]]]
            sentences.append(self.fill(rows[-1], limit))
        return self._marked(rows, " ".join(sentences))

    def _marked(self, rows: list[Row], text: str) -> str:
        marks = dict.fromkeys(mark for row in rows for mark in row.marks)
        if not marks:
            return text
        words = "; ".join(self.rules.marks[mark][self.lang] for mark in marks)
        return f"{text} ({words[0].upper()}{words[1:]}.)"

    def _word(self, name: str, value: Any) -> str:
        if name in _DAYS:
            return day_in_words(value)
        if name == "grounds":
            return ", ".join(label(self.rules, "facts", fact, self.lang).lower() for fact in value)
        if name == "level":
            return label(self.rules, "levels", value, self.lang).lower()
        return str(value)

    def _source(self, row: Row, values: dict[str, Any]) -> dict[str, str]:
        key = (row.place, row.first)
        known = self.rules.source_texts.get(key)
        if known is None:
            titles = dict.fromkeys(self._title(one.document) for one in row.sources)
            locators = (f"law:{one.locator}" if one.document == "law" else one.locator for one in row.sources)
            known = self.rules.source_texts[key] = ("; ".join(titles), "; ".join(locators))
        title, locator = known
        if "range" in values:
            locator = locator.replace("{range}", values["range"])
        return {"title": title, "locator": self._law_words(locator)}

    def _title(self, document: str) -> str:
        return self.rules.documents["pbrl" if document == "law" else document]

    def _law_words(self, locators: str) -> str:
        """The paragraph of the day's law where a row cites the law by its part."""
        if not locators.startswith("law:"):
            return locators
        return str(self.law.effect[locators.removeprefix("law:")])
