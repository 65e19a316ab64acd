"""Makes the stored referrals, once: COPY for the packed facts, generate_series for the rows beside them."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from datetime import date
from typing import Any

import django
import numpy as np
from django.core.management import call_command
from django.db import connection, transaction

from bench.rules.setting import packed

DIFFERENT = 100_000
CHUNK = 50_000
# Columns that belong together; the groups are recombined, so that no two referrals need be alike.
_GROUPS = (
    ("ticked", "denied"),
    ("stays", "after", "event_days"),
    ("function_loss", "goal"),
    ("municipal_measures", "significant_change"),
    ("needs",),
    ("municipality", "age"),
    ("code", "lookup", "requested"),
)
_FIRST = "INSERT INTO referrals_referral ({names}) VALUES ({marks})"
_REFERRALS = """
INSERT INTO referrals_referral ({names})
SELECT {values} FROM referrals_referral one, generate_series(2, %s) number WHERE one.id = 1
"""
_DECISIONS = """
INSERT INTO referrals_decision (
    public_id, version, referral_id, proposal_id, status, outcome, delytelse, level, lodging,
    start_deadline, redirect_to, nytte, ressurs, alvorlighet, municipal_help, override_text,
    follows_proposal, thin_grounds, prepared_by_id, prepared_at, signed_by_id, signed_at, returned_note
)
SELECT gen_random_uuid(), 1, id, id, 'signed', (ARRAY['granted', 'refused', 'redirected'])[1 + id %% 3],
    chr(65 + (id %% 18)::int), (ARRAY['outpatient', 'day', 'inpatient'])[1 + id %% 3], id %% 2 = 0,
    DATE '2026-01-01' + (id %% 200)::int, '', 'nytte', 'ressurs', 'alvorlighet', '', '',
    true, false, 1, now(), 1, now(), ''
FROM referrals_referral WHERE id <= %s
"""


def main(count: int) -> None:
    """Nothing is done where the rows are there."""
    django.setup()
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM referrals_codedfacts")
        if cursor.fetchone()[0] != count:
            with transaction.atomic():
                _make(cursor, count)
            cursor.execute("VACUUM ANALYZE")
    print(json.dumps({"rows": count}))


def _make(cursor: Any, count: int) -> None:
    # The rows that these point to are not made, and no history is kept of them.
    cursor.execute("SET LOCAL session_replication_role = replica")
    cursor.execute("TRUNCATE referrals_codedfacts, referrals_decision, referrals_referral CASCADE")
    region = _region(cursor)
    names = _first_referral(cursor, region)
    own = {"id": "number", "public_id": "gen_random_uuid()"}
    values = ", ".join(own.get(name, f"one.{name}") for name in names)
    cursor.execute(_REFERRALS.format(names=", ".join(names), values=values), [count])
    cursor.execute(_DECISIONS, [count])
    first = 1
    for records in _recombined(count):
        for start in range(0, len(records), CHUNK):
            _copy(cursor, records[start : start + CHUNK], first, region)
            first += len(records[start : start + CHUNK])


def _region(cursor: Any) -> int:
    cursor.execute(
        "INSERT INTO core_region (code, name) VALUES ('HMN', 'Helse Midt-Norge')"
        " ON CONFLICT (code) DO UPDATE SET name = excluded.name RETURNING id"
    )
    return int(cursor.fetchone()[0])


def _first_referral(cursor: Any, region: int) -> list[str]:
    """A draft with every column empty, and the columns' names: what the scan reads is in the packed facts."""
    cursor.execute(
        "SELECT column_name, data_type FROM information_schema.columns"
        " WHERE table_name = 'referrals_referral' AND is_nullable = 'NO'"
    )
    known = {"id": 1, "region_id": region, "organisation_id": 1, "status": "draft", "version": 1}
    empty = {"jsonb": "{}", "uuid": "00000000-0000-0000-0000-000000000001", "bytea": b"", "boolean": False}
    moments = {"timestamp with time zone": date(2026, 1, 1), "date": date(2026, 1, 1)}
    values = {
        name: known[name] if name in known else (empty | moments).get(kind, 0 if "int" in kind else "")
        for name, kind in cursor.fetchall()
    }
    names = ", ".join(values)
    marks = ", ".join(["%s"] * len(values))
    cursor.execute(_FIRST.format(names=names, marks=marks), list(values.values()))
    return list(values)


def _recombined(count: int) -> Iterator[Any]:
    base = packed(min(count, DIFFERENT))
    draw = np.random.default_rng(1)
    for first in range(0, count, len(base)):
        records = base[: count - first].copy()
        for names in _GROUPS if first else ():
            order = draw.permutation(len(records))
            for name in names:
                records[name] = records[name][order]
        yield records


def _copy(cursor: Any, records: Any, first: int, region: int) -> None:
    size = records.dtype.itemsize
    packed_bytes = records.tobytes()
    lines = [
        f"{number}\t{region}\t\\\\x{packed_bytes[at : at + size].hex()}\n"
        for number, at in enumerate(range(0, len(packed_bytes), size), first)
    ]
    cursor.copy_expert(
        "COPY referrals_codedfacts (referral_id, region_id, code) FROM STDIN", io.StringIO("".join(lines))
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
