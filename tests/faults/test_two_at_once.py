"""Beat run twice and two workers, all at the same work: it is done once."""

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
MAILS = 400


def test_two_beats_and_two_workers_send_each_reminder_once(site: Site) -> None:
    clocks = due_now(site, MAILS)
    for number in (1, 2):
        site.worker(f"worker{number}")
        site.beat(f"beat{number}")
    site.until(lambda: all_sent(site, MAILS), "everything sent")
    every_reminder_was_written_once(site, clocks)
    every_mail_arrived(site, MAILS)
    assert site.postman.repeats == []


def test_a_slow_worker_that_lives_is_not_robbed_of_what_it_has_in_hand(site: Site) -> None:
    """Eleven minutes pass on the product's clock while it has a mail in flight; the other takes the rest."""
    site.postman.hold_before(20)
    clocks = due_now(site, MAILS)
    site.worker("one")
    site.worker("another")
    site.beat()
    site.until(site.postman.holding.is_set, "one of them to wait")
    site.clock.jump(minutes=11)
    site.until(lambda: all_in_hand(site), "everything sent, or in the slow one's hand", seconds=15)
    site.postman.release()
    site.until(lambda: all_sent(site, MAILS), "everything sent")
    every_reminder_was_written_once(site, clocks)
    every_mail_arrived(site, MAILS)
    assert site.postman.repeats == []


def all_in_hand(site: Site) -> bool:
    found = site.outbox()
    return found["sent"] + found["sending"] == MAILS and found["sent"] > MAILS // 2
