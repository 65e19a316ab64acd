"""The clock goes over Easter 2026: Wednesday 1 April is followed by Tuesday 7 April, the next day at work."""

from __future__ import annotations

import datetime as dt
import json
import time
from collections import Counter, defaultdict

import pytest

from tests.faults.site import Site
from tests.faults.travel import at

pytestmark = pytest.mark.slow
EACH = 20
WEDNESDAY, TUESDAY = dt.date(2026, 4, 1), dt.date(2026, 4, 7)
# Due days, and the day each was to be looked at next. The last day and what is over go to the team lead too.
WARNED_WEDNESDAY = {"due_on": "2026-04-08", "next_step_on": "2026-04-01"}
LAST_DAY_WEDNESDAY = {"due_on": "2026-04-01", "next_step_on": "2026-04-01"}
LAST_DAY_TUESDAY = {"due_on": "2026-04-07", "next_step_on": "2026-04-07"}
WARNED_TUESDAY = {"due_on": "2026-04-14", "next_step_on": "2026-04-07"}
MISSED_ONE = {"due_on": "2026-04-09", "next_step_on": "2026-03-30"}
TOLD_BY = """
    SELECT COALESCE(carrier.public_id, told.public_id)::text, told.key
      FROM core_message told LEFT JOIN core_message carrier ON carrier.id = told.carried_by_id
     WHERE told.kind = 'reminder'
"""
AFTER_EASTER = {"due_on": "2026-04-15", "next_step_on": "2026-04-08"}


def running(site: Site, *groups: dict[str, str]) -> list[set[int]]:
    """The keys of the clocks of each group, all Ingrid's."""
    asked = [{"count": EACH, "kind": "assessment", **group} for group in groups]
    return [set(keys) for keys in json.loads(site.run("tests.faults.load", json.dumps({"clocks": asked})))]


def told(site: Site) -> Counter[tuple[int, str, str]]:
    """What came: clock, step and person of each reminder, alone or with others in one mail."""
    rows: dict[str, list[list[str]]] = defaultdict(list)
    for public_id, key in site.ask(TOLD_BY):
        rows[public_id].append(key.split("/"))
    keys = [key for mail in site.postman.mails for key in rows[mail.message_id[1:37]]]
    return Counter((int(key[1]), key[2], key[4]) for key in keys)


def one_mail_a_day_for_each(site: Site) -> bool:
    """Whoever was written to got one mail on each day."""
    return set(Counter((mail.to, mail.at.date()) for mail in site.postman.mails).values()) == {1}


def steps(site: Site, clocks: set[int]) -> Counter[str]:
    return Counter(step for clock, step, _person in told(site).elements() if clock in clocks)


def beats(site: Site, moment: dt.datetime, seconds: float = 3) -> None:
    """At this moment the beat strikes a few times."""
    site.clock.set_to(moment)
    time.sleep(seconds)


def test_nothing_is_sent_on_the_days_off_and_on_tuesday_what_is_due_then(site: Site) -> None:
    groups = (WARNED_WEDNESDAY, LAST_DAY_WEDNESDAY, LAST_DAY_TUESDAY, WARNED_TUESDAY, AFTER_EASTER)
    warned, over, last_day, first_warning, later = running(site, *groups)
    site.clock.set_to(at(1, 4, 10))
    site.worker("first")
    site.worker("second")
    site.beat()
    site.until(lambda: told(site).total() == 3 * EACH, "Wednesday's reminders")
    for moment in (
        at(1, 4, 23),
        at(2, 4, 10),
        at(3, 4, 12),
        at(4, 4, 10),
        at(5, 4, 10),
        at(6, 4, 10),
        at(7, 4, 6),
    ):
        beats(site, moment)
    assert told(site).total() == 3 * EACH, "nothing on the days off"
    site.clock.set_to(at(7, 4, 7, 30))
    site.until(lambda: told(site).total() >= 8 * EACH, "Tuesday's reminders")
    beats(site, at(7, 4, 10))
    assert steps(site, warned) == {"warn-2": EACH}
    assert steps(site, over) == {"warn-0": 2 * EACH, "breach": 2 * EACH}
    assert steps(site, last_day) == {"warn-0": 2 * EACH}
    assert steps(site, first_warning) == {"warn-5": EACH}
    assert steps(site, later) == {}
    assert set(told(site).values()) == {1}
    assert {mail.at.date() for mail in site.postman.mails} == {WEDNESDAY, TUESDAY}
    assert one_mail_a_day_for_each(site)
    assert all(7 <= mail.at.hour < 17 for mail in site.postman.mails)


def test_stopped_from_wednesday_night_to_tuesday_each_is_told_once_of_what_is_due_now(site: Site) -> None:
    """After midnight the day's rows are written for seven o'clock; then nobody works until Tuesday."""
    groups = (WARNED_WEDNESDAY, LAST_DAY_WEDNESDAY, LAST_DAY_TUESDAY, WARNED_TUESDAY, MISSED_ONE)
    warned, over, last_day, first_warning, missed = running(site, *groups)
    site.clock.set_to(at(1, 4, 0, 5))
    night = site.worker("night")
    site.beat()
    site.until(lambda: site.outbox().total() == 4 * EACH, "the day's rows")
    site.kill(night)
    assert site.postman.mails == []
    site.clock.set_to(at(7, 4, 7, 30))
    site.worker("first")
    site.worker("second")
    site.until(lambda: told(site).total() >= 7 * EACH, "Tuesday's reminders")
    beats(site, at(7, 4, 10))
    assert steps(site, warned) == {"warn-2": EACH}
    assert steps(site, over) == {"breach": 2 * EACH}
    assert steps(site, last_day) == {"warn-0": 2 * EACH}
    assert steps(site, first_warning) == {"warn-5": EACH}
    assert steps(site, missed) == {"warn-2": EACH}
    assert set(told(site).values()) == {1}
    assert {mail.at.date() for mail in site.postman.mails} == {TUESDAY}
