"""Letters by digital post, against the stand-in as a process of its own."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from referrals.channels import digital
from referrals.channels.unread import paper_instead
from referrals.models import Clock, Decision
from referrals.use_cases.ask_digital import ask_digital
from referrals.use_cases.hand_over import hand_over_letters
from referrals.use_cases.send_digital import send_digital
from rve.core import outbox
from rve.core.models import CaseEvent, Message, Setting
from tests.digital_post import TOKEN, DigitalPost, a_digital_post, a_patient_who
from tests.people import BEGINNING, NOW, World, a_signed_decision

MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)


@pytest.fixture
def post(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[DigitalPost]:
    """Running, and told to the product; the client waits shortly."""
    with a_digital_post(tmp_path) as running:
        settings.DIGITAL_POST_URL, settings.DIGITAL_POST_TOKEN = running.url, TOKEN
        monkeypatch.setattr(digital, "SECONDS", 0.4)
        yield running


def signed(world: World, manner: str, **changed: Any) -> Decision:
    """A decision whose letter goes to a patient that digital post treats in this manner."""
    switched_on(world)
    return a_signed_decision(world, patient=a_patient_who(manner), **changed)


def switched_on(world: World) -> None:
    Setting.objects.get_or_create(
        region=world.region, key="digital_post", valid_from=BEGINNING, defaults={"value": True, "source": "t"}
    )


def message_of(decision: Decision) -> Message:
    return Message.objects.get(key=f"letter/{patient_letter(decision).pk}")


def patient_letter(decision: Decision) -> Any:
    return decision.letters.get(recipient_role="patient")


def paper_of(decision: Decision) -> list[Message]:
    return list(Message.objects.filter(key=f"letter/{patient_letter(decision).pk}/paper"))


def clock_of(decision: Decision, kind: str) -> Clock | None:
    return decision.referral.clocks.filter(kind=kind).first()


def verbs(decision: Decision) -> list[str]:
    return list(CaseEvent.objects.filter(case_id=decision.referral_id).values_list("verb", flat=True))


def test_the_patient_is_informed_when_digital_post_has_the_letter(world: World, post: DigitalPost) -> None:
    decision = signed(world, "opens")
    assert hand_over_letters(now=NOW) == 0, "nothing on paper"
    assert send_digital(now=NOW + MINUTE) == 1
    assert [(one["id"], one["puts"]) for one in post.messages()] == [(str(message_of(decision).public_id), 1)]
    clock = clock_of(decision, "assessment")
    assert clock is not None
    assert clock.met_at == NOW + MINUTE


def test_delivered_starts_the_week_and_opened_stops_it(world: World, post: DigitalPost) -> None:
    decision = signed(world, "never_opens")
    send_digital(now=NOW)
    assert ask_digital(now=NOW + MINUTE) == 1
    message, clock = message_of(decision), clock_of(decision, "unread_digital")
    assert message.status == "delivered"
    assert clock is not None
    assert (clock.due_on, clock.met_at) == ((NOW + 7 * DAY).date(), None)
    post.open(message.public_id)
    assert ask_digital(now=NOW + 3 * MINUTE) == 1
    clock.refresh_from_db()
    assert (message_of(decision).status, clock.met_at) == ("opened", NOW + 3 * MINUTE)
    assert "letter_opened" in verbs(decision)


def test_the_time_to_complain_runs_from_the_day_it_was_opened(world: World, post: DigitalPost) -> None:
    decision = signed(world, "opens")
    send_digital(now=NOW)
    window = clock_of(decision, "complaint_window")
    assert window is not None
    assert window.starts_on == (NOW + 7 * DAY).date(), "presumed: a letter travels a week"
    ask_digital(now=NOW + 2 * DAY)
    window.refresh_from_db()
    assert window.starts_on == (NOW + 2 * DAY).date()


def test_it_is_not_asked_for_again_at_once(world: World, post: DigitalPost) -> None:
    decision = signed(world, "never_opens")
    send_digital(now=NOW)
    ask_digital(now=NOW + MINUTE)
    post.open(message_of(decision).public_id)
    assert ask_digital(now=NOW + 1.5 * MINUTE) == 0, "a minute has not passed"
    assert ask_digital(now=NOW + 2 * MINUTE) == 1


def test_unopened_after_a_week_goes_on_paper_once(world: World, post: DigitalPost, folders: Path) -> None:
    decision, later = signed(world, "never_opens"), NOW + 8 * DAY
    send_digital(now=NOW)
    ask_digital(now=NOW + MINUTE)
    clock = clock_of(decision, "unread_digital")
    assert clock is not None
    assert [paper_instead(clock, later), paper_instead(clock, later)] == [True, False]
    assert hand_over_letters(now=later) == 1
    assert len(list((folders / "letters").glob("*.pdf"))) == 1
    assert send_digital(now=later) == 1, "the second notice"
    assert [len(one["notices"]) for one in post.messages()] == [1]
    assert verbs(decision).count("unread_on_paper") == 1


def test_opened_in_time_never_goes_on_paper(world: World, post: DigitalPost) -> None:
    decision = signed(world, "opens")
    send_digital(now=NOW)
    ask_digital(now=NOW + MINUTE)
    clock = clock_of(decision, "unread_digital")
    assert clock is not None
    assert paper_instead(clock, NOW + 8 * DAY) is False
    assert paper_of(decision) == []


@pytest.mark.parametrize(("manner", "code"), [("reserved", "reserved"), ("unknown", "unknown_recipient")])
def test_refused_goes_on_paper_at_once(manner: str, code: str, world: World, post: DigitalPost) -> None:
    decision = signed(world, manner)
    assert send_digital(now=NOW) == 0
    message, assessment = message_of(decision), clock_of(decision, "assessment")
    assert (message.status, message.error) == ("failed", code)
    assert [one.channel for one in paper_of(decision)] == ["file"]
    assert assessment is not None
    assert assessment.met_at is None, "not informed yet"
    assert hand_over_letters(now=NOW + MINUTE) == 1
    assessment.refresh_from_db()
    assert assessment.met_at == NOW + MINUTE
    assert "digital_refused" in verbs(decision)


def test_an_answer_that_came_too_late_is_no_second_letter(world: World, post: DigitalPost) -> None:
    decision = signed(world, "slow")
    assert send_digital(now=NOW) == 0
    assert message_of(decision).status == "pending"
    assert send_digital(now=NOW + 5 * MINUTE) == 1
    assert message_of(decision).status == "sent"
    assert [one["puts"] for one in post.messages()] == [1], "asked for before it was sent again"


def test_a_sender_that_died_sends_no_second_letter(world: World, post: DigitalPost) -> None:
    decision = signed(world, "opens")
    claimed = outbox.claim(channel="digital", now=NOW)
    assert claimed is not None
    digital.DIGITAL_POST.deliver(claimed)
    assert send_digital(now=NOW + 11 * MINUTE) == 1
    assert message_of(decision).status == "sent"
    assert [one["puts"] for one in post.messages()] == [1]


def test_while_nobody_answers_letters_wait_and_lose_no_attempt(world: World, post: DigitalPost) -> None:
    decision = signed(world, "opens")
    post.stop()
    moment = NOW
    for _time in range(20):
        moment += 10 * MINUTE
        assert send_digital(now=moment) == 0
    message = message_of(decision)
    assert (message.status, message.attempts, message.error) == ("pending", 0, "ServerAway")
    post.start()
    assert send_digital(now=moment + 10 * MINUTE) == 1


def test_a_killed_digital_post_remembers_what_it_took(world: World, post: DigitalPost) -> None:
    decision = signed(world, "slow")
    send_digital(now=NOW)
    post.stop(kill=True)
    post.start()
    assert send_digital(now=NOW + 5 * MINUTE) == 1
    assert [one["puts"] for one in post.messages()] == [1]
    assert message_of(decision).status == "sent"


def test_a_key_that_is_not_accepted_fails_nothing(world: World, post: DigitalPost, settings: Any) -> None:
    decision = signed(world, "opens")
    settings.DIGITAL_POST_TOKEN = "another"
    assert send_digital(now=NOW) == 0
    message = message_of(decision)
    assert (message.status, message.attempts, message.error) == ("pending", 0, "NotLetIn")


def test_a_letter_that_digital_post_has_lost_is_left_to_a_person(world: World, post: DigitalPost) -> None:
    decision = signed(world, "opens")
    send_digital(now=NOW)
    post.stop()
    for file in post.folder.glob("digital_post.sqlite*"):
        file.unlink()
    post.start()
    assert ask_digital(now=NOW + MINUTE) == 1
    message = message_of(decision)
    assert (message.status, message.error) == ("failed", "lost")
    assert paper_of(decision) == []


def test_another_letter_under_the_same_id_is_refused(world: World, post: DigitalPost) -> None:
    decision = signed(world, "opens")
    message = message_of(decision)
    other = {"recipient": "1" * 11, "title": "", "sha256": patient_letter(decision).sha256, "pdf": ""}
    other |= {"pdf": digital._body(patient_letter(decision))["pdf"], "recipient": "01810050034"}
    digital._request("PUT", f"/messages/{message.public_id}", other)
    send_digital(now=NOW)
    assert message_of(decision).error == "other_content"
    assert len(paper_of(decision)) == 1


def test_two_workers_at_once_send_each_letter_once(committed: World, post: DigitalPost) -> None:
    decision = signed(committed, "opens")
    letter = {"letter": str(patient_letter(decision).public_id), "reference": ""}
    more = [
        outbox.Outgoing(f"more/{n}", "letter", "digital", "referral", decision.referral_id, "letter", letter)
        for n in range(11)
    ]
    outbox.put(*more, now=NOW)

    def work(_number: int) -> int:
        try:
            return send_digital(now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as workers:
        list(workers.map(work, range(2)))
    send_digital(now=NOW + 5 * MINUTE)  # what a slow answer put off is asked after, and not sent again
    assert not Message.objects.filter(channel="digital").exclude(status="sent").exists()
    assert [one["puts"] for one in post.messages()] == [1] * 12


def test_the_identity_number_stands_in_no_row_log_address_or_error(
    world: World, post: DigitalPost, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    numbers = []
    for manner in ("opens", "reserved", "slow"):
        decision = signed(world, manner)
        assert decision.referral.patient is not None
        numbers.append(decision.referral.patient.details.number)
    send_digital(now=NOW)
    ask_digital(now=NOW + MINUTE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(m)::text FROM core_message m")
        rows = "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute("SELECT row_to_json(e)::text FROM core_caseevent e")
        rows += "\n".join(row[0] for row in cursor.fetchall())
    kept = "".join(file.read_bytes().decode("latin-1") for file in post.folder.glob("digital_post.sqlite*"))
    said = rows + caplog.text + post.log + kept
    assert len(numbers) == 3
    assert all(numbers)
    assert [number for number in numbers if number in said] == []
