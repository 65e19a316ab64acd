"""What differs between two rule sets outside the tables of rows: values with a first day, definitions,
cases, order, words and documents.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from deltytelser.rules.compare_cases import case_changes, case_title, case_words
from deltytelser.rules.labels import fact_label, label, value_label
from deltytelser.rules.moved import moved
from deltytelser.rules.row_words import lines_in_words
from deltytelser.rules.rows import LANGUAGES
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.word_differences import GONE, NEW, Segment, whole, word_differences

Entries = dict[str, "Entry"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a file: its title, what it says, and the day it begins where it has one. `other` is its
    sentence in the language that is not the reader's; `raw` the whole entry as the file has it.
    """

    title: str
    text: str
    first: str = ""
    other: str = ""
    raw: str = ""


@dataclass(frozen=True, slots=True)
class ValueDifference:
    """An entry that is not as it was; one side is empty where it was added or taken out. `part` is the kind
    of change to a test case, as in PARTS of compare_cases.
    """

    id: str
    title: str
    kind: str
    first: str
    old: tuple[Segment, ...]
    new: tuple[Segment, ...]
    part: str = ""


# File, and what it is called where the tables of the pages are listed.
FILES: Final[Mapping[str, Mapping[str, str]]] = {
    "settings.yaml": {"nb": "Verdier", "nn": "Verdiar"},
    "definitions.yaml": {"nb": "Definisjoner", "nn": "Definisjonar"},
    "cases.yaml": {"nb": "Prøvesaker", "nn": "Prøvesaker"},
    "order.yaml": {"nb": "Rekkefølge", "nn": "Rekkjefølgje"},
    "labels.yaml": {"nb": "Ord og spørsmål", "nn": "Ord og spørsmål"},
    "sources.yaml": {"nb": "Kilder", "nn": "Kjelder"},
    "marks.yaml": {"nb": "Merker", "nn": "Merke"},
    "rule_set.yaml": {"nb": "Regelverket", "nn": "Regelverket"},
}
_ALL_CASES: Final[Mapping[str, str]] = {
    "nb": "Felles opplysninger: endres de, endres opplysningene i alle prøvesakene",
    "nn": "Felles opplysningar: blir dei endra, blir opplysningane i alle prøvesakene endra",
}
_REWRITTEN: Final[Mapping[str, str]] = {
    "nb": "Filen er skrevet på en annen måte, men sier det samme.",
    "nn": "Fila er skriven på ein annan måte, men seier det same.",
}
_LANGUAGE_NAMES: Final[Mapping[str, str]] = {"nb": "bokmål", "nn": "nynorsk"}
_UNITS: Final[Mapping[str, Mapping[str, str]]] = {
    "assessment_virkedager": {"nb": "virkedager", "nn": "virkedagar"},
    "early_days": {"nb": "dager", "nn": "dagar"},
    "earliest_start_days": {"nb": "dager", "nn": "dagar"},
}


def value_differences(
    old: RuleSet, new: RuleSet, lang: str
) -> Iterator[tuple[str, str, tuple[ValueDifference, ...]]]:
    """File, title and entries that differ, for every file outside the tables that differs."""
    before, after = json.loads(old.content), json.loads(new.content)
    for file, titles in FILES.items():
        if before.get(file) == after.get(file):
            continue
        if file == "cases.yaml":
            differ = [*_cases(old, new, before.get(file), after.get(file), lang)]
        else:
            differ = [
                *_differences(_entries(old, file, before, lang), _entries(new, file, after, lang), lang)
            ]
        if not differ and _head_without_version(file, before) != _head_without_version(file, after):
            differ = [rewritten(file, lang)]
        if differ:
            yield file.removesuffix(".yaml"), titles[lang], tuple(differ)


def rewritten(file: str, lang: str) -> ValueDifference:
    """A file that says the same in other words or another order: told, so that nothing goes unseen."""
    said = whole(_REWRITTEN[lang], NEW)
    return ValueDifference(file, file, "changed", "", (), said)


def _head_without_version(file: str, files: Mapping[str, Any]) -> Any:
    """The number of a version says nothing of what it changed."""
    content = files.get(file)
    if file != "rule_set.yaml" or not isinstance(content, dict):
        return content
    return {name: value for name, value in content.items() if name != "version"}


def _cases(old: RuleSet, new: RuleSet, before: Any, after: Any, lang: str) -> Iterator[ValueDifference]:
    for part, id, was, now in case_changes(before, after):
        title = _ALL_CASES[lang] if part == "base" else case_title(id, before, after, lang)
        texts = (case_words(old, part, was, lang), case_words(new, part, now, lang))
        kind = part if part in ("added", "removed") else "changed"
        yield ValueDifference(id, title, kind, "", *word_differences(*texts), part)


def _differences(before: Entries, after: Entries, lang: str) -> Iterator[ValueDifference]:
    known = [id for id in before if id in after]
    places = moved(known, [id for id in after if id in before])
    for id, entry in after.items():
        was = before.get(id) or _replaced(before, id, entry)
        if was is None:
            yield ValueDifference(id, entry.title, "added", entry.first, (), whole(entry.text, NEW))
        elif was != entry:
            texts = _with_other(was, entry, lang)
            yield ValueDifference(id, entry.title, "changed", entry.first, *word_differences(*texts))
        if id in places:
            stands = (_stands(before, id), _stands(after, id))
            yield ValueDifference(id, entry.title, "moved", entry.first, *word_differences(*stands))
    for id, entry in before.items():
        if id not in after:
            yield ValueDifference(id, entry.title, "removed", entry.first, whole(entry.text, GONE), ())


def _with_other(was: Entry, entry: Entry, lang: str) -> tuple[str, str]:
    """Both texts, with the sentence of the other language where that differs."""
    if was.other == entry.other:
        return was.text, entry.text
    name = _LANGUAGE_NAMES["nn" if lang == "nb" else "nb"]
    return f"{was.text}; {name}: {was.other}", f"{entry.text}; {name}: {entry.other}"


def _stands(entries: Entries, id: str) -> str:
    # Alike in nb and nn.
    return f"nummer {list(entries).index(id) + 1}: {entries[id].text}"


def _replaced(before: Entries, id: str, entry: Entry) -> Entry | None:
    """The value that a dated value takes the place of: the last of the same name before it."""
    name = id.removesuffix(f" {entry.first}")
    earlier = [one for key, one in before.items() if key == f"{name} {one.first}" and one.first < entry.first]
    return max(earlier, key=lambda one: one.first, default=None)


def _entries(rules: RuleSet, file: str, files: Mapping[str, Any], lang: str) -> Entries:
    content = files.get(file) or {}
    if file == "settings.yaml":
        return _settings(rules, content["settings"], lang)
    rows = content.get("rows") if isinstance(content, dict) else None
    if rows is None:
        leaves = {path: Entry(path, text) for path, text in _leaves(content, "")}
        return {path: entry for path, entry in leaves.items() if (file, path) != ("rule_set.yaml", "version")}
    if file == "order.yaml":
        return {f"{one['first']} {one['then']}": _order(one) for one in rows}
    return {str(one["id"]): _row(rules, file, one, lang) for one in rows}


def _settings(rules: RuleSet, settings: Mapping[str, Any], lang: str) -> Entries:
    found = {}
    for name, values in settings.items():
        for one in values:
            said = [setting_words(rules, name, one["value"], lang), raw_sources(rules, one["source"])]
            said += mark_words(rules, one.get("mark", []), lang)
            title = label(rules, "settings", name, lang)
            found[f"{name} {one['from']}"] = Entry(title, "; ".join(said), str(one["from"]), raw=_raw(one))
    return found


def setting_words(rules: RuleSet, name: str, value: object, lang: str) -> str:
    """A dated value: `182 dager`, `ja`, `moderat`."""
    if name == "unknown_function_loss_level":
        return value_label(rules, "function_loss", value, lang).lower()
    if isinstance(value, bool):
        return value_label(rules, "", value, lang).lower()
    unit = _UNITS.get(name, {}).get(lang, "")
    return f"{value} {unit}".strip()


def mark_words(rules: RuleSet, mark: str | list[str], lang: str) -> list[str]:
    """The marks of an entry, each in words."""
    return [rules.marks[each][lang] for each in ([mark] if isinstance(mark, str) else mark)]


def raw_sources(rules: RuleSet, source: Any) -> str:
    """Sources as they stand in the files, with the titles of their documents."""
    said = []
    for one in source if isinstance(source, list) else [source]:
        title = rules.documents.get(one.get("document", "pbrl"), "")
        where = f"linje {lines_in_words(one['linje'])}" if "linje" in one else one.get("locator", "")
        said.append(f"{title}, {where}" if where else title)
    return "; ".join(said)


def _order(one: Mapping[str, str]) -> Entry:
    return Entry(one["first"], f"{one['first']} → {one['then']}")


def _row(rules: RuleSet, file: str, row: Mapping[str, Any], lang: str) -> Entry:
    title = label(rules, "definitions", row["id"], lang) if file == "definitions.yaml" else row["id"]
    rest = {
        name: value for name, value in row.items() if name not in ("id", "from", "to", *LANGUAGES, "source")
    }
    said = [row.get(lang, ""), *(f"{path}: {text}" for path, text in _leaves(_named(rules, rest, lang), ""))]
    if "source" in row:
        said.append(raw_sources(rules, row["source"]))
    if row.get("to"):
        said.append(f"til og med {row['to']}")
    other = str(row.get("nn" if lang == "nb" else "nb", ""))
    text = "; ".join(one for one in said if one)
    return Entry(title, text, str(row.get("from", "")), other, _raw(row))


def _raw(one: Mapping[str, Any]) -> str:
    return json.dumps(one, sort_keys=True)


def _named(rules: RuleSet, rest: Mapping[str, Any], lang: str) -> dict[str, Any]:
    return {fact_label(rules, name, lang): value for name, value in rest.items()}


def _leaves(content: Any, path: str) -> Iterator[tuple[str, str]]:
    """Every value of a file with the names that lead to it: `conditions, stroke, nb`."""
    if isinstance(content, dict):
        for name, value in content.items():
            yield from _leaves(value, f"{path}, {name}" if path else str(name))
    elif isinstance(content, list):
        yield path, ", ".join(str(one) for one in content)
    else:
        yield path, "–" if content is None else str(content)
