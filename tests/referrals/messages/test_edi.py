"""The sector's message service, against a stand-in that behaves as its description says, and misbehaves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from lxml import etree

from referrals.messages.intake import take_in
from referrals.messages.transport import edi_http
from referrals.messages.transport.port import NotNow
from referrals.messages.transport.sending import send_waiting
from referrals.models import MessageIn, MessageOut, Referral
from rve.core.api import shared_state
from rve.local.ports import free_port
from tests.edi import Running, a_key, the_service
from tests.messages_out import PLACE, UNIT, out, with_her_ids
from tests.people import NOW, World, a_signed_decision
from tests.referrals.messages.written import henvisning, number_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def service() -> Iterator[Running]:
    shared_state.forget(f"edi:offset:{UNIT}")
    with the_service() as running:
        yield running


@pytest.fixture
def message(world: World) -> MessageOut:
    a_signed_decision(with_her_ids(world))
    return out("onward")


def kept(content: bytes, reference: str, *, sender: str = "") -> MessageIn:
    return take_in(content=content, transport="edi", transport_reference=reference, sender=sender, now=NOW)


def now_is(message: MessageOut) -> tuple[str, int, str]:
    message.refresh_from_db()
    return message.status, message.attempts, message.errors[0]["text"] if message.errors else ""


# Out


def test_a_message_is_handed_over_with_what_the_service_wants_to_know(
    service: Running, message: MessageOut
) -> None:
    assert send_waiting(now=NOW, way=service.client()) == 1
    sent = service.post.sent[0]
    assert (sent["senderHerId"], sent["receiverHerIds"]) == (int(UNIT), [int(PLACE)])
    assert sent["messageTypeIdentificator"] == "HENVISNING_VIDERE"
    assert etree.fromstring(service.documents()[0]).tag.endswith("MsgHead")
    message.refresh_from_db()
    assert (message.status, message.transport, message.transport_reference) == ("sent", "edi", sent["id"])


def test_a_server_that_wants_a_nonce_in_each_proof_gets_it(service: Running, message: MessageOut) -> None:
    service.manners.nonce = "first"
    client = service.client()
    assert send_waiting(now=NOW, way=client) == 1
    service.manners.nonce = "second"
    assert client.receive(kept) == 0


def test_a_token_that_was_taken_back_is_asked_for_anew(service: Running, message: MessageOut) -> None:
    client = service.client()
    client.receive(kept)
    service.post.tokens.clear()
    assert send_waiting(now=NOW, way=client) == 1


def test_an_answer_that_never_came_leads_to_a_repeat_that_its_receiver_knows(
    service: Running, message: MessageOut
) -> None:
    service.manners.drop = 1
    assert send_waiting(now=NOW, way=service.client()) == 0
    assert now_is(message)[:2] == ("pending", 1)
    assert send_waiting(now=message.not_before, way=service.client()) == 1
    first, second = service.documents()
    assert first == second
    assert str(message.public_id) in first.decode()


def test_a_slow_answer_is_given_up_and_asked_for_again(
    service: Running, message: MessageOut, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edi_http, "_READ", 0.2)
    service.manners.slow = 0.6
    assert send_waiting(now=NOW, way=service.client()) == 0
    assert now_is(message) == ("pending", 1, "NoAnswer")


def test_a_refusal_is_for_good_and_a_person_is_told(service: Running, message: MessageOut) -> None:
    service.manners.refuse = 1
    send_waiting(now=NOW, way=service.client())
    status, _attempts, words = now_is(message)
    assert (status, message.flag) == ("failed", "not_sent")
    assert "1001" in words


@pytest.mark.parametrize("manner", ["busy", "locked"])
def test_a_service_that_is_closed_uses_up_no_attempt(
    service: Running, message: MessageOut, manner: str
) -> None:
    setattr(service.manners, manner, 1)
    send_waiting(now=NOW, way=service.client())
    assert now_is(message)[:2] == ("pending", 0)
    assert message.not_before == NOW + dt.timedelta(minutes=2)


def test_a_service_that_does_not_answer_at_all_uses_up_no_attempt(
    service: Running, message: MessageOut
) -> None:
    client = service.client()
    client.receive(kept)
    http = client._client
    assert http is not None
    http.service = replace(service.service, url=f"http://127.0.0.1:{free_port()}")
    send_waiting(now=NOW, way=client)
    assert now_is(message) == ("pending", 0, "ServerAway")


def test_a_client_with_another_key_is_not_let_in_and_its_messages_wait(
    service: Running, message: MessageOut
) -> None:
    stranger = replace(service, service=replace(service.service, key=a_key()))
    send_waiting(now=NOW, way=stranger.client())
    assert now_is(message) == ("pending", 0, "NotLetIn")
    assert service.post.sent == []


# In


def test_a_referral_that_waits_at_the_service_becomes_a_case(service: Running, world: World) -> None:
    with_her_ids(world)
    shipment = service.put(henvisning("2.0", receiver=UNIT), her_id=int(UNIT))
    assert service.client().receive(kept) == 1
    assert Referral.objects.get().channel == "message"
    assert MessageIn.objects.get().transport_reference == shipment
    assert service.post.marked[shipment] == 1
    assert send_waiting(now=NOW, way=service.client()) == 1
    assert service.post.sent[0]["messageTypeIdentificator"] == "APPREC"


def test_what_is_notified_of_twice_is_fetched_once(service: Running, world: World) -> None:
    with_her_ids(world)
    service.manners.twice = True
    shipment = service.put(henvisning("2.0", receiver=UNIT), her_id=int(UNIT))
    assert service.client().receive(kept) == 1
    assert service.post.downloaded[shipment] == 1


def test_only_what_is_new_is_asked_for_and_all_of_it_when_the_place_in_the_queue_is_lost(
    service: Running, world: World
) -> None:
    with_her_ids(world)
    for serial in (3, 4):
        service.put(henvisning("2.0", receiver=UNIT, number=number_of(serial)), her_id=int(UNIT))
    service.post.say("MessageSentStateUpdated", her_id=int(UNIT))
    assert service.client().receive(kept) == 2
    assert shared_state.get(f"edi:offset:{UNIT}") == "13"
    shared_state.forget(f"edi:offset:{UNIT}")
    assert service.client().receive(kept) == 0
    assert set(service.post.downloaded.values()) == {1}
    assert MessageIn.objects.count() == 2


def test_more_than_a_page_is_fetched_in_order(
    service: Running, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("referrals.messages.transport.edi._PAGE", 2)
    with_her_ids(world)
    shipments = [service.put(b"<a/>", her_id=int(UNIT)) for _one in range(5)]
    assert service.client().receive(kept) == 5
    rows = MessageIn.objects.order_by("pk").values_list("transport_reference", flat=True)
    assert list(rows) == shipments


def test_one_that_nobody_can_read_holds_up_none_behind_it(service: Running, world: World) -> None:
    with_her_ids(world)
    service.post.put("not base64!", her_id=int(UNIT), sender=int(PLACE))
    service.put(henvisning("2.0", receiver=UNIT), her_id=int(UNIT))
    assert service.client().receive(kept) == 2
    rows = MessageIn.objects.order_by("pk").values_list("status", flat=True)
    assert list(rows) == ["rejected", "processed"]


@pytest.mark.slow
def test_the_largest_that_the_service_takes_is_fetched_and_refused(service: Running, world: World) -> None:
    with_her_ids(world)
    service.put(b"<MsgHead>" + b" " * 26_000_000 + b"</MsgHead>", her_id=int(UNIT))
    assert service.client().receive(kept) == 1
    assert MessageIn.objects.get().errors[0]["code"] == "T99"


def test_one_that_could_not_be_kept_is_fetched_again_and_nothing_behind_it_is_passed_over(
    service: Running, world: World
) -> None:
    with_her_ids(world)
    for serial in (3, 4):
        service.put(henvisning("2.0", receiver=UNIT, number=number_of(serial)), her_id=int(UNIT))

    def full(content: bytes, reference: str, *, sender: str = "") -> MessageIn:
        raise NotNow

    with pytest.raises(NotNow):
        service.client().receive(full)
    assert service.post.marked == {}
    assert service.client().receive(kept) == 2


def test_no_address_error_or_log_holds_an_identity_number(
    service: Running, message: MessageOut, caplog: pytest.LogCaptureFixture
) -> None:
    case = Referral.objects.get()
    assert case.patient is not None
    service.manners.refuse = 1
    send_waiting(now=NOW, way=service.client())
    message.refresh_from_db()
    said: Any = [caplog.text, message.errors, repr(service.service)]
    assert case.patient.details.number not in str(said)
    assert service.service.key["d"] not in str(said)
