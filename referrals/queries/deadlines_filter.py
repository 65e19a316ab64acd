"""What the lists of deadlines are asked for: it stands whole in the address bar."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from referrals.clocks import KINDS
from rve.core.numbers import whole_number

VIEWS = ("breached", "today", "risk", "all")
SORTS = ("due", "name", "kind", "at", "holder")
FACETS = ("kind", "holder", "at")
NOBODY = "none"
# The name the view had before, so that addresses that were kept still lead there.
_OLD = {"over": "breached"}


@dataclass(frozen=True, slots=True)
class Filter:
    """One list: view, facets (several values each, any of them), one day or one case, order and page."""

    view: str = "risk"
    kind: tuple[str, ...] = ()
    holder: tuple[str, ...] = ()
    at: tuple[str, ...] = ()
    day: dt.date | None = None
    case: str = ""
    sort: str = "due"
    descending: bool = False
    page: int = 1

    def query(self, **changes: Any) -> str:
        """The query string of this list with some of it changed; what is as usual is left out."""
        one = replace(self, **changes)
        usual = Filter()
        pairs: list[tuple[str, str]] = [("view", one.view)] if one.view != usual.view else []
        pairs += [(facet, value) for facet in FACETS for value in getattr(one, facet)]
        pairs += [("day", one.day.isoformat())] if one.day else []
        pairs += [("case", one.case)] if one.case else []
        if one.sort != usual.sort or one.descending:
            pairs.append(("sort", f"-{one.sort}" if one.descending else one.sort))
        pairs += [("page", str(one.page))] if one.page > 1 else []
        return urlencode(pairs)

    @property
    def chosen(self) -> int:
        """How many filters are on, view and order not counted."""
        return sum(len(getattr(self, facet)) for facet in FACETS) + bool(self.day) + bool(self.case)


def day_in(text: str) -> dt.date | None:
    """The day of an address; None for anything that is none."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _codes(query: QueryDict, key: str) -> tuple[str, ...]:
    known = (one for one in query.getlist(key) if one.replace("-", "").replace("_", "").isalnum())
    return tuple(dict.fromkeys(one for one in known if len(one) <= 40))


def _holders(query: QueryDict) -> tuple[str, ...]:
    found = (one for one in _codes(query, "holder") if one == NOBODY or whole_number(one))
    return tuple(found)


def from_query(query: QueryDict) -> Filter:
    """The list that an address asks for; whatever does not exist is read as not asked for."""
    sort, view = query.get("sort", ""), query.get("view", "")
    view = _OLD.get(view, view)
    reference = query.get("case", "").strip().upper()
    return Filter(
        view=view if view in VIEWS else Filter().view,
        kind=tuple(one for one in _codes(query, "kind") if one in KINDS),
        holder=_holders(query),
        at=_codes(query, "at"),
        day=day_in(query.get("day", "")),
        case=reference if len(reference) <= 20 and reference.replace("-", "").isalnum() else "",
        sort=name if (name := sort.removeprefix("-")) in SORTS else "due",
        descending=sort.startswith("-"),
        page=whole_number(query.get("page", "")) or 1,
    )
