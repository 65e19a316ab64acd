"""What a search was asked for: filters, what comes along, how many, from where; the links of its pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from cryptography.fernet import InvalidToken
from django.db.models import Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.utils.translation import gettext as _

from referrals.fhir.outcome import Refused
from referrals.fhir.search_values import refuse, words
from rve.core.encryption import decrypt, encrypt
from rve.core.numbers import whole_number

USUAL, LARGEST = 50, 200
CURSOR = "_cursor"
# Read elsewhere, or without meaning for what is found.
_ALWAYS = {"_format", "_pretty"}

Filter = Callable[[str], tuple[Q, str] | Q]


@dataclass(slots=True)
class Asked:
    """`kept`: the parameters that were followed, as the links repeat them."""

    where: list[Q] = field(default_factory=list)
    includes: set[str] = field(default_factory=set)
    size: int = USUAL
    newest_first: bool = False
    position: tuple[dt.datetime, int] | None = None
    kept: list[tuple[str, str]] = field(default_factory=list)


def read(
    parameters: Mapping[str, Sequence[str]],
    *,
    filters: Mapping[str, Filter],
    includes: frozenset[str],
    strict: bool,
) -> Asked:
    """Unknown parameters are left out (and out of `self`, so that a client can see it), or refused when the
    client asked for `Prefer: handling=strict`. A known one with an unreadable value is always refused.
    """
    asked = Asked()
    for name, values in parameters.items():
        for value in values:
            if not _take(asked, name, value, filters, includes) and strict:
                raise Refused(
                    400, "not-supported", _("The parameter {name} is not known here.").format(name=name)
                )
    return asked


def _take(
    asked: Asked, name: str, value: str, filters: Mapping[str, Filter], includes: frozenset[str]
) -> bool:
    if name in _ALWAYS:
        return True
    if name in _CONTROLS:
        _CONTROLS[name](asked, value)
        return True
    if name == "_include":
        found = [one for one in words(value) if one in includes]
        asked.includes.update(found)
        asked.kept += [(name, one) for one in found]
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


def _cursor(asked: Asked, value: str) -> None:
    try:
        moment, pk = decrypt((value + "=" * (-len(value) % 4)).encode()).split("|")
        asked.position = (dt.datetime.fromisoformat(moment), int(pk))
    except (InvalidToken, ValueError):
        refuse(CURSOR, _("Not a cursor of ours: take the link next as it was given."))


_CONTROLS: Mapping[str, Callable[[Asked, str], None]] = {"_count": _count, "_sort": _sort, CURSOR: _cursor}


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Any]
    own: str
    following: str | None
    total: int | None = None


def page(queryset: QuerySet[Any], asked: Asked, *, address: str, by: str) -> Page:
    """One page by position (`by`, id), on an index; nothing is counted."""
    rows = queryset.filter(*asked.where)
    if asked.position is not None:
        compare = TupleLessThan if asked.newest_first else TupleGreaterThan
        rows = rows.filter(compare(Tuple(by, "pk"), asked.position))
    order = (f"-{by}", "-pk") if asked.newest_first else (by, "pk")
    found = list(rows.order_by(*order)[: asked.size + 1]) if asked.size else []
    more, found = len(found) > asked.size, found[: asked.size]
    following = None
    if more:
        sealed = encrypt(f"{getattr(found[-1], by).isoformat()}|{found[-1].pk}").rstrip(b"=").decode()
        following = _link(address, [*asked.kept, (CURSOR, sealed)])
    # _count=0 asks how many there are (R4, search.html § _count).
    total = None if asked.size else rows.count()
    return Page(found, _link(address, asked.kept), following, total)


def _link(address: str, kept: list[tuple[str, str]]) -> str:
    return f"{address}?{urlencode(kept)}" if kept else address
