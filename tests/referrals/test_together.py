"""Several reminders to one person that are due at the same time leave as one e-mail, each in one only."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from referrals.models import Clock, Referral
from referrals.use_cases.clocks import meet
from referrals.use_cases.scan import scan_clocks
from referrals.use_cases.together import MOST, bring_together, send_emails, take_apart_stale
from rve.core import outbox
from rve.core.models import Message, User
from tests.core.test_outbox import a_message
from tests.people import World, a_claimed_case
from tests.referrals.test_races import at_once
from tests.referrals.test_scan import at

MONDAY = "2026-03-09"


def written(world: World, many: int) -> list[Referral]:
    """Ingrid's cases, each with a first warning that is due on Monday at seven."""
    cases = [a_claimed_case(world) for _ in range(many)]
    scan_clocks(now=at(MONDAY, 1))
    return cases


def told() -> list[str]:
    """The references of each e-mail that is written, one line a mail."""
    rows = Message.objects.filter(kind="digest").exclude(status="cancelled").order_by("pk")
    return [" ".join(told["reference"] for told in row.context["rows"]) for row in rows]


def states() -> set[tuple[str, bool]]:
    """Of the reminders: the state, and whether another e-mail carries it."""
    rows = Message.objects.filter(kind="reminder").values_list("status", "carried_by")
    return {(status, carrier is not None) for status, carrier in rows}


def test_three_reminders_of_a_morning_are_one_mail(world: World) -> None:
    cases = written(world, 3)
    assert send_emails(now=at(MONDAY, 7)) == 1
    (sent,) = mail.outbox
    assert sent.subject == "Påminnelser i dag: 3"
    for case in cases:
        assert f"/cases/{case.public_id}" in sent.body
    assert "Aksnes" not in sent.body
    assert states() == {("sent", True)}
    assert send_emails(now=at(MONDAY, 8)) == 0


def test_a_single_one_goes_as_itself(world: World) -> None:
    (case,) = written(world, 1)
    assert send_emails(now=at(MONDAY, 7)) == 1
    assert mail.outbox[0].subject.startswith(f"{case.reference}: ")


def test_what_is_over_is_told_in_the_subject_and_at_its_line(world: World) -> None:
    User.objects.update(language="en")
    late, _early = a_claimed_case(world), a_claimed_case(world)
    Clock.objects.filter(referral=late).update(due_on=dt.date(2026, 3, 6), moves=1, breached_at=None)
    scan_clocks(now=at(MONDAY, 1))
    send_emails(now=at(MONDAY, 7))
    to_ingrid = next(one for one in mail.outbox if "ingrid" in one.to[0])
    assert to_ingrid.subject == "Reminders today: 2, over the deadline: 1"
    assert f"{late.reference}  over the deadline" in to_ingrid.body
    assert to_ingrid.body.count("over the deadline") == 1


def test_at_night_nothing_is_brought_together(world: World) -> None:
    written(world, 2)
    assert bring_together(now=at(MONDAY, 6)) == 0
    assert states() == {("pending", False)}


def test_by_two_senders_at_once_each_reminder_leaves_once(committed: World) -> None:
    cases = written(committed, 5)
    at_once(*[lambda: send_emails(now=at(MONDAY, 7))] * 3)
    lines = [line for one in mail.outbox for line in one.body.splitlines()]
    assert {sum(str(case.public_id) in line for line in lines) for case in cases} == {1}
    assert len(mail.outbox) == 1


def test_what_another_sender_is_taking_is_left_to_it(committed: World) -> None:
    written(committed, 3)
    other = connection.copy()
    with other.cursor() as its, connection.cursor() as ours:
        ours.execute("SET lock_timeout = '2s'")
        its.execute("BEGIN; SELECT id FROM core_message ORDER BY id LIMIT 1 FOR UPDATE")
        try:
            assert bring_together(now=at(MONDAY, 7)) == 1
        finally:
            other.close()
            ours.execute("RESET lock_timeout")
    assert [len(line.split()) for line in told()] == [2]


def test_one_that_was_tried_goes_again_under_its_own_id(world: World) -> None:
    """It may have arrived: in another e-mail it would be told twice."""
    written(world, 4)
    first, second = Message.objects.order_by("pk")[:2]
    Message.objects.filter(pk=first.pk).update(attempts=1)
    Message.objects.filter(pk=second.pk).update(error="SMTPServerDisconnected")
    send_emails(now=at(MONDAY, 7))
    ids = {one.extra_headers["Message-ID"][1:37] for one in mail.outbox}
    assert len(ids) == 3
    assert {str(first.public_id), str(second.public_id)} < ids


def test_what_is_met_before_the_mail_leaves_is_not_told(world: World) -> None:
    met, runs = written(world, 2)
    bring_together(now=at(MONDAY, 7))
    meet(met, "assessment", now=at(MONDAY, 7))
    assert told() == [runs.reference]
    meet(runs, "assessment", now=at(MONDAY, 7))
    assert send_emails(now=at(MONDAY, 8)) == 0


def test_when_the_next_step_comes_first_the_earlier_is_not_told(world: World) -> None:
    """The mail server was away from Monday to Thursday, and the scan was not."""
    written(world, 2)
    bring_together(now=at(MONDAY, 7))
    Message.objects.filter(kind="digest").update(error="ServerAway")
    scan_clocks(now=at("2026-03-12", 1))
    send_emails(now=at("2026-03-12", 7))
    (sent,) = mail.outbox
    steps = [row["step"] for row in Message.objects.get(status="sent", kind="digest").context["rows"]]
    assert steps == ["warn-2", "warn-2"]
    assert sent.subject == "Påminnelser i dag: 2"


def test_after_a_stop_only_what_is_due_now_is_told(world: World) -> None:
    """Nobody worked from Monday to Thursday; the sender is up before the scan."""
    moved_on, the_same = written(world, 2)
    bring_together(now=at(MONDAY, 7))
    Clock.objects.filter(referral=the_same).update(next_step_on=dt.date(2026, 3, 20))
    thursday = at("2026-03-12", 7)
    assert send_emails(now=thursday) == 1
    assert [the_same.reference in one.subject for one in mail.outbox] == [True]
    scan_clocks(now=thursday)
    send_emails(now=thursday + dt.timedelta(minutes=2))
    assert [str(moved_on.reference) in one.subject for one in mail.outbox] == [False, True]
    row = Message.objects.get(case_id=moved_on.pk, status="sent")
    assert row.context["step"] == "warn-2"


def test_one_of_an_earlier_day_that_was_tried_stays_whole(world: World) -> None:
    written(world, 2)
    bring_together(now=at(MONDAY, 7))
    Message.objects.filter(kind="digest").update(attempts=1)
    assert take_apart_stale(now=at("2026-03-12", 7)) == 0


def test_hundreds_are_told_in_parts(world: World, now: dt.datetime) -> None:
    user = world.ingrid.user
    outbox.put(*(a_message(user, f"clock/{n}/warn-5/user/{user.pk}") for n in range(MOST + 2)), now=now)
    assert bring_together(now=now) == 2
    assert [len(row.context["rows"]) for row in Message.objects.filter(kind="digest").order_by("pk")] == [
        MOST,
        2,
    ]


def test_many_people_take_as_many_statements_as_one(world: World, now: dt.datetime) -> None:
    counts = []
    for round, many in enumerate((1, 20)):
        people = [User.objects.create(username=f"p{round}-{n}", email="p@example.no") for n in range(many)]
        outbox.put(*(a_message(one, f"{round}/{one.pk}/{n}") for one in people for n in (1, 2)), now=now)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert bring_together(now=now) == many
        counts.append(len(seen))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_it_is_written_in_the_readers_language(world: World, language: str) -> None:
    User.objects.update(language=language)
    written(world, 2)
    send_emails(now=at(MONDAY, 7))
    assert (
        mail.outbox[0].subject
        == {
            "nb": "Påminnelser i dag: 2",
            "nn": "Påminningar i dag: 2",
            "en": "Reminders today: 2",
        }[language]
    )
