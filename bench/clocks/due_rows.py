"""Clocks that are all due now, so many people to remind by turns; what was written of the last ones goes."""

from __future__ import annotations

import json
import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from bench.clocks.day import LONG_BEFORE, TODAY  # noqa: E402
from bench.clocks.stored_rows import make_cases  # noqa: E402
from referrals import clocks  # noqa: E402
from referrals.models import Clock, Referral  # noqa: E402
from rve.core.models import User  # noqa: E402
from tests.people import a_referral, a_region  # noqa: E402

FIVE_BEFORE = 5
# By turns: whoever is reminded of several is so in different batches of the scan.
_HAND_OUT = (
    "UPDATE referrals_referral SET assessor_id = %(first)s + id %% %(people)s WHERE claimed_at IS NOT NULL"
)
EMPTIED = ("DELETE FROM core_message", "DELETE FROM core_caseevent", "DELETE FROM referrals_clock")


def main(count: int, people: int) -> None:
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        with transaction.atomic():
            if not Referral.objects.exists():
                a_referral(a_region())
                make_cases(cursor, count)
            cursor.execute("SET LOCAL session_replication_role = replica")
            for emptied in EMPTIED:
                cursor.execute(emptied)
            cursor.execute(_HAND_OUT, {"first": _first_of(people), "people": people})
            _make_clocks(count)
        cursor.execute("VACUUM ANALYZE")
    print(json.dumps({"clocks": count}))


def _first_of(people: int) -> int:
    """The key of the first of so many users who follow each other."""
    found = User.objects.filter(username__startswith=f"of{people}-").order_by("pk").first()
    if found is not None:
        return found.pk
    names = [f"of{people}-{number}" for number in range(people)]
    made = [User(username=name, name=name, email=f"{name}@example.no") for name in names]
    return User.objects.bulk_create(made)[0].pk


def _make_clocks(count: int) -> None:
    due = clocks.due_on(TODAY, FIVE_BEFORE)
    proof = clocks.proof("assessment", starts_on=LONG_BEFORE, due=due, length=10)
    rows = [
        Clock(
            kind="assessment",
            referral_id=case,
            starts_on=LONG_BEFORE,
            due_on=due,
            next_step_on=TODAY,
            proof=proof,
        )
        for case in Referral.objects.order_by("-pk").values_list("pk", flat=True)[:count]
    ]
    Clock.objects.bulk_create(rows, batch_size=2_000)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
