"""Messages that are made here, read back as their readers do."""

from __future__ import annotations

import base64
import datetime as dt

import pytest
from django.db import connection

from referrals.messages.make.render import NotNeeded, render
from referrals.messages.parse.dialog import dialog
from referrals.messages.parse.envelope import envelope
from referrals.messages.parse.referral import SentReferral
from referrals.messages.parse.referral import referral as read_referral
from referrals.messages.parse.safe import tree as read
from referrals.models import MessageOut, Placement, Question, Referral
from referrals.use_cases import cases, placements, questions
from referrals.use_cases.attachments import FileInput
from referrals.use_cases.questions import QuestionItem
from rve.core.dates import LOCAL_ZONE
from tests.messages_out import (
    FIRST_ID,
    PLACE,
    SENDER,
    UNIT,
    came_by_message,
    decided,
    out,
    texts,
    tree,
    values,
    with_her_ids,
)
from tests.people import NOW, World, a_claimed_case, a_patient, a_signed_decision

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 made up"


@pytest.fixture(autouse=True)
def reachable(world: World) -> World:
    return with_her_ids(world)


def an_onward_message(world: World, **changed: object) -> SentReferral:
    a_signed_decision(world, **changed)
    content = render(out("onward"))
    found = envelope(read(content, most=10_000_000))
    assert found is not None
    sent = read_referral(found)
    assert sent is not None
    return sent


def test_a_signed_placement_goes_to_the_place_as_an_onward_referral(world: World) -> None:
    a_signed_decision(world)
    found = envelope(read(render(out("onward")), most=10_000_000))
    assert found is not None
    assert found.type_code == "HENVISNING_VIDERE"
    assert found.message_id == str(out("onward").public_id)
    assert (found.sender.her_id, found.receiver.her_id) == (UNIT, PLACE)
    assert found.standard == "http://ehelse.no/xmlstds/henvisning/2017-11-30"


def test_its_reader_finds_the_facts_the_texts_and_the_right(world: World) -> None:
    sent = an_onward_message(world)
    case = Referral.objects.get()
    decision = case.decisions.get()
    assert sent.forwarded
    assert sent.facts["diagnoses"] == case.facts["diagnoses"]
    assert case.clinical["situation"] in sent.clinical["situation"]
    assert sent.clinical["goal"] == case.clinical["goal"]
    assert sent.decided.right is True
    assert sent.decided.dates == {"1": case.receipt, "2": NOW.date(), "3": decision.start_deadline}


def test_its_reader_finds_the_patient(world: World) -> None:
    sent = an_onward_message(world)
    case = Referral.objects.get()
    assert case.patient is not None
    assert sent.patient.number == case.patient.details.number
    assert (sent.patient.given_name, sent.patient.family_name) == (case.given_name, case.family_name)
    assert sent.patient.birth_date == case.birth_date


def test_the_places_letter_and_the_attachments_go_along(world: World) -> None:
    case = a_claimed_case(world, attachments=[FileInput("MR.pdf", PDF)])
    decided(world, case)
    files = [base64.b64decode(one) for one in texts(tree(out("onward")), "Base64Container")]
    letter = case.letters.get(recipient_role="institution")
    assert files == [bytes(letter.pdf), PDF]


def test_a_protected_address_stays_here(world: World) -> None:
    a_signed_decision(world, patient=a_patient(protection="strictly", phone="90000000"))
    content = render(out("onward")).decode()
    assert "Leksdalsvegen" not in content
    assert "90000000" not in content


def test_what_people_typed_is_text_and_never_markup(world: World) -> None:
    typed = "</TextResultValue><Id>1</Id>&amp; \x0b <![CDATA[x]]> æøå 😀"
    a_signed_decision(world, clinical={"situation": typed})
    found = next(one for one in texts(tree(out("onward")), "TextResultValue") if "CDATA" in one)
    assert found == typed.replace("\x0b", "")


def test_nothing_goes_to_a_place_without_a_her_id(world: World) -> None:
    world.fjellheimen.her_id = ""
    world.fjellheimen.save()
    a_signed_decision(world)
    assert not MessageOut.objects.exists()


def test_nothing_goes_while_messages_are_off(world: World, settings: object) -> None:
    settings.MESSAGE_TRANSPORT = "none"  # type: ignore[attr-defined]
    a_signed_decision(world)
    assert not MessageOut.objects.exists()


def test_a_place_that_loses_the_patient_after_the_message_went_is_told(world: World) -> None:
    decision = a_signed_decision(world)
    MessageOut.objects.filter(kind="onward").update(status="sent", sent_at=NOW)
    case = decision.referral
    cases.withdraw(
        referral=case,
        reason=world.reason("withdraw", "patient_wish"),
        text="",
        by=world.ingrid,
        now=NOW,
        version=Referral.objects.get().version,
    )
    first, second = MessageOut.objects.filter(kind="onward").order_by("pk")
    root = tree(second)
    assert values(root, "ServType")[0] == "C"
    assert texts(root, "RefToParent") == [str(first.public_id)]


def test_one_that_has_not_gone_yet_is_not_sent_when_the_place_is_given_back(world: World) -> None:
    a_signed_decision(world)
    Placement.objects.update(status="cancelled")
    with pytest.raises(NotNeeded):
        render(out("onward"))


def test_another_place_gets_the_referral_and_the_sender_is_told_which(world: World) -> None:
    world.havblikk.her_id = "8094009"
    world.havblikk.save()
    placement = a_stay(world)
    MessageOut.objects.filter(kind="onward").update(status="sent", sent_at=NOW)
    case = Referral.objects.get()
    who = {"by": world.ingrid, "now": NOW, "version": case.version}
    placements.reroute(referral=case, institution="havblikk", **who)
    onward = MessageOut.objects.filter(kind="onward").order_by("pk")
    assert [one.receiver_her_id for one in onward] == [PLACE, PLACE, "8094009"]
    assert placement.pk == onward[0].placement_id == onward[1].placement_id
    told = tree(MessageOut.objects.filter(kind="status").order_by("pk")[1])
    assert next(told.iter("{*}TemaKodet")).get("V") == "3"
    assert "Havblikk" in texts(told, "TekstNotatInnhold")[0]


# Questions


def asked(world: World, *words: str) -> Referral:
    case = came_by_message(world)
    case = cases.claim(referral=case, by=world.ingrid, now=NOW, version=case.version)
    items = [QuestionItem("", text) for text in words]
    questions.ask(referral=case, items=items, by=world.ingrid, now=NOW, version=case.version)
    return case


def test_all_that_is_asked_at_once_is_one_message_with_numbers(world: World) -> None:
    asked(world, "Hvor lenge har det vart?", "Er det tatt MR?")
    found = envelope(read(render(out("question")), most=1_000_000))
    assert found is not None
    assert found.receiver.her_id == SENDER
    assert found.conversation == found.parent == FIRST_ID
    words = dialog(found).words
    assert "1. Hvor lenge har det vart?" in words
    assert "2. Er det tatt MR?" in words


def test_what_was_answered_by_phone_meanwhile_is_not_asked(world: World) -> None:
    asked(world, "Hvor lenge har det vart?", "Er det tatt MR?")
    Question.objects.filter(text__startswith="Er det").update(answered_at=NOW)
    assert "MR" not in render(out("question")).decode()
    Question.objects.update(answered_at=NOW)
    with pytest.raises(NotNeeded):
        render(out("question"))


def test_a_referral_by_form_is_asked_in_the_portal_alone(world: World) -> None:
    case = a_claimed_case(world)
    items = [QuestionItem("", "Er det tatt MR?")]
    questions.ask(referral=case, items=items, by=world.ingrid, now=NOW, version=case.version)
    assert not MessageOut.objects.exists()


# Statuses


def test_the_sender_is_told_each_step(world: World) -> None:
    placement = a_stay(world)
    at = dt.datetime(2026, 3, 9, 11, tzinfo=LOCAL_ZONE)
    who = {"by": world.gro}
    row = placements.accept(placement=placement, now=NOW, version=placement.version, **who)
    placements.schedule(placement=row, at=at, now=NOW, version=row.version, **who)
    row.refresh_from_db()
    row = placements.start(placement=row, on=at.date(), event="x", now=at, version=row.version, **who)
    placements.discharge(placement=row, on=at.date(), note="", now=at, version=row.version, **who)
    told = [tree(one) for one in MessageOut.objects.filter(kind="status").order_by("pk")]
    codes = [(one.get("V"), one.get("S")[-4:]) for root in told for one in root.iter("{*}TemaKodet")]
    assert codes == [("2", "9148"), ("1", "9148"), ("6", "8229"), ("7", "8229")]
    assert "9. mars 2026" in texts(told[1], "TekstNotatInnhold")[0]
    assert "11.00" in texts(told[1], "TekstNotatInnhold")[0]


def a_stay(world: World) -> Placement:
    case = came_by_message(world, a_claimed_case(world))
    return decided(world, case).placements.get()


def test_each_status_refers_to_the_one_before(world: World) -> None:
    placement = a_stay(world)
    row = placements.accept(placement=placement, by=world.gro, now=NOW, version=placement.version)
    at = dt.datetime(2026, 3, 9, 11, tzinfo=LOCAL_ZONE)
    placements.schedule(placement=row, at=at, by=world.gro, now=NOW, version=row.version)
    first, second = MessageOut.objects.filter(kind="status").order_by("pk")
    assert texts(tree(first), "RefToParent") == [FIRST_ID]
    assert texts(tree(second), "RefToParent") == [str(first.public_id)]
    assert texts(tree(second), "RefToConversation") == [FIRST_ID]


def test_a_case_that_ends_before_any_stay_is_told_with_its_reason(world: World) -> None:
    case = came_by_message(world)
    reason = world.reason("withdraw", "patient_wish")
    cases.withdraw(referral=case, reason=reason, text="", by=world.ingrid, now=NOW, version=case.version)
    found = next(tree(out("status")).iter("{*}TemaKodet"))
    assert (found.get("V"), found.get("S")[-4:]) == ("2", "8445")


def test_a_status_holds_no_address(world: World) -> None:
    case = came_by_message(world)
    reason = world.reason("withdraw", "patient_wish")
    cases.withdraw(referral=case, reason=reason, text="", by=world.ingrid, now=NOW, version=case.version)
    assert "Leksdalsvegen" not in render(out("status")).decode()


def test_what_is_kept_of_a_message_is_encrypted(world: World) -> None:
    a_signed_decision(world)
    message = out("onward")
    message.content = render(message)
    message.save()
    number = Referral.objects.get().patient.details.number  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(m)::text, content FROM referrals_messageout m")
        text, content = cursor.fetchone()
    assert number in bytes(message.content).decode()
    assert number not in text
    assert number.encode() not in bytes(content)
