"""A worker killed in the middle of a batch: what was committed stays, the rest is done once by the next."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from uuid import uuid4

import psycopg2
import pytest
from django.db import connection
from django.utils import timezone

from referrals.models import Clock, Referral
from referrals.use_cases.scan import BATCH
from rve.core.models import Message
from rve.core.queue import enqueue
from rve.core.virkedager import add_virkedager
from tests.people import World, a_referral
from tests.workers import a_worker, database_url, empty_queue, until

TASK, CASES = "referrals.scan_clocks", 2 * BATCH + 100
WAITING = """
    SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()
"""
SAME_KEY = """
    INSERT INTO core_message (public_id, key, kind, channel, case_kind, case_id, template, context, status,
        attempts, created_at, not_before, error, office_hours, in_digest)
    VALUES (%s, %s, 'reminder', 'email', 'referral', 1, 'reminder', '{}', 'pending', 0, now(), now(), '',
        true, false)
"""


def many_due(world: World) -> list[Clock]:
    """So many cases whose assessment is due in five virkedager, by the real clock."""
    now = timezone.now()
    case = a_referral(world, now=now - dt.timedelta(days=3))
    today = timezone.localdate()
    copies = []
    for number in range(CASES):
        copy = Referral.objects.get(pk=case.pk)
        copy.pk, copy.public_id, copy.reference = None, uuid4(), f"HMN-2020-{number:06}"
        copy.details = copy.referrer = None
        copies.append(copy)
    Clock.objects.all().delete()
    cases = Referral.objects.bulk_create(copies)
    due = add_virkedager(today, 5)
    rows = [
        Clock(kind="assessment", referral=one, starts_on=today, due_on=due, next_step_on=today, proof={})
        for one in cases
    ]
    return Clock.objects.bulk_create(rows)


def someone_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return bool(cursor.fetchone()[0])


def reminders() -> list[str]:
    return list(Message.objects.filter(template="reminder").values_list("key", flat=True))


@pytest.mark.slow
def test_killed_in_the_middle_of_a_batch_each_is_reminded_once(committed: World, tmp_path: Path) -> None:
    clocks = many_due(committed)
    people = {committed.ingrid.user.pk, committed.jonas.user.pk, committed.marit.user.pk}
    empty_queue()
    in_the_way = psycopg2.connect(database_url())
    try:
        # The same key, not yet committed: the worker must wait in the middle of its second batch.
        blocked = clocks[BATCH + BATCH // 2]
        key = f"clock/{blocked.pk}/warn-5/user/{min(people)}"
        in_the_way.cursor().execute(SAME_KEY, [str(uuid4()), key])
        with a_worker(tmp_path) as first:
            enqueue(TASK)
            assert until(lambda: len(reminders()) == BATCH * len(people)), (
                tmp_path / "worker.log"
            ).read_text()
            assert until(someone_waits)
            first.kill()
            first.wait()
    finally:
        in_the_way.rollback()
        in_the_way.close()
    assert until(lambda: not someone_waits())
    assert len(reminders()) == BATCH * len(people), "the batch that died left nothing"
    empty_queue()
    with a_worker(tmp_path):
        enqueue(TASK)
        enqueue(TASK)
        everything = len(clocks) * len(people)
        assert until(lambda: len(reminders()) == everything), (tmp_path / "worker.log").read_text()
    empty_queue()
    keys = {f"clock/{clock.pk}/warn-5/user/{user}" for clock in clocks for user in people}
    assert sorted(reminders()) == sorted(keys)
