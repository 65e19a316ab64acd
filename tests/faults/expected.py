"""What every fault must leave behind: each reminder in the outbox, sent, and at its reader's."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tests.faults.site import Site

# On Thursday 5 March 2026 a clock that is due on the twelfth warns for the first time: five virkedager.
FIRST_WARNING = {"kind": "assessment", "due_on": "2026-03-12", "next_step_on": "2026-03-05"}
KEYS = "SELECT key FROM core_message WHERE kind = 'reminder' AND status <> 'cancelled' ORDER BY key"


def due_now(site: Site, count: int, *, people: int = 0) -> list[int]:
    """So many clocks that are due, each with a person of its own to remind, so as many mails; or with so many
    people by turns. Their keys.
    """
    asked = {"count": count, "people": people or count, **FIRST_WARNING}
    (made,) = json.loads(site.run("tests.faults.load", json.dumps({"clocks": [asked]})))
    return [int(key) for key in made]


def all_sent(site: Site, count: int) -> bool:
    return site.outbox()["sent"] == count


def every_reminder_was_written_once(site: Site, clocks: list[int]) -> None:
    """One row per clock, and one event in the case's history."""
    rows = [key.split("/") for (key,) in site.ask(KEYS)]
    assert sorted(int(key[1]) for key in rows) == sorted(clocks)
    assert {key[2] for key in rows} == {"warn-5"}
    told = site.ask("SELECT case_id, count(*) FROM core_caseevent WHERE verb = 'reminded' GROUP BY case_id")
    assert len(told) == len(clocks)
    assert {count for (_, count) in told} == {1}


def every_mail_arrived(site: Site, count: int) -> None:
    """What the outbox calls sent is at the mail server, each under its own Message-ID, and nothing else."""
    assert site.outbox() == {"sent": count}
    assert set(site.postman.ids) == site.ids()
    assert len(site.ids()) == count


def office_hours(site: Site) -> Iterator[bool]:
    return (7 <= mail.at.hour < 17 for mail in site.postman.mails)
