"""Makes the running clocks, once: four on each case, COPY for the clocks, generate_series for the cases.

The cases are copies of one that went through the use cases; days and proofs are the product's own.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from bench.clocks.day import LONG_BEFORE, TODAY  # noqa: E402
from referrals import clocks  # noqa: E402
from rve.core.models import User  # noqa: E402
from rve.core.settings_by_date import DEFAULTS  # noqa: E402
from tests.people import a_referral, a_region  # noqa: E402

KINDS = ("assessment", "referrer_answer", "time_sent", "waiting_list")
# Every clock but those that are due on the day warns later.
STARTS = [TODAY + dt.timedelta(days=number) for number in range(10, 360)]
CHUNK = 100_000
_CASES = """
INSERT INTO referrals_referral ({names})
SELECT {values} FROM referrals_referral one, generate_series(2, %s) number
WHERE one.id = (SELECT min(id) FROM referrals_referral)
"""
_COLUMNS = "kind, title, starts_on, due_on, next_step_on, moves, proof, referral_id"


def main(count: int, due: int) -> None:
    """Nothing is done where the rows are there."""
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM referrals_clock")
        if cursor.fetchone()[0] != count:
            with transaction.atomic():
                _make(cursor, count, due)
            cursor.execute("VACUUM ANALYZE")
    print(json.dumps({"rows": count}))


def _make(cursor: Any, count: int, due: int) -> None:
    a_referral(a_region())
    make_cases(cursor, count // len(KINDS))
    # No history is kept of these, and what they point to is there.
    cursor.execute("SET LOCAL session_replication_role = replica")
    cursor.execute("DELETE FROM referrals_clock")
    cursor.execute("SELECT id FROM referrals_referral ORDER BY id")
    cases = [row[0] for row in cursor.fetchall()][-(count // len(KINDS)) :]
    lines = _lines(cases, due)
    while chunk := "".join(islice(lines, CHUNK)):
        cursor.copy_expert(f"COPY referrals_clock ({_COLUMNS}) FROM STDIN", io.StringIO(chunk))


def make_cases(cursor: Any, count: int) -> None:
    """Copies of the first case until there are `count` of them, in the hands of two assessors by turns."""
    ingrid, jonas = User.objects.filter(name__in=["Ingrid Moen", "Jonas Vik"]).order_by("name")
    names = columns_of(cursor, "referrals_referral")
    own = {
        "public_id": "gen_random_uuid()",
        "reference": "'HMN-2020-' || lpad(number::text, 7, '0')",
        "status": "'in_assessment'",
        "assessor_id": f"(ARRAY[{ingrid.pk}, {jonas.pk}])[1 + number % 2]",
        "claimed_at": "one.received_at",
        "referrer_id": "NULL",
        "details_id": "NULL",
        "facts": "'{}'::jsonb",
    }
    values = ", ".join(own.get(name, f"one.{name}") for name in names).replace("%", "%%")
    cursor.execute(_CASES.format(names=", ".join(names), values=values), [count + 1])


def columns_of(cursor: Any, table: str) -> list[str]:
    """The columns that are written, without the key."""
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
        " AND is_generated = 'NEVER' AND column_name <> 'id'",
        [table],
    )
    return [row[0] for row in cursor.fetchall()]


def _lines(cases: list[int], due: int) -> Iterator[str]:
    """A line for COPY for each clock; those that are due today are spread over the table."""
    every = len(cases) // due
    made = {(kind, start): _clock(kind, start) for kind in KINDS for start in [*STARTS, LONG_BEFORE]}
    for number, case in enumerate(cases):
        for place, kind in enumerate(KINDS):
            is_due = kind == "assessment" and number % every == 0 and number < due * every
            start = LONG_BEFORE if is_due else STARTS[(number * 7 + place * 31) % len(STARTS)]
            yield f"{made[kind, start]}\t{case}\n"


def _clock(kind: str, start: dt.date) -> str:
    due, proof = clocks.computed(kind, starts_on=start, length=DEFAULTS[clocks.KINDS[kind].setting])
    step = TODAY if start == LONG_BEFORE else clocks.next_step_on(kind, due, start, proof=proof)
    return f"{kind}\t\t{start}\t{due}\t{step}\t0\t{json.dumps(proof)}"


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
