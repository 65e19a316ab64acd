"""Run beside the test, in a process of its own: makes the region, or clocks in it, and prints their keys.

python -m tests.faults.load '{"region": true}'
python -m tests.faults.load '{"clocks": [{"count": 400, "kind": "assessment", "due_on": "2026-03-12"}]}'
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sys
from typing import Any
from uuid import uuid4

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from referrals import clocks  # noqa: E402
from referrals.channels.choose import put_out  # noqa: E402
from referrals.models import Clock, Letter, Referral  # noqa: E402
from rve.core import clock  # noqa: E402
from rve.core.models import Message, Setting, User  # noqa: E402
from tests.digital_post import a_patient_who  # noqa: E402
from tests.people import BEGINNING, a_referral, a_region  # noqa: E402


def make_region() -> None:
    """No mail is due, no clock runs: what the test asks for is all there is."""
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        world = a_region()
        a_referral(world)
        for manner in ("opens", "slow", "reserved"):
            a_referral(world, patient=a_patient_who(manner, family_name=manner))
        Clock.objects.all().delete()
        Message.objects.all().delete()


def make_clocks(*, count: int, kind: str, due_on: str, next_step_on: str, people: int = 0) -> list[int]:
    """So many cases with a running clock each, in the hands of so many new people by turns, or Ingrid's."""
    owners = _new_people(people) if people else [User.objects.get(name__startswith="Ingrid")]
    first = Referral.objects.order_by("pk")[0]
    due, starts = dt.date.fromisoformat(due_on), dt.date(2026, 2, 20)
    proof = clocks.proof(kind, starts_on=starts, due=due, length=10)
    return [
        row.pk
        for row in Clock.objects.bulk_create(
            Clock(
                kind=kind,
                referral=case,
                starts_on=starts,
                due_on=due,
                next_step_on=dt.date.fromisoformat(next_step_on),
                proof=proof,
            )
            for case in Referral.objects.bulk_create(_copies(first, owners, count))
        )
    ]


def _new_people(many: int) -> list[User]:
    there = User.objects.count()
    names = [f"assessor{number}" for number in range(there, there + many)]
    return User.objects.bulk_create(
        User(username=name, name=name, email=f"{name}@example.no") for name in names
    )


def _copies(first: Referral, owners: list[User], many: int) -> list[Referral]:
    there = Referral.objects.count()
    copies = []
    for number in range(there, there + many):
        copy = Referral.objects.get(pk=first.pk)
        copy.pk, copy.public_id, copy.reference = None, uuid4(), f"HMN-2020-{number:06}"
        copy.details = copy.referrer = None
        copy.assessor, copy.claimed_at = owners[number % len(owners)], first.received_at
        copy.status = "in_assessment"
        copies.append(copy)
    return copies


def make_letters(*, count: int, family_name: str = "opens", digital: bool = False) -> list[int]:
    """So many letters to a patient whom digital post treats like this, or for the print service."""
    case, now = Referral.objects.get(family_name=family_name), clock.now()
    Setting.objects.update_or_create(
        region=case.region,
        key="digital_post",
        valid_from=BEGINNING,
        defaults={"value": digital, "source": "t"},
    )
    made = []
    for number in range(count):
        pdf = f"%PDF-1.7 {family_name} {number}".encode()
        letter = Letter.objects.create(
            referral=case,
            kind="receipt",
            language="nb",
            recipient_role="patient",
            recipient_name=case.name,
            title="Henvisningen er mottatt",
            pdf=pdf,
            sha256=hashlib.sha256(pdf).hexdigest(),
            created_at=now,
        )
        with transaction.atomic():
            put_out(letter, case, now=now)
        made.append(letter.pk)
    return made


def main(asked: dict[str, Any]) -> None:
    if asked.get("region"):
        make_region()
    made = [make_clocks(**one) for one in asked.get("clocks", ())]
    made += [make_letters(**one) for one in asked.get("letters", ())]
    print(json.dumps(made))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
