"""What each method claims of one period: gaps, pairs of rows that overlap and disagree, and dead parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Protocol

from deltytelser.checks.dead import KINDS, parts_in
from deltytelser.checks.gaps import COMPLETE, gaps_in
from deltytelser.checks.overlaps import overlaps_in
from deltytelser.checks.period import Period
from deltytelser.checks.second_files import Raw, Tables, effect_of
from deltytelser.rules.vocabulary import DELYTELSER

Claim = tuple[str, ...]  # what is claimed, and of what
_FIRST_HIT: Final = ("map", "work", "gate", "level", "stay", "deadline")


class Asked(Protocol):
    """A period in a solver: rows and conditions are literals, and a question is which must hold together."""

    @property
    def past_gate(self) -> Any: ...

    @property
    def delytelse(self) -> Mapping[str, Any]: ...

    @property
    def tables(self) -> Tables: ...

    def can(self, yes: Iterable[Any], no: Iterable[Any] = ()) -> bool: ...

    def literals(self, kind: str) -> list[Any]: ...

    def group(self, cells: Raw, kind: str) -> Any: ...


def claims_of(period: Period) -> set[Claim]:
    """What the first method claims of one period."""
    claims: set[Claim] = {
        ("gap", kind, DELYTELSER[code]) for kind in COMPLETE for code, _ in gaps_in(period, kind)
    }
    claims |= {
        ("overlap", one.first.id, one.then.id) for kind in _FIRST_HIT for one in overlaps_in(period, kind)
    }
    return claims | {
        ("dead", row.id, part) for kind in KINDS for row, part, alive in parts_in(period, kind) if not alive
    }


def claims_of_second(asked: Asked) -> Iterator[Claim]:
    """What the second method claims."""
    for kind in COMPLETE:
        for letter in DELYTELSER:
            if asked.can([asked.past_gate, asked.delytelse[letter]], asked.literals(kind)):
                yield "gap", kind, letter
    for kind in _FIRST_HIT:
        yield from _overlaps(asked, kind)
    for kind in KINDS:
        yield from _dead(asked, kind)


def _reached(asked: Asked, kind: str) -> tuple[list[Any], list[Any]]:
    """What holds, and what does not, of every referral that reaches a table."""
    if kind in ("map", "work"):
        return [], asked.literals("map") if kind == "work" else []
    return ([] if kind == "gate" else [asked.past_gate]), []


def _overlaps(asked: Asked, kind: str) -> Iterator[Claim]:
    raws, rows = asked.tables.get(kind, ()), asked.literals(kind)
    yes, no = _reached(asked, kind)
    for at, one in enumerate(rows):
        for then in range(at + 1, len(rows)):
            other = rows[then]
            if effect_of(raws[at], kind) != effect_of(raws[then], kind) and (
                asked.can([one, other, *yes], [*rows[:at], *no])
                and asked.can([one, *yes], [other, *no])
                and asked.can([other, *yes], [one, *no])
            ):
                yield "overlap", raws[at]["id"], raws[then]["id"]


def _dead(asked: Asked, kind: str) -> Iterator[Claim]:
    yes, no = _reached(asked, kind)
    earlier: list[Any] = []
    for raw, row in zip(asked.tables.get(kind, ()), asked.literals(kind), strict=True):
        if not asked.can([row, *yes], [*earlier, *no]):
            yield "dead", raw["id"], "row"
        when = asked.group(raw.get("when", {}), kind)
        for at, cells in enumerate(raw.get("one_of", ()), 1):
            if not asked.can([when, asked.group(cells, kind), *yes], [*earlier, *no]):
                yield "dead", raw["id"], f"one_of {at}"
        if kind == "right" and raw["refuses"] != "never" and not _refuses(asked, row, raw):
            yield "dead", raw["id"], "refuses"
        if kind in _FIRST_HIT:
            earlier.append(row)


def _refuses(asked: Asked, row: Any, raw: Raw) -> bool:
    cells = raw["refuses"] if isinstance(raw["refuses"], dict) else {}
    rows = zip(asked.tables["right"], asked.literals("right"), strict=True)
    stops = [literal for other, literal in rows if other.get("stops_refusals")]
    return asked.can([row, asked.group(cells, "right"), asked.past_gate], stops)
