"""A backtest in a real worker, and one whose worker is killed in the middle."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from django.db import connection
from django.utils import timezone

from referrals.models import Backtest
from referrals.use_cases import backtests
from tests.people import World, a_referral
from tests.referrals.tried import a_shorter_draft, in_force
from tests.workers import a_worker, database_url, empty_queue, until

WAITING = """
    SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()
"""


@pytest.fixture
def queue(committed: World) -> Iterator[World]:
    empty_queue()
    yield committed
    empty_queue()


def asked_for(world: World) -> Backtest:
    a_referral(world)
    draft = a_shorter_draft(world)
    return backtests.start_for_draft(draft=draft, against=in_force(world), by=world.marit, now=timezone.now())


def is_in(state: str) -> bool:
    return Backtest.objects.filter(state=state).exists()


def someone_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return bool(cursor.fetchone()[0])


def test_a_worker_carries_out_what_was_asked_for(queue: World, tmp_path: Path) -> None:
    with a_worker(tmp_path):
        asked_for(queue)
        assert until(lambda: is_in("done")), (tmp_path / "worker.log").read_text()
    assert Backtest.objects.get().changed == 1


@pytest.mark.slow
def test_killed_in_the_middle_it_is_carried_out_by_the_next(queue: World, tmp_path: Path) -> None:
    asked = asked_for(queue)
    in_the_way = psycopg2.connect(database_url())
    try:
        # The packed facts are held: the worker has claimed the trial and waits in the middle of it.
        in_the_way.cursor().execute("LOCK TABLE referrals_codedfacts IN ACCESS EXCLUSIVE MODE")
        with a_worker(tmp_path) as first:
            assert until(lambda: is_in("running") and someone_waits()), (tmp_path / "worker.log").read_text()
            first.kill()
            first.wait()
    finally:
        in_the_way.rollback()
        in_the_way.close()
    assert is_in("running"), "nobody has noticed yet"
    empty_queue()
    later = timezone.now() + backtests.SILENT + backtests.WAITS
    Backtest.objects.filter(pk=asked.pk).update(progress_at=timezone.now() - 2 * backtests.SILENT)
    assert backtests.take_up(now=later) == 1
    with a_worker(tmp_path):
        assert until(lambda: is_in("done")), (tmp_path / "worker.log").read_text()
    asked.refresh_from_db()
    assert (asked.attempts, asked.changed, asked.cases.count()) == (2, 1, 1)
