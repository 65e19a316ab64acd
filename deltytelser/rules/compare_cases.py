"""What differs between the test cases of two rule sets, each kind of change apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from deltytelser.rules.labels import fact_label, label, value_label
from deltytelser.rules.phrases import in_sentence
from deltytelser.rules.rows import LANGUAGES
from deltytelser.rules.ruleset import RuleSet

# The kinds, in the order in which they weigh: what is changed for all cases first, then what is taken out.
BASE, REMOVED, ADDED, FACTS, EXPECTED, WORDS = "base", "removed", "added", "facts", "expected", "words"
PARTS: Final[tuple[str, ...]] = (BASE, REMOVED, ADDED, FACTS, EXPECTED, WORDS)
_CELLS: Final = {FACTS: ("facts", "dated"), EXPECTED: ("expected",), WORDS: LANGUAGES}
_NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "nb": {"nb": "bokmål", "nn": "bokmål"},
    "nn": {"nb": "nynorsk", "nn": "nynorsk"},
    "facts": {"nb": "opplysninger", "nn": "opplysningar"},
    "conditions": {"nb": "krysset av", "nn": "kryssa av"},
    "conditions_denied": {"nb": "svart nei", "nn": "svara nei"},
    "dated": {"nb": "datoene flyttes ikke", "nn": "datoane blir ikkje flytte"},
    "outcome": {"nb": "svar", "nn": "svar"},
    "redirect_to": {"nb": "sendes til", "nn": "blir send til"},
    "missing": {"nb": "mangler", "nn": "manglar"},
    "level": {"nb": "nivå", "nn": "nivå"},
    "lodging": {"nb": "overnatting", "nn": "overnatting"},
    "stay": {"nb": "opphold i dager", "nn": "opphald i dagar"},
    "weeks": {"nb": "uker", "nn": "veker"},
    "days": {"nb": "dager til start", "nn": "dagar til start"},
    "not_before": {"nb": "dager før tidligste start", "nn": "dagar før tidlegaste start"},
    "due": {"nb": "vurderes innen", "nn": "blir vurdert innan"},
    "places": {"nb": "steder", "nn": "stader"},
}
_GROUPS: Final = {"outcome": "outcomes", "level": "levels", "redirect_to": "redirects"}
_NOTHING: Final = "–"
Case = Mapping[str, Any]


def case_changes(before: Any, after: Any) -> Iterator[tuple[str, str, Case, Case]]:
    """Kind, id, and the cells of that kind on both sides, for every change of cases.yaml."""
    base, new_base = _rest(before), _rest(after)
    if base != new_base:
        yield BASE, "base", base, new_base
    old, new = _by_id(before), _by_id(after)
    for id in [one for one in old if one not in new]:
        yield REMOVED, id, old[id], {}
    for id in [one for one in new if one not in old]:
        yield ADDED, id, {}, new[id]
    for part, names in _CELLS.items():
        for id in [one for one in new if one in old]:
            was, now = _only(old[id], names), _only(new[id], names)
            if was != now:
                yield part, id, was, now


def _rest(content: Any) -> Case:
    """What stands beside the rows: the facts that every case has."""
    return {name: value for name, value in (content or {}).items() if name not in ("rows", "table")}


def _by_id(content: Any) -> dict[str, Case]:
    return {str(one["id"]): one for one in (content or {}).get("rows", [])}


def _only(case: Case, names: tuple[str, ...]) -> Case:
    return {name: case[name] for name in names if name in case}


def case_title(id: str, before: Any, after: Any, lang: str) -> str:
    """The sentence of a case, as it is now or was; its id where it has none."""
    case = _by_id(after).get(id) or _by_id(before).get(id) or {}
    return str(case.get(lang) or case.get("nb") or id)


def case_words(rules: RuleSet, part: str, cells: Case, lang: str) -> str:
    """The cells in words: `svar: rett til rehabilitering; uker: 12`; sentences only where those changed."""
    shown = (
        cells if part == WORDS else {name: cells[name] for name in cells if name not in ("id", *LANGUAGES)}
    )
    return "; ".join(f"{name}: {text}" for name, text in _leaves(rules, shown, "", lang))


def _leaves(rules: RuleSet, cells: Case, path: str, lang: str) -> Iterator[tuple[str, str]]:
    for name, value in sorted(cells.items(), key=lambda one: one[0] != "outcome"):
        here = f"{path}.{name}" if path else str(name)
        if here in ("facts", "expected", "base"):
            yield from _leaves(rules, value, "", lang)
        elif isinstance(value, dict) and value and name != "stay":
            yield from _leaves(rules, value, here, lang)
        else:
            yield _name(rules, here, lang), _value(rules, here, value, lang)


def _name(rules: RuleSet, path: str, lang: str) -> str:
    return _NAMES[path][lang] if path in _NAMES else fact_label(rules, path, lang)


def _value(rules: RuleSet, path: str, value: Any, lang: str) -> str:
    if value is None or value in ([], {}):
        return _NOTHING
    if isinstance(value, list):
        return ", ".join(_value(rules, path, one, lang) for one in value)
    if path == "stay":
        return f"{value['min']}–{value['max']}"
    if isinstance(value, dict):
        return " ".join(f"{name} {_value(rules, '', one, lang)}" for name, one in value.items())
    if path in ("conditions", "conditions_denied", "missing"):
        return label(rules, "conditions", str(value), lang)
    named = label(rules, _GROUPS[path], str(value), lang) if path in _GROUPS else ""
    named = named or value_label(rules, path, value, lang)
    return in_sentence(named) if named != str(value) else named
