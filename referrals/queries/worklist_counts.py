"""Every count on the worklist, cut from one grouped query over the whole scope."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from referrals.queries.worklist import HELD
from referrals.queries.worklist_filter import FACETS, VIEWS, Filter

Cell = dict[str, Any]
FIELD = {"waiting": "waiting", "outcome": "proposed_outcome", "delytelse": "delytelse", "hf": "hf"}


@dataclass(frozen=True, slots=True)
class Counts:
    """`views` and `strip` over the whole scope; a facet's values within the view and the other facets."""

    views: dict[str, int]
    strip: dict[str, int]
    facets: dict[str, dict[str, int]]
    total: int


def _in_view(cell: Cell, view: str, user_id: int) -> bool:
    mine, free = cell["assessor_id"] == user_id, cell["assessor_id"] is None
    return {"mine": mine, "mine-free": mine or free, "all": True, "hold": cell["status"] in HELD}[view]


def _passes(cell: Cell, wanted: Filter, without: str = "") -> bool:
    if wanted.due and cell["due_state"] != wanted.due:
        return False
    if wanted.answered and not cell["fresh"]:
        return False
    chosen = ((facet, getattr(wanted, facet)) for facet in FACETS if facet != without)
    return all(not values or cell[FIELD[facet]] in values for facet, values in chosen)


def _sum(cells: Iterable[Cell], holds: Callable[[Cell], bool] = lambda cell: True) -> int:
    return sum(cell["number"] for cell in cells if holds(cell))


def _strip(cells: list[Cell]) -> dict[str, int]:
    by_due = Counter[str]()
    for cell in cells:
        by_due[cell["due_state"]] += cell["number"]
    return {
        "over": by_due["over"],
        "today": by_due["today"],
        "soon": by_due["soon"],
        "answered": _sum(cells, lambda cell: cell["fresh"]),
        "physician": _sum(cells, lambda cell: cell["waiting"] == "physician"),
        "open": _sum(cells),
        "free": _sum(cells, lambda cell: cell["waiting"] == "nobody"),
    }


def counts(cells: list[Cell], *, wanted: Filter, user_id: int) -> Counts:
    """The counts of a page for the list `wanted`; `cells` as `worklist.cube` gives them."""
    shown = [cell for cell in cells if _in_view(cell, wanted.view, user_id)]
    facets: dict[str, dict[str, int]] = {}
    for facet in FACETS:
        found = Counter[str]()
        for cell in shown:
            if _passes(cell, wanted, without=facet):
                found[cell[FIELD[facet]] or ""] += cell["number"]
        facets[facet] = dict(found)
    return Counts(
        views={view: _sum(cells, lambda cell, view=view: _in_view(cell, view, user_id)) for view in VIEWS},  # type: ignore[misc]
        strip=_strip(cells),
        facets=facets,
        total=_sum(shown, lambda cell: _passes(cell, wanted)),
    )
