"""Many reminders to few people, with faults: each is told once, in one mail."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.faults.expected import due_now, every_reminder_was_written_once
from tests.faults.site import Site

pytestmark = pytest.mark.slow
REMINDERS, PEOPLE = 400, 20
CARRIED = "SELECT key, carried_by_id FROM core_message WHERE kind = 'reminder'"
SENT = "SELECT public_id::text FROM core_message WHERE kind = 'digest' AND status = 'sent'"


def all_told(site: Site) -> bool:
    return site.outbox()["sent"] == REMINDERS + PEOPLE


def each_was_told_once(site: Site, clocks: list[int]) -> None:
    """Every reminder is in one mail, each person has one, and it came."""
    every_reminder_was_written_once(site, clocks)
    carriers = Counter(carrier for _key, carrier in site.ask(CARRIED))
    assert set(carriers.values()) == {REMINDERS // PEOPLE}
    assert {mail.message_id[1:37] for mail in site.postman.mails} == {row for (row,) in site.ask(SENT)}
    lines = Counter(
        line
        for mail in {mail.message_id: mail for mail in site.postman.mails}.values()
        for line in mail.content.get_content().splitlines()
        if line.startswith("12.")
    )
    assert (lines.total(), set(lines.values())) == (REMINDERS, {1})


def test_two_beats_and_two_workers_write_one_mail_to_each(site: Site) -> None:
    clocks = due_now(site, REMINDERS, people=PEOPLE)
    for number in (1, 2):
        site.worker(f"worker{number}")
        site.beat(f"beat{number}")
    site.until(lambda: all_told(site), "everything sent")
    each_was_told_once(site, clocks)
    assert site.postman.repeats == []


@pytest.mark.parametrize("taken", [False, True], ids=["before it was taken", "after it was taken"])
def test_killed_with_such_a_mail_in_flight_that_one_alone_comes_again(site: Site, taken: bool) -> None:
    (site.postman.hold_after if taken else site.postman.hold_before)(PEOPLE // 2)
    clocks = due_now(site, REMINDERS, people=PEOPLE)
    first = site.worker("first")
    site.beat()
    site.until(site.postman.holding.is_set, "the mail to be killed at")
    site.kill(first)
    site.postman.release()
    in_flight = site.postman.mails[-1].message_id
    site.clock.jump(minutes=11)
    site.worker("second")
    site.until(lambda: all_told(site), "everything sent")
    each_was_told_once(site, clocks)
    assert site.postman.repeats == ([in_flight] if taken else [])
