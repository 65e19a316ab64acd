"""What a search was asked for: filters, what comes along, how many, from where; the links of its pages."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn
from urllib.parse import urlencode

from cryptography.fernet import InvalidToken
from django.db.models import Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.utils.translation import gettext as _

from referrals.fhir.outcome import Refused
from referrals.fhir.search_values import refuse, words
from referrals.fhir.subsets import CONTROLS as SUBSETS
from referrals.fhir.subsets import Subset
from rve.core.encryption import decrypt, encrypt
from rve.core.numbers import whole_number

USUAL, LARGEST = 50, 200
CURSOR = "_cursor"
# Read elsewhere, or without meaning for what is found.
_ALWAYS = {"_format", "_pretty"}

Filter = Callable[[str], tuple[Q, str] | Q]


@dataclass(slots=True)
class Asked:
    """`along`: (parameter, value) of each `_include` and `_revinclude`; `cursor`: where the last page ended;
    `kept`: the parameters that were followed, as the links repeat them.
    """

    where: list[Q] = field(default_factory=list)
    along: list[tuple[str, str]] = field(default_factory=list)
    subset: Subset = field(default_factory=Subset)
    size: int = USUAL
    counted: bool = False
    newest_first: bool = False
    cursor: str = ""
    kept: list[tuple[str, str]] = field(default_factory=list)


def read(
    parameters: Mapping[str, Sequence[str]],
    *,
    filters: Mapping[str, Filter],
    along: Mapping[str, frozenset[str]],
    strict: bool,
) -> Asked:
    """Unknown parameters are left out (and out of `self`, so that a client can see it), or refused when the
    client asked for `Prefer: handling=strict`. A known one with an unreadable value is always refused, and
    so is one with a modifier or a chain that is not known: without it the answer would be too wide.
    """
    asked = Asked()
    for name, values in parameters.items():
        for value in values:
            if not _take(asked, name, value, filters, along) and (strict or _narrows(name, filters)):
                raise Refused(
                    400, "not-supported", _("The parameter {name} is not known here.").format(name=name[:64])
                )
    return asked


def _narrows(name: str, filters: Mapping[str, Filter]) -> bool:
    first = re.split("[:.]", name)[0]
    return name not in filters and name != first and (first in filters or first == "_has")


def _take(
    asked: Asked,
    name: str,
    value: str,
    filters: Mapping[str, Filter],
    along: Mapping[str, frozenset[str]],
) -> bool:
    if name in _ALWAYS:
        return True
    if name in _CONTROLS:
        _CONTROLS[name](asked, value)
        return True
    if name in SUBSETS:
        SUBSETS[name](asked.subset, value)
        asked.kept.append((name, value))
        return True
    if name in along:
        found = [(name, one) for one in words(value) if one in along[name]]
        asked.along += [one for one in found if one not in asked.along]
        asked.kept += found
        return len(found) == len(words(value))
    if name not in filters:
        return False
    told = filters[name](value)
    condition, kept = told if isinstance(told, tuple) else (told, f"{name}={value}")
    asked.where.append(condition)
    key, _eq, text = kept.partition("=")
    asked.kept.append((key, text))
    return True


def _count(asked: Asked, value: str) -> None:
    size = whole_number(value)
    if size is None:
        refuse("_count", _("A whole number."))
    asked.size = min(size, LARGEST)
    asked.kept.append(("_count", str(asked.size)))


def _sort(asked: Asked, value: str) -> None:
    if value not in ("_lastUpdated", "-_lastUpdated"):
        refuse("_sort", _("Only _lastUpdated, and -_lastUpdated for the newest first."))
    asked.newest_first = value.startswith("-")
    asked.kept.append(("_sort", value))


def _total(asked: Asked, value: str) -> None:
    if value not in ("accurate", "estimate", "none"):
        refuse("_total", _("accurate, estimate or none."))
    asked.counted = value != "none"
    asked.kept.append(("_total", value))


def _cursor(asked: Asked, value: str) -> None:
    try:
        asked.cursor = decrypt((value + "=" * (-len(value) % 4)).encode())
    except (InvalidToken, ValueError):
        _no_cursor()


def _no_cursor() -> NoReturn:
    refuse(CURSOR, _("Not a cursor of ours: take the link next as it was given."))


def _position(asked: Asked) -> tuple[dt.datetime, int]:
    moment, _bar, pk = asked.cursor.partition("|")
    try:
        return dt.datetime.fromisoformat(moment), int(pk)
    except ValueError:
        _no_cursor()


_CONTROLS: Mapping[str, Callable[[Asked, str], None]] = {
    "_count": _count,
    "_sort": _sort,
    "_total": _total,
    CURSOR: _cursor,
}


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Any]
    own: str
    following: str | None
    total: int | None = None


def page(queryset: QuerySet[Any], asked: Asked, *, address: str, by: str) -> Page:
    """One page by position (`by`, id), on an index; nothing is counted."""
    rows = queryset.filter(*asked.where)
    size = 0 if asked.subset.counts else asked.size
    # _count=0 and _summary=count ask how many there are in all (R4, search.html § _count).
    total = rows.count() if asked.counted or not size else None
    if asked.cursor:
        compare = TupleLessThan if asked.newest_first else TupleGreaterThan
        rows = rows.filter(compare(Tuple(by, "pk"), _position(asked)))
    order = (f"-{by}", "-pk") if asked.newest_first else (by, "pk")
    found = list(rows.order_by(*order)[: size + 1]) if size else []
    more, found = len(found) > size, found[:size]
    following = (
        _following(address, asked, f"{getattr(found[-1], by).isoformat()}|{found[-1].pk}") if more else None
    )
    return Page(found, _link(address, asked.kept), following, total)


def part(found: Sequence[Any], asked: Asked, *, address: str) -> Page:
    """A page of a list that is at hand; the cursor is how many came before."""
    size = 0 if asked.subset.counts else asked.size
    before = whole_number(asked.cursor or "0")
    if before is None:
        _no_cursor()
    shown = list(found[before : before + size])
    more = bool(size) and len(found) > before + size
    following = _following(address, asked, str(before + size)) if more else None
    return Page(shown, _link(address, asked.kept), following, len(found))


def _following(address: str, asked: Asked, cursor: str) -> str:
    return _link(address, [*asked.kept, (CURSOR, encrypt(cursor).rstrip(b"=").decode())])


def _link(address: str, kept: list[tuple[str, str]]) -> str:
    return f"{address}?{urlencode(kept)}" if kept else address
