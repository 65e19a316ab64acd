"""Every message with an envelope gets its receipt: taken in, or refused with the code for what is wrong."""

from __future__ import annotations

import datetime as dt

import pytest
from lxml import etree
from pytest_django import Settings

from referrals.models import MessageIn, MessageOut, Referral
from rve.core.models import Region
from tests.people import NOW, World
from tests.referrals.messages.conftest import Taken
from tests.referrals.messages.written import PRACTICE, UNIT, henvisning, number_of

SPACE = {"a": "http://www.kith.no/xmlstds/apprec/2012-02-15"}


def receipt_of(row: MessageIn) -> etree._Element:
    return etree.fromstring(bytes(row.answered_by.get().content))


def said(root: etree._Element, path: str) -> str:
    return str(root.xpath(f"string({path})", namespaces=SPACE))


def codes(row: MessageIn) -> list[str]:
    return [str(one) for one in receipt_of(row).xpath("//a:Error/@V", namespaces=SPACE)]


def test_the_receipt_of_a_case_says_ok_to_the_sender_from_the_unit(taken: Taken) -> None:
    row = taken(henvisning("1.1", msg_id="m-1"))
    out, root = row.answered_by.get(), receipt_of(row)
    assert (out.kind, out.status, out.key) == ("apprec", "pending", f"apprec/{row.pk}")
    assert out.receiver_her_id == "8000012"
    assert said(root, "//a:Status/@V") == "1"
    assert said(root, "//a:OriginalMsgId/a:Id") == "m-1"
    assert said(root, "//a:OriginalMsgId/a:MsgType/@V") == "HENVISNING"
    assert said(root, "/a:AppRec/a:Id") == str(out.public_id)
    assert said(root, "//a:Sender//a:Dept/a:Id") == UNIT
    assert said(root, "//a:Receiver//a:Inst/a:Id") == PRACTICE


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"receiver": "8000055"}, "E21"),
        ({"number": ""}, "E30"),
        ({"number": "12345678901"}, "E31"),
        ({"number": number_of(), "birth_date": "1970-01-01"}, "E31"),
        ({"msg_id": ""}, "E10"),
        ({"msg_id": "id with blanks"}, "E10"),
        ({"msg_id": f"h-{number_of()}"}, "E10"),
        ({"namespace": "http://ehelse.no/xmlstds/henvisning/2031-01-01"}, "T10"),
    ],
)
def test_what_is_wrong_goes_back_with_its_code_and_no_case(
    changed: dict[str, str], code: str, taken: Taken
) -> None:
    row = taken(henvisning("2.0", **changed))
    assert (row.status, codes(row), row.errors[0]["code"]) == ("rejected", [code], code)
    assert said(receipt_of(row), "//a:Status/@V") == "2"
    assert not Referral.objects.exists()


def test_without_a_name_nobody_can_be_found(taken: Taken) -> None:
    text = henvisning("2.0").decode()
    nameless = text.replace("<FamilyName>Aksnes</FamilyName><GivenName>Torbjørn</GivenName>", "")
    assert codes(taken(nameless.encode())) == ["E32"]


def test_a_patient_without_number_and_birth_date_is_too_little(taken: Taken) -> None:
    text = henvisning("2.0", birth_date="").decode()
    start, end = text.index("<Ident><Id>" + number_of()), text.index("</Patient>")
    numberless = text[:start] + text[end:]
    assert codes(taken(numberless.encode())) == ["E36"]


def test_a_patient_without_a_number_yet_is_received(taken: Taken) -> None:
    text = henvisning("2.0").decode()
    start = text.index("<Ident><Id>" + number_of())
    numberless = text[:start] + text[text.index("</Ident>", start) + len("</Ident>") :]
    assert taken(numberless.encode()).status == "processed"


def test_a_broken_message_is_answered_where_its_envelope_can_be_made_out(taken: Taken) -> None:
    row = taken(henvisning("2.0")[:-60])
    assert (row.status, codes(row)) == ("rejected", ["T01"])


def test_a_broken_message_can_come_again_whole(taken: Taken) -> None:
    whole = henvisning("2.0", msg_id="m-1")
    taken(whole[:-60])
    assert taken(whole).status == "processed"


@pytest.mark.parametrize(
    "content", [b"", b"no xml", b"<a/>", b"\xff\xfe\x00", b"<?xml version='1.0' encoding='ebcdic'?><a/>"]
)
def test_what_has_no_envelope_is_kept_and_nobody_can_be_told(content: bytes, taken: Taken) -> None:
    row = taken(content)
    assert (row.status, row.answered_by.count()) == ("rejected", 0)
    assert bytes(MessageIn.objects.get(pk=row.pk).content) == content


def test_the_same_message_again_gets_the_same_receipt_and_no_second_case(taken: Taken) -> None:
    message = henvisning("2.0", msg_id="m-1")
    first = taken(message)
    MessageOut.objects.update(status="sent", sent_at=NOW)
    before = bytes(MessageOut.objects.get().content)
    second = taken(message, now=NOW + dt.timedelta(hours=1))
    assert (second.duplicate_of_id, second.status, second.flag) == (first.pk, "processed", "")
    assert Referral.objects.count() == 1
    out = MessageOut.objects.get()
    assert (out.status, bytes(out.content)) == ("pending", before)


def test_the_same_id_with_another_content_is_no_case_but_for_a_person_to_look_at(taken: Taken) -> None:
    taken(henvisning("2.0", msg_id="m-1"))
    second = taken(henvisning("2.0", msg_id="m-1", extra=" Ny tekst."))
    assert (second.flag, Referral.objects.count()) == ("other_content", 1)


def test_the_same_id_from_another_sender_is_another_message(taken: Taken) -> None:
    taken(henvisning("2.0", msg_id="m-1"))
    taken(henvisning("2.0", msg_id="m-1", sender="8000099", number=number_of(5)))
    assert Referral.objects.count() == 2


def test_the_same_file_taken_in_twice_is_one_message(taken: Taken) -> None:
    message = henvisning("2.0")
    assert taken(message, name="a.xml").pk == taken(message, name="a.xml").pk


def test_a_refused_message_is_refused_the_same_way_again(taken: Taken) -> None:
    message = henvisning("2.0", msg_id="m-1", receiver="8000055")
    taken(message)
    MessageOut.objects.update(status="sent", sent_at=NOW)
    taken(message)
    assert MessageOut.objects.get().status == "pending"


def test_neither_receipt_nor_errors_hold_the_identity_number(taken: Taken) -> None:
    number = number_of()
    row = taken(henvisning("2.0", birth_date="1970-01-01"))
    assert number not in bytes(row.answered_by.get().content).decode()
    assert number not in str(row.errors)


def test_a_message_is_kept_with_the_unit_it_is_for(taken: Taken, sector: World) -> None:
    assert taken(henvisning("2.0")).region == Region.objects.get(code="HMN")


def test_a_test_message_is_no_case_in_production(taken: Taken, settings: Settings) -> None:
    settings.PRODUCTION = True
    marked = (
        henvisning("2.0").decode().replace("<ConversationRef>", "<ProcessingStatus V='D'/><ConversationRef>")
    )
    assert codes(taken(marked.encode())) == ["X99"]
