"""Whether an element that came back says what we said, though a client wrote it its own way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from referrals.fhir.moments import read_instant
from referrals.fhir.references import parse

_EMPTY: tuple[Any, ...] = (None, "", [], {})
# Many clients keep a moment to the millisecond.
_ROUNDING = dt.timedelta(milliseconds=1)


def same(held: Any, told: Any, *, base: str) -> bool:
    """Equal but for what no client can help: empty for absent, a moment in another zone or cut to the
    millisecond, a reference as a whole address of this server.
    """
    if held in _EMPTY or told in _EMPTY:
        return held in _EMPTY and told in _EMPTY
    compare = next((one for kind, one in _BY_KIND.items() if isinstance(held, kind)), None)
    if compare is None or not isinstance(told, type(held)):
        return bool(held == told and type(held) is type(told))
    return compare(held, told, base)


def _objects(held: Mapping[str, Any], told: Mapping[str, Any], base: str) -> bool:
    return all(same(held.get(key), told.get(key), base=base) for key in {*held, *told})


def _lists(held: list[Any], told: list[Any], base: str) -> bool:
    return len(held) == len(told) and all(
        same(one, other, base=base) for one, other in zip(held, told, strict=True)
    )


def _texts(held: str, told: str, base: str) -> bool:
    if held == told:
        return True
    at, said = read_instant(held), read_instant(told)
    if at is not None and said is not None:
        return abs(at - said) < _ROUNDING
    return "/" in held and parse(told, base=base) == parse(held, base=base) is not None


_BY_KIND: Mapping[type, Callable[[Any, Any, str], bool]] = {dict: _objects, list: _lists, str: _texts}
