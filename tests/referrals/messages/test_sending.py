"""Messages out: claimed, made, handed over and marked, at least once and under the same id."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from referrals.messages import flags
from referrals.messages.transport import exchange
from referrals.messages.transport.folder import Folder
from referrals.messages.transport.sending import (
    MAX_ATTEMPTS,
    STUCK_AFTER,
    claim,
    give_back_stuck,
    send_waiting,
)
from referrals.models import MessageOut, Placement, Referral
from referrals.pages.case_event_words import Teller, lines
from referrals.pages.case_rules import Words
from rve.core.models import CaseEvent, User
from tests.messages_out import out, with_her_ids
from tests.people import NOW, World, a_signed_decision
from tests.referrals.messages.conftest import Taken
from tests.referrals.messages.written import henvisning

pytestmark = pytest.mark.django_db
FOLDER = Folder()


@pytest.fixture
def message(world: World) -> MessageOut:
    """An onward referral that waits."""
    a_signed_decision(with_her_ids(world))
    return out("onward")


def later(minutes: float) -> dt.datetime:
    return NOW + dt.timedelta(minutes=minutes)


@pytest.fixture
def broken(settings: Any, tmp_path: Path) -> Any:
    """The folder cannot be written to: a file stands where it should be."""
    (tmp_path / "a-file").write_text("")
    settings.MESSAGE_FOLDER = str(tmp_path / "a-file")
    return settings


def test_what_waits_is_a_whole_file_named_by_its_message(message: MessageOut, folders: Path) -> None:
    assert send_waiting(now=NOW, way=FOLDER) == 1
    found = list((folders / "messages" / "out").iterdir())
    assert [one.name for one in found] == [f"{message.public_id}.xml"]
    assert etree.parse(found[0]).getroot().tag.endswith("MsgHead")
    message.refresh_from_db()
    assert (message.status, message.sent_at) == ("sent", NOW)
    assert send_waiting(now=later(60), way=FOLDER) == 0


def test_a_repeat_has_the_same_id_and_the_same_bytes_whatever_the_case_has_become(
    message: MessageOut, folders: Path
) -> None:
    send_waiting(now=NOW, way=FOLDER)
    path = folders / "messages" / "out" / f"{message.public_id}.xml"
    first = path.read_bytes()
    path.unlink()
    Referral.objects.update(family_name="Nytt navn")
    MessageOut.objects.update(status="pending")
    send_waiting(now=later(1), way=FOLDER)
    assert path.read_bytes() == first


def test_one_in_hand_is_nobody_elses(message: MessageOut) -> None:
    assert claim(now=NOW, way=FOLDER) == message
    assert claim(now=NOW, way=FOLDER) is None


def test_one_whose_sender_died_goes_back_after_some_minutes(message: MessageOut) -> None:
    claim(now=NOW, way=FOLDER)
    assert give_back_stuck(now=NOW + STUCK_AFTER) == 0
    assert give_back_stuck(now=NOW + STUCK_AFTER + dt.timedelta(seconds=1)) == 1
    assert claim(now=later(6), way=FOLDER) == message


def test_a_fault_is_tried_again_a_little_later_each_time_and_then_a_person_is_told(
    message: MessageOut, broken: Any
) -> None:
    now = NOW
    for attempt in range(1, MAX_ATTEMPTS + 1):
        assert send_waiting(now=now, way=FOLDER) == 0
        message.refresh_from_db()
        assert message.attempts == attempt
        assert message.status == ("failed" if attempt == MAX_ATTEMPTS else "pending")
        now = max(now, message.not_before)
    assert message.not_before - NOW == dt.timedelta(minutes=2**7 - 1)
    assert message.flag == flags.NOT_SENT
    assert flags.sentence(message.flag)


def test_an_error_keeps_no_word_of_what_was_sent(
    message: MessageOut, broken: Any, caplog: pytest.LogCaptureFixture
) -> None:
    send_waiting(now=NOW, way=FOLDER)
    message.refresh_from_db()
    assert message.errors == [{"code": "later", "text": "NotADirectoryError"}]
    case = Referral.objects.get()
    assert case.patient is not None
    for word in (case.patient.details.number, case.family_name):
        assert word not in caplog.text


def test_a_place_that_was_given_back_meanwhile_gets_nothing(message: MessageOut, folders: Path) -> None:
    Placement.objects.update(status="cancelled")
    assert send_waiting(now=NOW, way=FOLDER) == 0
    message.refresh_from_db()
    assert (message.status, message.flag) == ("cancelled", "")
    assert not list((folders / "messages").glob("out/*"))


def test_without_a_her_id_of_the_unit_it_fails_with_its_reason(message: MessageOut, world: World) -> None:
    world.rve.her_id = ""
    world.rve.save()
    send_waiting(now=NOW, way=FOLDER)
    message.refresh_from_db()
    assert (message.status, message.errors[0]["code"]) == ("failed", "not_made")


def test_a_message_without_a_receipt_after_a_day_is_shown_to_a_person(message: MessageOut) -> None:
    exchange.send(now=NOW)
    exchange.send(now=later(24 * 60 - 1))
    message.refresh_from_db()
    assert message.flag == ""
    exchange.send(now=later(24 * 60))
    message.refresh_from_db()
    assert message.flag == flags.NO_RECEIPT
    assert flags.sentence(message.flag)


# The case's history


def told(message: MessageOut) -> list[str]:
    """What the case page says of messages, the oldest first."""
    rows = CaseEvent.objects.filter(case_id=message.referral_id, verb__startswith="message_").order_by("pk")
    teller = Teller(User(pk=0), Words(None, "nb"), {}, "")
    return [line.words for line in lines(list(rows), teller)]


def test_the_history_says_once_that_it_went_and_where(message: MessageOut) -> None:
    send_waiting(now=NOW, way=FOLDER)
    send_waiting(now=later(60), way=FOLDER)
    assert told(message) == ["Henvisningen gikk til Fjellheimen som melding."]


def test_the_history_says_that_it_could_not_be_sent(message: MessageOut, broken: Any) -> None:
    at = NOW
    for _attempt in range(MAX_ATTEMPTS):
        send_waiting(now=at, way=FOLDER)
        message.refresh_from_db()
        at = message.not_before
    assert told(message) == ["Henvisningen kunne ikke sendes til Fjellheimen som melding."]


def test_a_receipt_stands_in_no_history(taken: Taken) -> None:
    taken(henvisning("2.0"))
    assert send_waiting(now=NOW, way=FOLDER) == 1
    assert not CaseEvent.objects.filter(verb="message_sent").exists()
