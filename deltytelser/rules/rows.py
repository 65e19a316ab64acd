"""Rows of decision tables: what every row must have, and what each table adds."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from deltytelser.rules.boxes import Box
from deltytelser.rules.cells import Words, read_cells
from deltytelser.rules.errors import CatalogueError
from deltytelser.rules.schema import is_date
from deltytelser.rules.vocabulary import DELYTELSER, LEVELS

LANGUAGES: Final = ("nb", "nn")
MARKS: Final = ("L", "Ø")
TESTS: Final = ("nytte", "ressurs", "ansvar")
REDIRECTS: Final = ("other_region", "hf_obesity_clinic", "hf_specialist", "supplier")
LAW_PARTS: Final = ("right", "assessment", "urgent")
# Weeks and days beyond this are a slip of the hand, and would leave the calendar.
MOST: Final = 2000
# Days beyond these are a slip too: cases are moved by years, and periods by a day.
FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2199, 12, 31)
_PLACEHOLDER: Final = re.compile(r"\{(\w*)\}")
_BRACE: Final = re.compile(r"[{}]")
PLACEHOLDERS: Final = frozenset(
    [
        "receipt",
        "due",
        "code",
        "range",
        "delytelse",
        "requested",
        "weeks",
        "limit",
        "institution",
        "level",
        "grounds",
        "paragraphs",
        "sentence",
    ]
)


class Source(NamedTuple):
    """Where a row stands: a document's key and a locator; or a part of the law of the day."""

    document: str
    locator: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row in force from `first` to `last` (both days included; None: open-ended)."""

    id: str
    table: str
    place: str
    stage: int | None
    first: date
    last: date | None
    boxes: tuple[Box, ...]
    test: str | None
    marks: tuple[str, ...]
    sources: tuple[Source, ...]
    text: Mapping[str, str]
    short: Mapping[str, str]
    effect: Mapping[str, object]
    # For stage 3, beside each box the boxes in which the row refuses; empty: it weighs.
    refusing: tuple[tuple[Box, ...], ...] = ()
    cells: Mapping[str, object] = field(default_factory=dict)
    # Some condition of these must be ticked for the row to hold; 0 where none need be.
    needs_ticked: int = 0

    @property
    def rule(self) -> str:
        """The id that a reason cites: what stands before the slash."""
        return self.id.partition("/")[0]

    def in_force(self, day: date) -> bool:
        """Whether the row is in force on a day."""
        return self.first <= day and (self.last is None or day <= self.last)


def _word(known: tuple[str, ...]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and value in known


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST


def _days(value: object) -> bool:
    if value is None:
        return True
    return (
        isinstance(value, dict) and value.keys() == {"min", "max"} and all(_count(v) for v in value.values())
    )


def _flag(value: object) -> bool:
    return isinstance(value, bool)


def _refuses(value: object) -> bool:
    return value in ("never", "always") or isinstance(value, dict)


def _test(value: object) -> bool:
    return value is None or value in TESTS


def _stage(value: object) -> bool:
    return isinstance(value, int) and 0 <= value <= 6


Column = tuple[bool, Callable[[object], bool]]  # must be given, and what it must be
_RIGHT: Final[Mapping[str, Column]] = {
    "test": (True, _test),
    "refuses": (True, _refuses),
    "stops_refusals": (False, _flag),
    "nb_short": (True, _text),
    "nn_short": (True, _text),
}
_COLUMNS: Final[Mapping[str, Mapping[str, Column]]] = {
    "map": {"delytelse": (True, _word(DELYTELSER))},
    "work": {"delytelse": (True, _word(DELYTELSER))},
    "gate": {"redirect_to": (True, _word(REDIRECTS))},
    "right": _RIGHT,
    "level": {"level": (True, _word(LEVELS)), "lodging": (False, _flag)},
    "lodging": {},
    "stay": {"days": (True, _days)},
    "deadline": {"weeks": (True, _count)},
    "deadline_limits": {
        "latest_days_after_event": (False, _count),
        "not_before_days_after_event": (False, _count),
    },
    "route_named": {"institution": (True, _text)},
    "route_own_hf": {},
    "reasons": {"stage": (True, _stage), "test": (False, _test)},
    "remarks": {},
    "laws": dict.fromkeys((*LAW_PARTS, "paragraphs"), (True, _text)),
}
_COMMON: Final = frozenset({"id", "from", "to", "when", "one_of", "source", "mark", "nb", "nn"})


def table_kind(table: str) -> str:
    """The kind of table that decides its columns: `right.A` is a table of the kind `right`."""
    kind = table.partition(".")[0]
    if kind not in _COLUMNS:
        raise CatalogueError(f"{table}: not a known table")
    return kind


def read_row(
    raw: object, *, table: str, stage: int | None, file: str, words: Words, documents: frozenset[str]
) -> Row:
    """One row of a table. Raises CatalogueError with file, row and cell named."""
    if not isinstance(raw, dict) or not _text(raw.get("id")):
        raise CatalogueError(f"{file}: a row without an id")
    place = f"{file}, row {raw['id']}"
    effect = _effect(raw, _COLUMNS[table_kind(table)], place)
    boxes = _boxes(raw, words, place)
    if effect.get("stops_refusals") and not all(_only_fixed(box) for box in boxes):
        raise CatalogueError(f"{place}, cell stops_refusals: only for rows that no later answer can change")
    test, at = effect.get("test"), effect.get("stage", stage)
    return Row(
        id=raw["id"],
        table=table,
        place=place,
        stage=at if isinstance(at, int) else None,
        first=read_day(raw.get("from"), f"{place}, from"),
        last=None if raw.get("to") is None else read_day(raw["to"], f"{place}, to"),
        boxes=boxes,
        test=str(test) if test else None,
        marks=read_marks(raw.get("mark", []), place),
        sources=read_sources(raw.get("source"), place, documents),
        text=read_sentences(raw, "", place),
        short=read_sentences(raw, "_short", place) if "nb_short" in raw else {},
        effect=effect,
        refusing=_refusing(effect.get("refuses"), boxes, words, place),
        needs_ticked=_needs_ticked(boxes),
        cells={name: raw[name] for name in ("when", "one_of", "refuses") if name in raw},
    )


def _effect(raw: dict[str, object], columns: Mapping[str, Column], place: str) -> dict[str, object]:
    unknown = raw.keys() - _COMMON - columns.keys()
    if unknown:
        raise CatalogueError(f"{place}, cell {sorted(unknown)[0]}: not a known cell")
    for name, (required, fits) in columns.items():
        if (required and name not in raw) or (name in raw and not fits(raw[name])):
            raise CatalogueError(f"{place}, cell {name}: missing or not a known value")
    return {name: raw[name] for name in columns if name in raw}


def _boxes(raw: dict[str, object], words: Words, place: str) -> tuple[Box, ...]:
    when = read_cells(raw.get("when", {}), words, place)
    if "one_of" not in raw:
        return (when,)
    alternatives = raw["one_of"]
    if not isinstance(alternatives, list) or len(alternatives) < 2:
        raise CatalogueError(f"{place}, cell one_of: must hold two groups of cells or more")
    boxes = []
    for number, cells in enumerate(alternatives, 1):
        box = when.both(read_cells(cells, words, f"{place}, one_of {number}"))
        if box is None:
            raise CatalogueError(f"{place}, one_of {number}: cannot hold together with `when`")
        boxes.append(box)
    return tuple(boxes)


def _refusing(
    refuses: object, boxes: tuple[Box, ...], words: Words, place: str
) -> tuple[tuple[Box, ...], ...]:
    if refuses in (None, "never"):
        return tuple(() for _ in boxes)
    if refuses == "always":
        return tuple((box,) for box in boxes)
    extra = read_cells(refuses, words, f"{place}, refuses")
    return tuple(() if (both := box.both(extra)) is None else (both,) for box in boxes)


def _needs_ticked(boxes: tuple[Box, ...]) -> int:
    bits = 0
    for box in boxes:
        asked = box.ticked or (box.ticked_any[0] if box.ticked_any else 0)
        if not asked:
            return 0
        bits |= asked
    return bits


def _only_fixed(box: Box) -> bool:
    return not (box.scalars or box.reads_conditions) and box.grounds is None and box.new_event is None


def read_sentences(raw: Mapping[str, object], suffix: str, place: str) -> dict[str, str]:
    """A row's sentences by language. Raises CatalogueError, for a brace that nothing fills too."""
    sentences = {}
    for language in LANGUAGES:
        text = raw.get(language + suffix)
        if not isinstance(text, str) or not text.strip():
            raise CatalogueError(f"{place}, cell {language + suffix}: a row without a sentence")
        unknown = [name for name in _PLACEHOLDER.findall(text) if name not in PLACEHOLDERS]
        if unknown:
            raise CatalogueError(f"{place}, cell {language + suffix}: unknown word in braces {unknown[0]!r}")
        if _BRACE.search(_PLACEHOLDER.sub("", text)):
            raise CatalogueError(f"{place}, cell {language + suffix}: a brace without its other half")
        sentences[language] = text.strip()
    return sentences


def read_marks(value: object, place: str) -> tuple[str, ...]:
    """A mark or a list of marks. Raises CatalogueError."""
    marks = [value] if isinstance(value, str) else value
    if not isinstance(marks, list) or not all(mark in MARKS for mark in marks):
        raise CatalogueError(f"{place}, cell mark: must be L, Ø or both")
    return tuple(marks)


def read_day(value: object, place: str) -> date:
    """A date cell, from 1900 to 2199. Raises CatalogueError: a row without a day is in force on no day."""
    # Published content is JSON, where days are text.
    day = date.fromisoformat(value) if isinstance(value, str) and is_date(value) else value
    if type(day) is not date:
        raise CatalogueError(f"{place}: a row without a date")
    if not FIRST_DAY <= day <= LAST_DAY:
        raise CatalogueError(f"{place}: must be a day between {FIRST_DAY.year} and {LAST_DAY.year}")
    return day


def read_sources(value: object, place: str, documents: frozenset[str]) -> tuple[Source, ...]:
    """One source or a list of them: a document with lines or a locator, or a part of the law of the day."""
    sources = []
    for one in value if isinstance(value, list) else [value]:
        here = f"{place}, cell source"
        if not isinstance(one, dict):
            raise CatalogueError(f"{here}: a row without a source")
        if one.keys() == {"law"} and one["law"] in LAW_PARTS:
            sources.append(Source("law", one["law"]))
            continue
        if not isinstance(one.get("document"), str) or one["document"] not in documents:
            raise CatalogueError(f"{here}: unknown document {one.get('document')!r}")
        where = one.keys() - {"document"}
        if where not in ({"linje"}, {"locator"}) or not _text(one[min(where)]):
            raise CatalogueError(f"{here}: must have linje or locator")
        name = where.pop()
        sources.append(Source(one["document"], f"linje {one[name]}" if name == "linje" else one[name]))
    if not sources:
        raise CatalogueError(f"{place}, cell source: a row without a source")
    return tuple(sources)
