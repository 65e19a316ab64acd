"""The mail server refuses, is shut or hangs up: everything arrives when it takes mail again, and once."""

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
MAILS = 120


def an_hour_later(site: Site) -> None:
    """Six times ten minutes, in each of which the workers try again."""
    for _ in range(6):
        site.clock.jump(minutes=10)
        site.until(lambda: _tried_since(site), "another try")
        assert site.outbox()["failed"] == 0


def _tried_since(site: Site) -> bool:
    """Something was put off to a moment that is still to come."""
    later = "SELECT 1 FROM core_message WHERE status = 'pending' AND error <> '' AND not_before > %s LIMIT 1"
    return bool(site.ask(later, site.clock.now()))


@pytest.mark.parametrize("shut", [False, True], ids=["refuses each mail", "is shut"])
def test_after_an_hour_without_a_mail_server_every_mail_arrives_once(site: Site, shut: bool) -> None:
    site.postman.refuses = True
    if shut:
        site.postman.shut()
    clocks = due_now(site, MAILS)
    site.worker("first")
    site.worker("second")
    site.beat()
    site.until(lambda: _tried_since(site), "the first try")
    an_hour_later(site)
    assert site.postman.mails == []
    site.postman.refuses = False
    if shut:
        site.postman.open()
    site.clock.jump(minutes=70)
    site.until(lambda: all_sent(site, MAILS), "everything sent")
    every_reminder_was_written_once(site, clocks)
    every_mail_arrived(site, MAILS)
    assert site.postman.repeats == []


def test_where_the_server_takes_a_mail_and_hangs_up_only_that_one_comes_again(site: Site) -> None:
    """No sender can know: it is told nothing. The receiver knows it by its Message-ID."""
    site.postman.hang_ups = {10, 50}
    clocks = due_now(site, MAILS)
    site.worker("first")
    site.beat()
    site.until(lambda: site.outbox()["sent"] == MAILS - 2, "the others sent")
    site.clock.jump(minutes=11)
    site.until(lambda: all_sent(site, MAILS), "everything sent")
    every_reminder_was_written_once(site, clocks)
    every_mail_arrived(site, MAILS)
    cut_off = {site.postman.mails[number - 1].message_id for number in site.postman.hang_ups}
    assert set(site.postman.repeats) == cut_off
    assert len(site.postman.repeats) == len(cut_off)
