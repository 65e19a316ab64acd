"""Lists: a page at a time, in the order things changed, by position and never by counting.

A cursor says after which (moment, id) to go on, and which way. It is encrypted: nothing can be read from it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

from cryptography.fernet import InvalidToken
from django.db import connection
from django.db.models import QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from rve.core.encryption import decrypt, encrypt
from rve.core.numbers import whole_number

USUAL, LARGEST = 50, 200
NAMES = frozenset({"cursor", "page_size", "updated_since"})
# A moment is read a little before its transaction begins: whoever polls looks back this far, and to the
# beginning of the oldest transaction that is not over: it may write yet.
LOOK_BACK = dt.timedelta(minutes=2)
_OLDEST = """
    SELECT clock_timestamp() - min(xact_start) FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)", re.IGNORECASE)
_LOST_PLUS = re.compile(r"^(\S+T\S+) (\d\d:?\d\d)$")


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page begins: after (or, backwards, before) this row."""

    way: Literal["n", "p"]
    moment: dt.datetime
    pk: int

    def sealed(self) -> str:
        return encrypt(f"{self.way}|{self.moment.isoformat()}|{self.pk}").rstrip(b"=").decode()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list was asked for. `rest` are the other parameters, which the links keep."""

    size: int
    since: dt.datetime | None
    position: Position | None
    rest: Mapping[str, str]

    def link(self, address: str, position: Position | None) -> str | None:
        if position is None:
            return None
        return f"{address}?{urlencode({**self.rest, 'cursor': position.sealed()})}"


def asked(query: Mapping[str, str]) -> Asked:
    """Reads page_size, updated_since and cursor; ValidationError that names each that cannot be used."""
    wrong: dict[str, str] = {}
    found: dict[str, Any] = {}
    for name, read in (("page_size", _size), ("updated_since", since), ("cursor", _position)):
        try:
            found[name] = read(query.get(name))
        except ValueError as error:
            wrong[name] = str(error)
    if wrong:
        raise ValidationError(wrong)
    rest = {name: text for name, text in query.items() if name != "cursor"}
    return Asked(found["page_size"], found["updated_since"], found["cursor"], rest)


def _size(text: str | None) -> int:
    if text is None:
        return USUAL
    size = whole_number(text)
    if size is None or not 1 <= size <= LARGEST:
        raise ValueError(_("A whole number from 1 to 200."))
    return size


def since(text: str | None) -> dt.datetime | None:
    """A moment with its offset; ValueError for anything else. A `+` that became a space is taken as meant."""
    if text is None:
        return None
    text = _LOST_PLUS.sub(r"\1+\2", text)
    sentence = _("A moment with its offset, for example 2026-03-02T10:00:00+01:00 or 2026-03-02T09:00:00Z.")
    if not _MOMENT.fullmatch(text):
        raise ValueError(sentence)
    try:
        return dt.datetime.fromisoformat(text.upper()).astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(sentence) from error


def _position(text: str | None) -> Position | None:
    if text is None:
        return None
    try:
        way, moment, pk = decrypt((text + "=" * (-len(text) % 4)).encode()).split("|")
        return Position("p" if way == "p" else "n", dt.datetime.fromisoformat(moment), int(pk))
    except (InvalidToken, ValueError) as error:
        raise ValueError(_("Not a cursor of ours: take next or previous as they were given.")) from error


def poll_from(now: dt.datetime) -> dt.datetime:
    """From when to ask next time, so that no change is missed. Ask before the rows are read: what is then
    committed is read with them, what is not began after this moment.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OLDEST)
        age: dt.timedelta | None = cursor.fetchone()[0]
    return now - LOOK_BACK - (age or dt.timedelta())


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[Any]
    following: Position | None
    previous: Position | None


def page_of(queryset: QuerySet[Any], question: Asked, *, by: str = "updated_at") -> Page:
    """The rows of one page, oldest change first. One query, by an index over (`by`, id)."""
    position, size = question.position, question.size
    back = position is not None and position.way == "p"
    if question.since is not None:
        queryset = queryset.filter(**{f"{by}__gte": question.since})
    if position is not None:
        compare = TupleLessThan if back else TupleGreaterThan
        queryset = queryset.filter(compare(Tuple(by, "pk"), (position.moment, position.pk)))
    order = (f"-{by}", "-pk") if back else (by, "pk")
    rows = list(queryset.order_by(*order)[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if back:
        rows.reverse()
    if not rows:
        return Page(rows, None, None)
    first = Position("p", getattr(rows[0], by), rows[0].pk)
    last = Position("n", getattr(rows[-1], by), rows[-1].pk)
    return Page(rows, last if more or back else None, first if (more if back else position) else None)
