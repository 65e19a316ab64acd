"""Packed facts and signed decisions from PostgreSQL as numpy columns, a chunk at a time.

COPY in binary form gives every row the same number of bytes, so that a chunk is one array without a loop.
"""

from __future__ import annotations

import io
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from django.db import connection
from psycopg2 import sql

from deltytelser.rules.difference import DECIDED
from deltytelser.rules.record import RECORD
from deltytelser.rules.vocabulary import LEVELS, NO_DELYTELSE

CHUNK: Final = 50_000
NOT_SAID: Final = 255

_COLUMNS: Final = (
    ("referral", ">i8"),
    ("code", RECORD),
    ("outcome", ">i2"),
    ("delytelse", ">i2"),
    ("level", ">i2"),
    ("lodging", ">i2"),
    ("deadline", ">i4"),
)
# Each row begins with its number of columns, each column with its length.
_ROW: Final = np.dtype(
    [
        ("columns", ">i2"),
        *[part for name, kind in _COLUMNS for part in ((f"{name}_bytes", ">i4"), (name, kind))],
    ]
)
_HEAD: Final = 19
_TAIL: Final = 2
_SQL: Final = sql.SQL("""
COPY (
    SELECT coded.referral_id, coded.code,
        (CASE signed.outcome {outcomes} ELSE 0 END)::int2,
        coalesce(ascii(nullif(signed.delytelse, '')) - ascii('A'), {no_delytelse})::int2,
        (CASE signed.level {levels} ELSE {not_said} END)::int2,
        coalesce(signed.lodging::int, 0)::int2,
        coalesce(signed.start_deadline - DATE '0001-01-01' + 1, 0)::int4
    FROM referrals_codedfacts coded
    -- The second bound is not implied: without it each chunk begins with the first of all decisions.
    LEFT JOIN referrals_decision signed ON signed.referral_id = coded.referral_id
        AND signed.status = 'signed' AND signed.referral_id > {after}
    WHERE coded.region_id = {region} AND coded.referral_id > {after}
    ORDER BY coded.referral_id
    LIMIT {most}
) TO STDOUT (FORMAT binary)
""")


def _when(words: tuple[str, ...], first: int) -> sql.Composable:
    cases = [
        sql.SQL("WHEN {} THEN {}").format(sql.Literal(word), sql.Literal(number))
        for number, word in enumerate(words, first)
    ]
    return sql.SQL(" ").join(cases)


def read(*, region_id: int, after: int, most: int = CHUNK) -> npt.NDArray[Any]:
    """The next rows in the order of the referrals' keys; empty at the end.

    Columns: `referral` (its key), `code` (RECORD), and of the signed decision `outcome` (number in DECIDED,
    0 none), `delytelse` (18 not said), `level` (255 not said), `lodging`, `deadline` (ordinal, 0 none).
    """
    statement = _SQL.format(
        outcomes=_when(DECIDED[1:], 1),
        levels=_when(LEVELS, 0),
        no_delytelse=sql.Literal(NO_DELYTELSE),
        not_said=sql.Literal(NOT_SAID),
        region=sql.Literal(region_id),
        after=sql.Literal(after),
        most=sql.Literal(most),
    )
    sink = io.BytesIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(statement, sink)
    held = sink.getbuffer()
    return np.frombuffer(held[_HEAD : len(held) - _TAIL], dtype=_ROW)
