"""Cells and effects of rows as short Norwegian phrases, for pages, comparisons and the reason tree."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from deltytelser.rules.cells import CELL_NAMES, CodeRange, parse_range
from deltytelser.rules.labels import fact_label, label, value_label
from deltytelser.rules.phrase_words import (
    CELL_ORDER,
    CELLS,
    EFFECTS,
    FLAGS,
    GROUNDS,
    LISTS,
    NOT,
    NUMBERS,
    OTHER,
)
from deltytelser.rules.rows import Row, table_kind
from deltytelser.rules.ruleset import RuleSet

# The facts that labels.yaml knows by another name than the cell's.
_FACTS: Final = {"referrer": "referrer.kind", "early": "event_on"}
_DELYTELSE_CELLS: Final = ("delytelse", "lookup", "requested")
# Words that keep their capital inside a sentence.
_NAMES: Final = ("Parkinson",)
_CAN: Final = frozenset({"sufficient", "not_tried"})
_NO: Final = {"nb": "nei", "nn": "nei"}
Words = Sequence[Any]


def cell_phrase(rules: RuleSet, name: str, value: object, lang: str) -> str:
    """One cell as a phrase: «kommunale tiltak: ikke prøvd». KeyError for a cell that is none."""
    return _joined(_parts(rules, name, value, lang), "and", lang)


def row_phrases(rules: RuleSet, row: Row, lang: str) -> list[list[str]]:
    """What a row asks for: its alternatives, each a list of phrases that must all hold; one empty
    list where it asks for nothing.
    """
    shared, alternatives = row_parts(rules, row.cells, lang)
    return [shared + own for own in alternatives or [[]]]


def row_parts(rules: RuleSet, cells: Mapping[str, Any], lang: str) -> tuple[list[str], list[list[str]]]:
    """What a row's raw cells ask for: the phrases that always must hold, and its alternatives if any."""
    own = [group_phrases(rules, group, lang) for group in cells.get("one_of", [])]
    return group_phrases(rules, cells.get("when", {}), lang), own


def group_phrases(rules: RuleSet, cells: Mapping[str, Any], lang: str) -> list[str]:
    """The phrases of a group of cells, in the order they are read."""
    return [one for name in in_order(cells) for one in _parts(rules, name, cells[name], lang)]


def in_order(cells: Mapping[str, Any]) -> list[str]:
    """The names of cells as they are read: stored content has them by the alphabet."""
    return sorted(cells, key=lambda name: CELL_ORDER.index(name) if name in CELL_ORDER else len(CELL_ORDER))


def cell_label(rules: RuleSet, name: str, lang: str) -> str:
    """The name of a cell alone: «Kommunale tiltak», «Krysset av, alle». KeyError for a cell that is none."""
    if name not in CELL_NAMES:
        raise KeyError(name)
    base = name.removesuffix("_not")
    if base in LISTS and base != name:
        return NOT[lang].format(cell_label(rules, base, lang))
    return CELLS[name][lang] if name in CELLS else fact_label(rules, _FACTS.get(name, name), lang)


def word_phrase(rules: RuleSet, name: str, word: object, lang: str) -> str:
    """One word of a cell that holds a list, or yes or no, as it stands in a phrase: «ikke prøvd»."""
    base = name.removesuffix("_not")
    if base in _DELYTELSE_CELLS:
        return _say("no_delytelse" if word == "none" else "delytelse", lang, word)
    if base in _OWN_WORDS:
        return _OWN_WORDS[base](rules, str(word), lang)
    if base in _CONDITION_PHRASES:
        return in_sentence(label(rules, "conditions", str(word), lang))
    return in_sentence(value_label(rules, _FACTS.get(base, base), word, lang))


def in_sentence(text: str) -> str:
    """A label inside a sentence: its capital goes, except in names and abbreviations."""
    return text if text[1:2].isupper() or text.startswith(_NAMES) else text[:1].lower() + text[1:]


def table_label(rules: RuleSet, table: str, lang: str) -> str:
    """What a table is called: «Rett, J muskelsmerte»."""
    return label(rules, "tables", table, lang)


def _say(key: str, lang: str, *values: object) -> str:
    return OTHER[key][lang].format(*values)


def _joined(parts: Sequence[str], word: str, lang: str) -> str:
    """`a`, `a og b`, `a, b og c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {OTHER[word][lang]} {parts[-1]}"


def _parts(rules: RuleSet, name: str, value: Any, lang: str) -> list[str]:
    """The phrases of one cell: one, but for conditions that are each asked for."""
    if name in _CONDITION_PHRASES:
        return _CONDITION_PHRASES[name]([word_phrase(rules, name, word, lang) for word in value], lang)
    if name in _SPECIAL:
        return [_SPECIAL[name](rules, value, lang)]
    base = name.removesuffix("_not")
    if base in _DELYTELSE_CELLS:
        return [_delytelser(base, value, base != name, lang)]
    if base in LISTS:
        words = _joined([word_phrase(rules, base, word, lang) for word in value], "or", lang)
        return [LISTS[base][lang][base != name].format(words)]
    if name in FLAGS:
        return [FLAGS[name][lang][0 if value else 1]]
    return [f"{in_sentence(cell_label(rules, name, lang))}: {word_phrase(rules, name, value, lang)}"]


def _delytelser(name: str, words: Words, inverted: bool, lang: str) -> str:
    letters = [word for word in words if word != "none"]
    said = [in_sentence(_say("delytelse", lang, _joined(letters, "or", lang)))] if letters else []
    if "none" in words and inverted:
        # Not J and not none: there is a delytelse, and it is another.
        key = "other_delytelse" if letters else "some_delytelse"
        said, inverted = [_say(key, lang, _joined(letters, "or", lang))], False
    elif "none" in words:
        said.append(_say("no_delytelse", lang))
    phrase = LISTS[name][lang][inverted].format(_joined(said, "or", lang))
    return phrase[:1].upper() + phrase[1:] if phrase.startswith("delytelse ") else phrase


def _age(_rules: RuleSet, value: Mapping[str, int], lang: str) -> str:
    if value.keys() == {"from", "to"}:
        return _say("age", lang, value["from"], value["to"])
    return _say("age_from" if "from" in value else "age_to", lang, *value.values())


def _areas(rules: RuleSet, words: Words, lang: str) -> str:
    inside = [label(rules, "areas", word, lang) for word in words if word != "none"]
    said = [_say("area", lang, _joined(inside, "or", lang))] if inside else []
    return _joined(said + ([_say("no_area", lang)] if "none" in words else []), "or", lang)


def _area(rules: RuleSet, word: str, lang: str) -> str:
    return _say("no_area", lang) if word == "none" else label(rules, "areas", word, lang)


def _row_word(_rules: RuleSet, word: str, lang: str) -> str:
    return _say({"map.lookup": "lookup_row", "none": "no_row"}.get(word, ""), lang) if word in _ROWS else word


_ROWS: Final = ("map.lookup", "none")


def _found_by(rules: RuleSet, words: Words, lang: str) -> str:
    return _say("found_by", lang, _joined([_row_word(rules, str(word), lang) for word in words], "or", lang))


def _diagnoses(_rules: RuleSet, ranges: Words, lang: str) -> str:
    read = [parse_range(text, "main_diagnosis") for text in ranges]
    return _say("main_diagnosis", lang, _joined([range_words(one) for one in read], "or", lang))


def range_words(codes: CodeRange) -> str:
    """`C00–C97`, `Z89.0–Z89.3`, `K90 (ICPC-2)`."""
    ends = dict.fromkeys(_dotted(codes.system, code) for code in (codes.first, codes.last))
    return "–".join(ends) + (" (ICPC-2)" if codes.system == "icpc2" else "")


def _dotted(system: str, code: str) -> str:
    return f"{code[:3]}.{code[3:]}" if system == "icd10" and len(code) > 3 else code


def _grounds(rules: RuleSet, value: str, lang: str) -> str:
    number = len(rules.definitions.grounds)
    return GROUNDS[value][lang].format(NUMBERS[number] if number < len(NUMBERS) else number)


_OWN_WORDS: Final[Mapping[str, Callable[[RuleSet, str, str], str]]] = {
    "area": _area,
    "found_by": _row_word,
    "grounds": _grounds,
    "level": lambda rules, word, lang: in_sentence(label(rules, "levels", word, lang)),
}
_SPECIAL: Final[Mapping[str, Callable[[RuleSet, Any, str], str]]] = {
    "age": _age,
    "area": _areas,
    "found_by": _found_by,
    "main_diagnosis": _diagnoses,
    "grounds": _grounds,
}
_CONDITION_PHRASES: Final[Mapping[str, Callable[[list[str], str], list[str]]]] = {
    "ticked": lambda words, lang: words,
    "ticked_any": lambda words, lang: [_joined(words, "or", lang)],
    "not_ticked": lambda words, lang: [_say("not_ticked", lang, _joined(words, "or", lang))],
    "denied": lambda words, lang: [f"{word}: {_NO[lang]}" for word in words],
}


def effect_phrase(rules: RuleSet, row: Row, lang: str) -> str:
    """What a row does when it applies: «Avslag når kommunen kan», «12 uker», «Dag med overnatting»."""
    return _EFFECT[table_kind(row.table)](rules, row, lang)


def effect_mark(row: Row) -> str:
    """The mark of an outcome beside the effect: `nei`, `skjonn`, `videre`; empty for the rest."""
    kind = table_kind(row.table)
    if kind == "right":
        return "skjonn" if row.effect["refuses"] == "never" else "nei"
    return "videre" if kind == "gate" else ""


def _do(key: str, lang: str, *values: object) -> str:
    return EFFECTS[key][lang].format(*values)


def _right(rules: RuleSet, row: Row, lang: str) -> str:
    refuses: Any = row.effect["refuses"]
    if refuses == "never":
        return _do("stops" if row.effect.get("stops_refusals") else "weighed", lang)
    if refuses == "always":
        return _do("refused", lang)
    if refuses.keys() == {"municipal_measures"} and set(refuses["municipal_measures"]) == _CAN:
        return _do("refused_municipal", lang)
    if refuses.keys() == {"delytelse"} and "none" not in refuses["delytelse"]:
        return _do("refused_in", lang, _joined(refuses["delytelse"], "or", lang))
    phrases = group_phrases(rules, refuses, lang)
    said = f" {OTHER['and'][lang]} ".join(in_sentence(one) for one in phrases)
    # «når kommunale tiltak er tilstrekkelige», not «når kommunale tiltak: tilstrekkelige».
    start = fact_label(rules, "municipal_measures", lang).lower()
    return _do("refused_when", lang, said.replace(f"{start}: ", f"{start} er ", 1))


def _level(rules: RuleSet, row: Row, lang: str) -> str:
    name = label(rules, "levels", str(row.effect["level"]), lang)
    return _do("with_lodging", lang, name) if row.effect.get("lodging") else name


def _stay(_rules: RuleSet, row: Row, lang: str) -> str:
    days: Any = row.effect["days"]
    if days is None:
        return _do("no_days", lang)
    return _do("days", lang, "–".join(dict.fromkeys((str(days["min"]), str(days["max"])))))


def _limits(_rules: RuleSet, row: Row, lang: str) -> str:
    ends = (("latest", "latest_days_after_event"), ("not_before", "not_before_days_after_event"))
    said = [_do(key, lang, row.effect[name]) for key, name in ends if name in row.effect]
    return _joined([said[0], *map(in_sentence, said[1:])] if said else [], "and", lang)


_EFFECT: Final[Mapping[str, Callable[[RuleSet, Row, str], str]]] = {
    "map": lambda rules, row, lang: _say("delytelse", lang, row.effect["delytelse"]),
    "work": lambda rules, row, lang: _say("delytelse", lang, row.effect["delytelse"]),
    "gate": lambda rules, row, lang: _do(
        "redirected", lang, in_sentence(label(rules, "redirects", str(row.effect["redirect_to"]), lang))
    ),
    "right": _right,
    "level": _level,
    "lodging": lambda rules, row, lang: _do("lodging", lang),
    "stay": _stay,
    "deadline": lambda rules, row, lang: _do("weeks", lang, row.effect["weeks"]),
    "deadline_limits": _limits,
    "route_named": lambda rules, row, lang: _do(
        "named", lang, label(rules, "institutions", str(row.effect["institution"]), lang)
    ),
    "route_own_hf": lambda rules, row, lang: _do("own_hf", lang),
    "reasons": lambda rules, row, lang: _do("reason", lang),
    "remarks": lambda rules, row, lang: _do("remark", lang),
    "laws": lambda rules, row, lang: _do(
        "law", lang, row.effect["right"], row.effect["assessment"], row.effect["urgent"]
    ),
}
