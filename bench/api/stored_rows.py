"""Makes the referrals, once: copies of one that went through the use cases; those that are read one by one
have a contact and a referrer of their own.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from bench.clocks.stored_rows import columns_of  # noqa: E402
from tests.people import a_referral, a_region  # noqa: E402

# So many have rows of their own beside the case: those that are read one by one.
OWN = 5_000
_COPY = (
    "INSERT INTO {table} ({names}) SELECT {values} FROM {table} one, generate_series(2, {count}) nth"
    " WHERE one.id = {first}"
)

_LAST = "SELECT max(id) FROM {table}"
_GO_ON = "SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"


def main(count: int) -> None:
    """Nothing is done where the rows are there."""
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM referrals_referral")
        if cursor.fetchone()[0] < count:
            with transaction.atomic():
                _make(cursor, count)
            cursor.execute("VACUUM ANALYZE")
    print(json.dumps({"rows": count}))


def _make(cursor: Any, count: int) -> None:
    first = a_referral(a_region())
    cursor.execute("SET LOCAL session_replication_role = replica")
    own = min(OWN, count)
    details = _copies(cursor, "core_details", first.details_id, own, {})
    referrers = _copies(cursor, "referrals_referrer", first.referrer_id, own, {})
    _copies(
        cursor,
        "referrals_referral",
        first.pk,
        count,
        {
            "public_id": "gen_random_uuid()",
            "reference": "'HMN-2020-' || lpad(nth::text, 7, '0')",
            "family_name": "'Aksnes' || nth",
            "source_reference": "'epj-' || nth",
            "created_at": "one.created_at + nth * interval '1 second'",
            "updated_at": "one.updated_at + nth * interval '1 second'",
            "details_id": f"CASE WHEN nth <= {own} THEN {details} + nth END",
            "referrer_id": f"CASE WHEN nth <= {own} THEN {referrers} + nth END",
        },
    )


def _copies(cursor: Any, table: str, first: int | None, count: int, own: dict[str, str]) -> int:
    """Copies of a row; their ids are nth + what is returned."""
    names = columns_of(cursor, table)
    cursor.execute(_LAST.format(table=table))
    before = cursor.fetchone()[0] - 1
    values = ", ".join([f"{before} + nth", *(own.get(name, f"one.{name}") for name in names)])
    cursor.execute(
        _COPY.format(table=table, names=", ".join(["id", *names]), values=values, count=count, first=first)
    )
    cursor.execute(_GO_ON.format(table=table))
    return int(before)


if __name__ == "__main__":
    main(int(sys.argv[1]))
