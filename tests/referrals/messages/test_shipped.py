"""The message service knows who handed a message in: nobody writes in another's name."""

from __future__ import annotations

import pytest

from referrals.messages.intake import process_waiting, take_in
from referrals.messages.parse.parties import HER, Level, Party
from referrals.messages.shipped import is_sender
from referrals.models import MessageIn, MessageOut, Referral
from rve.core.api import shared_state
from tests.edi import the_service
from tests.people import NOW, World
from tests.referrals.messages.conftest import Taken
from tests.referrals.messages.written import PRACTICE, STRANGER, UNIT, apprec, henvisning

SENT_BY_ANOTHER = ("rejected", "not_its_sender", STRANGER, "")


def handed_in(content: bytes, *, sender: str, name: str = "1") -> MessageIn:
    return take_in(content=content, transport="edi", transport_reference=name, sender=sender, now=NOW)


def kept_as(row: MessageIn) -> tuple[str, str, str, str]:
    return row.status, row.flag, row.sender_her_id, row.message_id


def receiver_of(row: MessageIn) -> str:
    return row.answered_by.get().receiver_her_id


def test_a_referral_that_another_handed_in_never_becomes_a_case(sector: World) -> None:
    row = handed_in(henvisning("2.0"), sender=STRANGER)
    assert kept_as(row) == SENT_BY_ANOTHER
    assert not process_waiting(clock=lambda: NOW)
    assert not Referral.objects.exists()


def test_who_handed_it_in_is_told_and_not_whoever_it_names(sector: World) -> None:
    receipt = handed_in(henvisning("2.0"), sender=STRANGER).answered_by.get()
    content = bytes(receipt.content)
    assert (receipt.receiver_her_id, b"X99" in content, b'Status V="2"' in content) == (STRANGER, True, True)
    assert PRACTICE.encode() not in content


def test_its_id_stays_free_for_the_one_it_belongs_to(sector: World) -> None:
    handed_in(henvisning("2.0", msg_id="m-1"), sender=STRANGER)
    row = handed_in(henvisning("2.0", msg_id="m-1"), sender=PRACTICE, name="2")
    assert (row.status, Referral.objects.get().organisation_id) == ("processed", sector.practice.pk)


def test_neither_a_receipt_nor_half_a_message_counts_in_anothers_name(taken: Taken, sector: World) -> None:
    receipt = handed_in(apprec(original="4f6c0f6c-0000-4000-8000-000000000001"), sender=STRANGER)
    assert (kept_as(receipt), receipt.answered_by.count()) == (SENT_BY_ANOTHER, 0)
    assert receiver_of(handed_in(henvisning("2.0")[:-60], sender=STRANGER, name="2")) == STRANGER


@pytest.mark.parametrize(
    ("levels", "holds"),
    [
        ((PRACTICE,), True),
        (("8000500", PRACTICE), True),
        ((PRACTICE, "8000501"), True),
        ((STRANGER,), False),
        ((), False),
    ],
)
def test_the_sender_may_be_any_level_of_the_party(
    sector: World, levels: tuple[str, ...], holds: bool
) -> None:
    party = Party(tuple(Level(numbers=((HER, one),)) for one in levels))
    assert is_sender(party, PRACTICE) is holds


def test_nobody_known_here_stands_inside_of_the_sender(sector: World) -> None:
    forged = Party((Level(numbers=((HER, STRANGER),)), Level(numbers=((HER, PRACTICE),))))
    assert not is_sender(forged, STRANGER)


def test_the_service_is_asked_who_sent_it(sector: World) -> None:
    shared_state.forget(f"edi:offset:{UNIT}")
    with the_service() as service:
        service.put(henvisning("2.0"), her_id=int(UNIT), sender=int(STRANGER))
        service.put(henvisning("2.0"), her_id=int(UNIT), sender=int(PRACTICE))
        assert service.client().receive(handed_in_by_service) == 2
    rows = MessageIn.objects.order_by("pk")
    assert [kept_as(rows[0]), rows[1].status] == [SENT_BY_ANOTHER, "processed"]
    assert MessageOut.objects.filter(kind="apprec").count() == 2


def handed_in_by_service(content: bytes, reference: str, *, sender: str = "") -> MessageIn:
    return handed_in(content, sender=sender, name=reference)
