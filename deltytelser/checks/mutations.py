"""Mutants of a rule set: each a small slip of the hand in one row, setting or definition."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from deltytelser.rules.vocabulary import DELYTELSER, FUNCTION_LOSS, LEVELS

Raw = dict[str, Any]
_PAIRS: Final = {"ticked": "not_ticked", "not_ticked": "ticked_any", "ticked_any": "not_ticked"}
_CONDITIONS: Final = (*_PAIRS, "denied")
_BOTH_WAYS: Final = (
    "referrer",
    "urgency",
    "self_care",
    "requested",
    "lookup",
    "delytelse",
    "level",
    "function_loss",
    "goal",
    "municipal_measures",
)
_REDIRECTS: Final = ("other_region", "hf_obesity_clinic", "hf_specialist", "supplier")


class Change(NamedTuple):
    """What was changed: `code` and `values` make the words, `raw` is the row afterwards (None: gone)."""

    code: str
    cell: str
    values: Mapping[str, str]
    raw: Raw | None


def changes_of(raw: Raw, kind: str, institutions: Sequence[str] = ()) -> Iterator[Change]:
    """Every mutation of one row as it stands in its file. `institutions`: codes that it can name."""
    yield Change("drop_row", "", {}, None)
    for place, group in _groups(raw):
        for cell, value in group.items():
            yield from _cell_changes(raw, place, cell, value)
    yield from _alternatives(raw)
    yield from _effects(raw, kind, institutions)


def _groups(raw: Raw) -> Iterator[tuple[tuple[str | int, ...], Raw]]:
    for name in ("when", "refuses"):
        if isinstance(raw.get(name), dict):
            yield (name,), raw[name]
    for number, group in enumerate(raw.get("one_of", ())):
        yield ("one_of", number), group


def _cell_changes(raw: Raw, place: tuple[str | int, ...], cell: str, value: Any) -> Iterator[Change]:
    def changed(code: str, cells: Mapping[str, Any], **values: str) -> Change:
        new = copy.deepcopy(raw)
        group: Any = new
        for step in place:
            group = group[step]
        del group[cell]
        for name, words in cells.items():
            both = name in group and isinstance(words, list)
            group[name] = [*group[name], *(w for w in words if w not in group[name])] if both else words
        where = f"{place[0]}.{cell}" if place[0] == "refuses" else cell
        return Change(code, where, values, new)

    yield changed("drop_cell", {})
    for after in _other_values(cell, value):
        (name, words), *_ = after.items()
        yield changed("value", after, before=_words(cell, value), after=_words(name, words))


def _other_values(cell: str, value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, bool):
        yield {cell: not value}
    elif cell == "grounds":
        yield {cell: "hold" if value == "none" else "none"}
    elif cell == "age":
        for name, limit in value.items():
            yield {cell: {**value, name: limit - 1}}
            yield {cell: {**value, name: limit + 1}}
    elif isinstance(value, list):
        yield from _other_words(cell, value)


def _other_words(cell: str, value: list[str]) -> Iterator[dict[str, Any]]:
    base = cell.removesuffix("_not")
    if base in _BOTH_WAYS:
        yield {base if cell != base else f"{cell}_not": value}
    elif cell in _PAIRS:
        yield {_PAIRS[cell]: value}
    elif cell == "denied":
        yield {"not_ticked": value}
        yield {"ticked_any": value}
    if len(value) > 1:
        for word in value:
            yield {cell: [other for other in value if other != word]}
    if base == "function_loss":
        at = [FUNCTION_LOSS.index(word) for word in value]
        for near in sorted({min(at) - 1, max(at) + 1} & set(range(len(FUNCTION_LOSS)))):
            yield {cell: [*value, FUNCTION_LOSS[near]]}


def _alternatives(raw: Raw) -> Iterator[Change]:
    alternatives = raw.get("one_of", [])
    for number in range(len(alternatives)):
        new = copy.deepcopy(raw)
        rest = [group for at, group in enumerate(new["one_of"]) if at != number]
        if len(rest) > 1:
            new["one_of"] = rest
        else:
            del new["one_of"]
            new["when"] = _joined(new.get("when", {}), rest[0])
        yield Change("drop_alternative", "one_of", {"number": str(number + 1)}, new)


def _joined(when: Raw, group: Raw) -> Raw:
    joined = dict(when)
    for cell, value in group.items():
        # Two lists of conditions are one longer list; of other words, those that both have.
        if cell in joined and isinstance(value, list):
            many = cell in _CONDITIONS or cell.endswith("_not")
            joined[cell] = [*joined[cell], *value] if many else [w for w in value if w in joined[cell]]
        else:
            joined[cell] = value
    return joined


def _effects(raw: Raw, kind: str, institutions: Sequence[str]) -> Iterator[Change]:
    others = [("institution", one) for one in institutions if one != raw.get("institution")][:1]
    for cell, after in (*_other_effects(raw, kind), *(others if kind == "route_named" else ())):
        new = copy.deepcopy(raw)
        new[cell] = after
        values = {"before": _words(cell, raw.get(cell)), "after": _words(cell, after)}
        yield Change("value", cell, values, new)


def _other_effects(raw: Raw, kind: str) -> Iterator[tuple[str, Any]]:
    if kind in ("map", "work"):
        at = DELYTELSER.index(raw["delytelse"])
        yield "delytelse", DELYTELSER[(at + 1) % len(DELYTELSER)]
    elif kind == "gate":
        yield "redirect_to", next(one for one in _REDIRECTS if one != raw["redirect_to"])
    elif kind == "level":
        for level in LEVELS:
            if level != raw["level"]:
                yield "level", level
        if raw["level"] != "inpatient":
            yield "lodging", not raw.get("lodging", False)
    elif kind == "right":
        refuses = raw["refuses"]
        yield from (("refuses", one) for one in ("never", "always") if one != refuses)
        if raw.get("stops_refusals"):
            yield "stops_refusals", False
    elif kind == "stay":
        yield from (("days", days) for days in _other_days(raw["days"]))
    for cell in ("weeks", "latest_days_after_event", "not_before_days_after_event"):
        if cell in raw:
            yield from ((cell, raw[cell] + step) for step in (-1, 1) if raw[cell] + step >= 1)


def _other_days(days: dict[str, int] | None) -> Iterator[dict[str, int] | None]:
    if days is None:
        yield {"min": 7, "max": 21}
        return
    yield None
    yield {**days, "min": days["min"] - 1 or 2}
    yield {**days, "max": days["max"] + 1}


def _words(cell: str, value: Any) -> str:
    """A cell as it stands in the file."""
    if isinstance(value, bool) or value is None:
        return f"{cell}: {'yes' if value else 'no'}"
    if isinstance(value, list):
        return f"{cell}: {', '.join(map(str, value))}"
    if isinstance(value, dict):
        return f"{cell}: {', '.join(f'{name} {one}' for name, one in value.items())}"
    return f"{cell}: {value}"
