"""Redis and PostgreSQL stopped and started while reminders are written and sent: nothing lost or doubled."""

from __future__ import annotations

import pytest

from tests.faults.expected import (
    all_sent,
    due_now,
    every_mail_arrived,
    every_reminder_was_written_once,
)
from tests.faults.site import Site

pytestmark = pytest.mark.slow
MAILS, STOPPED_AT = 300, 60


def at_work(site: Site) -> list[int]:
    """Two workers and a beat, in the middle of the mails; the clocks that they are about."""
    site.postman.pause = 0.02
    clocks = due_now(site, MAILS)
    site.worker("first")
    site.worker("second")
    site.beat()
    site.until(lambda: len(site.postman.mails) >= STOPPED_AT, "some mails")
    return clocks


def all_went_once(site: Site, clocks: list[int]) -> None:
    site.until(lambda: all_sent(site, MAILS), "everything sent")
    every_reminder_was_written_once(site, clocks)
    every_mail_arrived(site, MAILS)
    assert site.postman.repeats == []


@pytest.mark.parametrize("loses", [False, True], ids=["keeps its queue", "loses its queue"])
def test_redis_stopped_and_started_in_the_middle_and_each_mail_goes_once(site: Site, loses: bool) -> None:
    clocks = at_work(site)
    site.servers.restart_redis(loses=loses)
    more = due_now(site, MAILS)
    site.until(lambda: all_sent(site, 2 * MAILS), "everything sent, with what came later")
    every_reminder_was_written_once(site, clocks + more)
    every_mail_arrived(site, 2 * MAILS)
    assert site.postman.repeats == []


def test_postgres_restarted_while_mails_are_sent_and_each_goes_once(site: Site) -> None:
    clocks = at_work(site)
    site.servers.restart_postgres()
    all_went_once(site, clocks)


def test_postgres_restarted_with_a_mail_in_flight_and_it_goes_once(site: Site) -> None:
    site.postman.hold_after(STOPPED_AT)
    clocks = at_work(site)
    site.until(site.postman.holding.is_set, "a mail in flight")
    site.servers.stop_postgres()
    site.postman.release()
    site.servers.start_postgres_again()
    all_went_once(site, clocks)


def test_postgres_restarted_while_due_clocks_are_taken_and_each_is_reminded_once(site: Site) -> None:
    clocks = due_now(site, MAILS)
    site.worker("first")
    site.worker("second")
    site.beat()
    site.until(lambda: site.outbox().total() > 0, "the first rows")
    site.servers.restart_postgres()
    all_went_once(site, clocks)
