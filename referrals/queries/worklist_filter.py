"""What the worklist is asked for: it stands whole in the address bar."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from rve.core.numbers import whole_number

VIEWS = ("mine", "mine-free", "all", "hold")
WAITING = ("you", "nobody", "referrer", "colleague", "physician", "place")
OUTCOMES = ("granted", "refused", "incomplete", "manual", "redirected")
DUE = ("over", "today", "soon")
SORTS = ("due", "name", "municipality", "delytelse", "outcome", "waiting", "holder")
FACETS = ("waiting", "outcome", "delytelse", "hf")


@dataclass(frozen=True, slots=True)
class Filter:
    """One list: view, facets (several values each, any of them), due, answered, order and page."""

    view: str = "mine-free"
    waiting: tuple[str, ...] = ()
    outcome: tuple[str, ...] = ()
    delytelse: tuple[str, ...] = ()
    hf: tuple[str, ...] = ()
    due: str = ""
    answered: bool = False
    sort: str = "due"
    descending: bool = False
    page: int = 1

    def query(self, **changes: Any) -> str:
        """The query string of this list with some of it changed; what is as usual is left out."""
        one = replace(self, **changes)
        usual = Filter()
        pairs: list[tuple[str, str]] = [("view", one.view)] if one.view != usual.view else []
        pairs += [(facet, value) for facet in FACETS for value in getattr(one, facet)]
        pairs += [("due", one.due)] if one.due else []
        pairs += [("answered", "1")] if one.answered else []
        if one.sort != usual.sort or one.descending:
            pairs.append(("sort", f"-{one.sort}" if one.descending else one.sort))
        pairs += [("page", str(one.page))] if one.page > 1 else []
        return urlencode(pairs)

    @property
    def chosen(self) -> int:
        """How many filters are on, views and order not counted."""
        return sum(len(getattr(self, facet)) for facet in FACETS) + bool(self.due) + self.answered


def _values(query: QueryDict, key: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in query.getlist(key) if one in allowed))


def _codes(query: QueryDict, key: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in query.getlist(key) if one.isalnum() and len(one) <= 4))


def from_query(query: QueryDict) -> Filter:
    """The list that an address asks for; whatever does not exist is read as not asked for."""
    sort = query.get("sort", "")
    page = query.get("page", "")
    return Filter(
        view=view if (view := query.get("view", "")) in VIEWS else Filter().view,
        waiting=_values(query, "waiting", WAITING),
        outcome=_values(query, "outcome", OUTCOMES),
        delytelse=_codes(query, "delytelse"),
        hf=_codes(query, "hf"),
        due=due if (due := query.get("due", "")) in DUE else "",
        answered=query.get("answered", "") == "1",
        sort=name if (name := sort.removeprefix("-")) in SORTS else "due",
        descending=sort.startswith("-"),
        page=whole_number(page) or 1,
    )
