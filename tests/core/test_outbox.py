from __future__ import annotations

import datetime as dt
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core import mail
from django.db import connection

from rve.core import outbox
from rve.core.dates import LOCAL_ZONE
from rve.core.models import Message, User


def a_message(user: User | None, key: str = "clock/1/warn-5/user/1", **changed: Any) -> outbox.Outgoing:
    values: dict[str, Any] = {
        "key": key,
        "kind": "reminder",
        "channel": "email",
        "case_kind": "referral",
        "case_id": 1,
        "template": "reminder",
        "context": {
            "reference": "HMN-2026-004217",
            "path": "/cases/1",
            "clock": "assessment",
            "step": "warn-5",
            "due_on": "2026-04-15",
        },
        "user": user,
    }
    return outbox.Outgoing(**values | changed)


def send(now: dt.datetime) -> int:
    return outbox.send_emails(now=now)


def test_the_same_key_is_one_row(ingrid: User, now: dt.datetime) -> None:
    assert outbox.put(a_message(ingrid), a_message(ingrid, "other"), now=now) == 2
    assert outbox.put(a_message(ingrid), a_message(ingrid, "third"), now=now) == 1
    assert Message.objects.count() == 3


def test_an_email_names_the_reference_the_day_and_a_link(
    ingrid: User, now: dt.datetime, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://rve.example.no"
    outbox.put(a_message(ingrid), now=now)
    assert send(now) == 1
    (sent,) = mail.outbox
    row = Message.objects.get()
    assert sent.to == ["ingrid@example.no"]
    assert "HMN-2026-004217" in sent.subject
    assert "15. apr. 2026" in sent.subject
    assert "https://rve.example.no/cases/1" in sent.body
    assert sent.extra_headers["Message-ID"] == f"<{row.public_id}@{settings.MAIL_DOMAIN}>"
    assert (row.status, row.sent_at, row.attempts) == ("sent", now, 1)
    assert send(now) == 0


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize(
    "template",
    [
        *("suspected_serious", "question", "answered", "unanswered", "reassigned"),
        *("sent_back", "forwarded", "declined", "no_answer", "letter", "reminder"),
    ],
)
def test_every_mail_has_a_subject_a_body_and_its_link(
    ingrid: User, now: dt.datetime, template: str, language: str
) -> None:
    User.objects.update(language=language)
    outbox.put(a_message(ingrid, template=template), now=now)
    send(now)
    (sent,) = mail.outbox
    assert sent.subject.startswith("HMN-2026-004217: ")
    assert "/cases/1" in sent.body
    assert not any(mark in sent.subject + sent.body for mark in ("{{", "{%", "&#"))


@pytest.mark.parametrize(
    "clock",
    [
        *("assessment", "start", "institution_answer", "referrer_answer", "time_sent", "expected_breach"),
        *("second_opinion_blind", "complaint_formalities", "complaint_preliminary", "complaint_review"),
        *("statsforvalter", "waiting_list", "follow_up_gp", "follow_up_visit", "awaited_result"),
    ],
)
def test_a_reminder_says_what_is_waited_for(ingrid: User, now: dt.datetime, clock: str) -> None:
    for step in ("warn-0", "breach"):
        context = a_message(ingrid).context | {"clock": clock, "step": step}
        outbox.put(a_message(ingrid, f"{clock}/{step}", context=context), now=now)
    send(now)
    assert len(mail.outbox) == 2
    assert all(len(one.body.split("\n")[0]) > 10 for one in mail.outbox)


def test_what_is_for_later_waits(ingrid: User, now: dt.datetime) -> None:
    outbox.put(a_message(ingrid), now=now, not_before=now + dt.timedelta(hours=1))
    assert send(now) == 0
    assert send(now + dt.timedelta(hours=1)) == 1


def fails(error: Exception, now: dt.datetime) -> Message:
    """The row after one more try that ends in the error."""

    def broken(_message: Message) -> None:
        raise error

    outbox.work_off(channel="email", deliver=broken, now=now)
    return Message.objects.get()


def test_what_cannot_be_sent_is_tried_again_a_little_later_each_time(ingrid: User, now: dt.datetime) -> None:
    outbox.put(a_message(ingrid), now=now)
    waits, moment = [], now
    for _ in range(outbox.MAX_ATTEMPTS):
        row = fails(ValueError("broken"), moment)
        waits.append(row.not_before - moment)
        moment = max(row.not_before, moment)
    assert (row.status, row.attempts, row.error) == ("failed", outbox.MAX_ATTEMPTS, "ValueError")
    assert waits[:3] == [dt.timedelta(minutes=minutes) for minutes in (1, 2, 4)]


@pytest.mark.parametrize("error", [ConnectionRefusedError("mail at 10.0.0.1"), outbox.NotNow()])
def test_a_server_that_is_down_uses_up_no_attempt(ingrid: User, now: dt.datetime, error: Exception) -> None:
    outbox.put(a_message(ingrid), now=now)
    moment = now
    for _ in range(3 * outbox.MAX_ATTEMPTS):
        row = fails(error, moment)
        assert row.not_before - moment == dt.timedelta(minutes=2)
        moment = row.not_before
    assert (row.status, row.attempts, row.error) == ("pending", 0, type(error).__name__)
    assert send(moment) == 1


def test_when_nobody_answers_the_others_are_not_tried(ingrid: User, now: dt.datetime) -> None:
    outbox.put(*(a_message(ingrid, f"m/{number}") for number in range(3)), now=now)
    tried = []

    def away(message: Message) -> None:
        tried.append(message.key)
        raise outbox.ServerAway

    outbox.work_off(channel="email", deliver=away, now=now)
    assert tried == ["m/0"]
    assert set(Message.objects.values_list("status", "attempts")) == {("pending", 0)}


def test_what_is_for_office_hours_waits_whenever_it_was_written(ingrid: User) -> None:
    before_five = dt.datetime(2026, 3, 6, 16, 59, tzinfo=LOCAL_ZONE)
    outbox.put(a_message(ingrid, office_hours=True), a_message(ingrid, "at any hour"), now=before_five)
    assert send(dt.datetime(2026, 3, 6, 22, 0, tzinfo=LOCAL_ZONE)) == 1
    assert send(dt.datetime(2026, 3, 8, 12, 0, tzinfo=LOCAL_ZONE)) == 0, "a Sunday"
    assert send(dt.datetime(2026, 3, 9, 6, 59, tzinfo=LOCAL_ZONE)) == 0
    assert send(dt.datetime(2026, 3, 9, 7, 0, tzinfo=LOCAL_ZONE)) == 1


def test_what_waits_for_the_digest_never_goes_alone(ingrid: User, now: dt.datetime) -> None:
    outbox.put(a_message(ingrid, in_digest=True), now=now)
    assert send(now) == 0


def test_without_an_address_it_fails_at_once_and_the_others_go(ingrid: User, now: dt.datetime) -> None:
    nobody = User.objects.create(username="nobody", name="Nobody")
    outbox.put(a_message(nobody, "a"), a_message(ingrid, "b"), now=now)
    assert send(now) == 1
    assert Message.objects.get(key="a").error == "NoAddress"


def test_a_row_whose_claimer_died_is_sent_under_the_same_message_id(ingrid: User, now: dt.datetime) -> None:
    outbox.put(a_message(ingrid), now=now)
    claimed = outbox.claim(channel="email", now=now)
    assert claimed is not None
    assert send(now + dt.timedelta(minutes=4)) == 0
    assert send(now + dt.timedelta(minutes=6)) == 1
    assert mail.outbox[0].extra_headers["Message-ID"].startswith(f"<{claimed.public_id}@")
    assert outbox.hand_over(message=claimed, now=now) is False, "the one who was thought dead cannot mark it"


def test_a_message_that_kills_its_sender_is_given_up(ingrid: User, now: dt.datetime) -> None:
    outbox.put(a_message(ingrid), now=now)
    moment = now
    for _ in range(outbox.MAX_ATTEMPTS):
        outbox.give_back_stuck(now=moment)
        assert outbox.claim(channel="email", now=moment) is not None
        moment += dt.timedelta(minutes=11)
    assert send(moment) == 0
    assert Message.objects.get().status == "failed"


def test_what_was_claimed_and_not_tried_uses_up_no_attempt(ingrid: User, now: dt.datetime) -> None:
    outbox.put(*(a_message(ingrid, f"m/{number}") for number in range(3)), now=now)
    assert len(outbox.claim_batch(channel="email", now=now, limit=10)) == 3
    assert outbox.give_back_stuck(now=now + dt.timedelta(minutes=11)) == 3
    attempts = Message.objects.order_by("key").values_list("attempts", flat=True)
    assert list(attempts) == [1, 0, 0], "the first may have been under way"


def test_a_sender_that_lives_is_not_robbed_however_slow_it_is(
    committed_db: None, ingrid: User, now: dt.datetime
) -> None:
    outbox.put(*(a_message(ingrid, f"m/{number}") for number in range(3)), now=now)
    later, delivered, robbed = now + dt.timedelta(days=14), [], []

    def slowly(message: Message) -> None:
        delivered.append(message.key)
        another = Thread(target=lambda: (robbed.append(send(later)), connection.close()))
        another.start()
        another.join()

    outbox.work_off(channel="email", deliver=slowly, now=now)
    assert (delivered, robbed) == (["m/0", "m/1", "m/2"], [0, 0, 0])


def test_what_is_taken_back_is_not_sent(ingrid: User, now: dt.datetime) -> None:
    outbox.put(a_message(ingrid), a_message(ingrid, "clock/11/warn-5"), now=now)
    assert outbox.cancel(key_prefix="clock/1/") == 1
    assert send(now) == 1
    assert Message.objects.get(key="clock/1/warn-5/user/1").status == "cancelled"


def test_two_senders_send_each_once(committed_db: None, ingrid: User, now: dt.datetime) -> None:
    outbox.put(*(a_message(ingrid, f"m/{number}") for number in range(40)), now=now)
    barrier, seen = Barrier(2), []

    def work() -> None:
        barrier.wait()
        outbox.work_off(channel="email", deliver=lambda message: seen.append(message.key), now=now)
        connection.close()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == sorted(f"m/{number}" for number in range(40))
    assert set(Message.objects.values_list("status", "attempts")) == {("sent", 1)}
