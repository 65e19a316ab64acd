"""What a row says, as plain text: what it asks for, its sentence, its test, its marks and its sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from deltytelser.rules.labels import day_in_words, label
from deltytelser.rules.phrase_words import OTHER
from deltytelser.rules.phrases import row_parts
from deltytelser.rules.rows import Row, Source
from deltytelser.rules.ruleset import RuleSet

_BRACES: Final = re.compile(r"\{(\w+)\}")
# What is filled in on the day, said in words while no referral is at hand.
_FILLED: Final[Mapping[str, Mapping[str, str]]] = {
    "nb": {
        "receipt": "mottaksdag",
        "due": "frist",
        "code": "kode",
        "range": "kodeområde",
        "delytelse": "delytelse",
        "requested": "ønsket delytelse",
        "limit": "dato",
        "institution": "sted",
        "level": "nivå",
        "grounds": "grunnene",
        "sentence": "setningen til raden",
    },
    "nn": {
        "receipt": "mottaksdag",
        "due": "frist",
        "code": "kode",
        "range": "kodeområde",
        "delytelse": "delytelse",
        "requested": "ønskt delytelse",
        "limit": "dato",
        "institution": "stad",
        "level": "nivå",
        "grounds": "grunnane",
        "sentence": "setninga til rada",
    },
}


def condition_words(rules: RuleSet, row: Row, lang: str) -> str:
    """What a row asks for in one line: `a og b og enten c eller d`; empty where it asks for nothing."""
    shared, alternatives = row_parts(rules, row.cells, lang)
    both = f" {OTHER['and'][lang]} "
    either = f" {OTHER['or'][lang]} ".join(both.join(own) for own in alternatives)
    return both.join([*shared, *([f"{OTHER['either'][lang]} {either}"] if either else [])])


def sentence(row: Row, lang: str) -> str:
    """The row's sentence: numbers of the row filled in, the rest as «‹mottaksdag›»."""

    def filled(match: re.Match[str]) -> str:
        name = match[1]
        return str(row.effect[name]) if name in row.effect else f"‹{_FILLED[lang].get(name, name)}›"

    return _BRACES.sub(filled, row.text[lang])


def test_words(rules: RuleSet, row: Row, lang: str) -> str:
    """`Nytte`, `Ressurs` or `Ansvar`; empty where the row is of no test."""
    return label(rules, "tests", row.test, lang) if row.test else ""


def period_words(row: Row, lang: str) -> str:
    """`fra 1. januar 2018`, `fra 1. januar 2018 til 31. desember 2026`."""
    first = f"{'frå' if lang == 'nn' else 'fra'} {day_in_words(row.first.isoformat())}"
    return first if row.last is None else f"{first} til {day_in_words(row.last.isoformat())}"


def mark_words(rules: RuleSet, row: Row, lang: str) -> str:
    """`lokal standard, må bekreftes av fagansvarlig`; empty for a row that needs no mark."""
    return "; ".join(rules.marks[mark][lang] for mark in row.marks)


def source_words(rules: RuleSet, row: Row) -> str:
    """`Behovsvurdering …, linje 378-389; …`."""
    return sources_in_words(rules, row.sources)


def sources_in_words(rules: RuleSet, sources: Iterable[Source]) -> str:
    """Documents by their titles, with locators; a part of the law by the law's name."""
    return "; ".join(f"{document_title(rules, one)}, {locator(one)}" for one in sources)


def document_title(rules: RuleSet, source: Source) -> str:
    """The title of a source's document; a part of the law of the day in the law on patients."""
    return rules.documents.get("pbrl" if source.document == "law" else source.document, source.document)


def locator(source: Source, law: Row | None = None) -> str:
    """`linje 378–389` or `§ 2-2 a`; of the law of the day its paragraph, or that it is the day's."""
    if source.document == "law":
        return str(law.effect[source.locator]) if law else "paragrafen i kraft på dagen"
    return lines_in_words(source.locator) if source.locator.startswith("linje") else source.locator


def lines_in_words(locator: str) -> str:
    """`378–389, 399–405`: line numbers with the dash of a range."""
    return re.sub(r"(?<=\d)-(?=\d)", "–", locator)
