"""A worker killed with SIGKILL while it sends reminders: the only repeat is the mail in flight."""

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
MAILS, KILLED_AT = 400, 150


def killed(site: Site) -> list[int]:
    """The clocks; a first worker is killed at a mail that the server holds, another finishes."""
    clocks = due_now(site, MAILS)
    first = site.worker("first")
    site.beat()
    site.until(site.postman.holding.is_set, "the mail to be killed at")
    site.kill(first)
    site.postman.release()
    assert len(site.postman.mails) == KILLED_AT
    # The rows that the dead worker had claimed are free when it has been silent for long enough.
    site.clock.jump(minutes=11)
    site.worker("second")
    site.until(lambda: all_sent(site, MAILS), "everything sent")
    return clocks


def test_killed_before_the_server_took_the_mail_nothing_is_repeated(site: Site) -> None:
    site.postman.hold_before(KILLED_AT)
    clocks = killed(site)
    every_reminder_was_written_once(site, clocks)
    every_mail_arrived(site, MAILS)
    assert site.postman.repeats == []


def test_killed_after_the_server_took_the_mail_that_one_is_repeated_under_its_own_id(site: Site) -> None:
    site.postman.hold_after(KILLED_AT)
    clocks = killed(site)
    every_reminder_was_written_once(site, clocks)
    every_mail_arrived(site, MAILS)
    in_flight = site.postman.mails[KILLED_AT - 1].message_id
    assert site.postman.repeats == [in_flight]


def test_killed_three_times_wherever_it_was_at_most_three_are_repeated(site: Site) -> None:
    site.postman.pause = 0.01
    clocks = due_now(site, MAILS)
    site.beat()
    for number in (1, 2, 3):
        worker = site.worker(f"worker{number}")
        site.until(lambda: len(site.postman.mails) >= number * 60, "some mails")  # noqa: B023 - at once
        site.kill(worker)
        site.clock.jump(minutes=11)
    site.worker("last")
    site.until(lambda: all_sent(site, MAILS), "everything sent")
    every_reminder_was_written_once(site, clocks)
    every_mail_arrived(site, MAILS)
    assert len(site.postman.repeats) <= 3
