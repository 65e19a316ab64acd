"""Answers, changes and receipts find their case; whatever does not is kept for a person."""

from __future__ import annotations

import uuid

import pytest

from referrals.models import MessageIn, MessageOut, Question, Referral
from referrals.use_cases import cases, questions
from referrals.use_cases.questions import QuestionItem
from tests.people import NOW, World
from tests.referrals.messages.conftest import Taken
from tests.referrals.messages.written import (
    PDF,
    PRACTICE,
    STRANGER,
    apprec,
    attached,
    dialog,
    henvisning,
    number_of,
)


@pytest.fixture
def asked(taken: Taken, sector: World) -> Question:
    """A case that came as message m-1, with a question that has gone out as a message."""
    taken(henvisning("2.0", msg_id="m-1"))
    case = Referral.objects.get()
    case = cases.claim(referral=case, by=sector.ingrid, now=NOW, version=case.version)
    item = QuestionItem(fact="", text="Bor pasienten alene?")
    made = questions.ask(referral=case, items=[item], by=sector.ingrid, now=NOW, version=case.version)[0]
    a_message_out(made)
    return made


def a_message_out(question: Question) -> MessageOut:
    found = MessageOut.objects.filter(kind="question", referral=question.referral).first()
    return found or MessageOut.objects.create(
        region=question.referral.region,
        key=f"question/{question.pk}",
        kind="question",
        status="sent",
        transport="folder",
        receiver_her_id=PRACTICE,
        conversation="m-1",
        referral=question.referral,
        question=question,
        content=b"<x/>",
        context={"questions": [str(question.public_id)]},
        created_at=NOW,
        not_before=NOW,
        sent_at=NOW,
    )


def the_question() -> MessageOut:
    return MessageOut.objects.get(kind="question")


def test_the_answer_to_our_question_is_the_answer_in_the_case(asked: Question, taken: Taken) -> None:
    row = taken(dialog(parent=the_question().public_id, conversation="m-1"))
    asked.refresh_from_db()
    assert (asked.answer, asked.channel) == ("Ja, pasienten bor alene.", "message")
    assert (row.question_id, row.referral_id, row.flag) == (asked.pk, asked.referral_id, "")
    assert Referral.objects.get().status == "in_assessment"


def test_an_answer_that_names_the_conversation_alone_finds_the_question(
    asked: Question, taken: Taken
) -> None:
    taken(dialog(conversation="m-1"))
    asked.refresh_from_db()
    assert asked.answered_at == NOW


def test_a_file_with_the_answer_comes_to_the_case(asked: Question, taken: Taken) -> None:
    taken(dialog(conversation="m-1", documents=attached(PDF, title="Medisinliste")))
    assert asked.referral.attachments.get().name == "Medisinliste"


def test_news_that_answer_nothing_wait_to_be_read(asked: Question, taken: Taken) -> None:
    taken(dialog(conversation="m-1"))
    row = taken(dialog(conversation="m-1", words="Pasienten er innlagt."))
    case = Referral.objects.get()
    assert (row.flag, row.referral_id) == ("news", case.pk)
    assert "message" in case.attention.split(",")


def test_another_sender_cannot_answer_for_the_practice(asked: Question, taken: Taken) -> None:
    row = taken(dialog(conversation="m-1", sender=STRANGER))
    asked.refresh_from_db()
    assert (row.flag, row.referral_id, asked.answered_at) == ("other_sender", None, None)


def test_an_answer_about_another_patient_is_not_put_into_the_case(asked: Question, taken: Taken) -> None:
    row = taken(dialog(conversation="m-1", number=number_of(7)))
    asked.refresh_from_db()
    assert (row.flag, asked.answered_at) == ("other_patient", None)


def test_a_message_of_an_unknown_conversation_is_kept_and_acknowledged(taken: Taken) -> None:
    row = taken(dialog(conversation=uuid.uuid4()))
    assert (row.status, row.flag) == ("processed", "unknown_case")
    assert row.answered_by.get().kind == "apprec"


@pytest.mark.parametrize(("service", "flag"), [("M", "changed"), ("C", "cancelled"), ("A", "added")])
@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_a_change_is_told_to_the_case_it_changes(version: str, service: str, flag: str, taken: Taken) -> None:
    taken(henvisning(version, msg_id="m-1"))
    row = taken(henvisning(version, service=service))
    case = Referral.objects.get()
    assert (row.flag, row.referral_id) == (flag, case.pk)
    assert "message" in case.attention.split(",")


def test_a_change_of_a_referral_that_never_came_is_a_referral(taken: Taken) -> None:
    assert taken(henvisning("2.0", service="M")).referral_id == Referral.objects.get().pk


def test_a_cancellation_of_what_never_came_is_kept_for_a_person(taken: Taken) -> None:
    row = taken(henvisning("2.0", service="C"))
    assert (row.flag, row.status, Referral.objects.count()) == ("unknown_case", "processed", 0)


def test_another_practice_cannot_change_the_case(taken: Taken) -> None:
    taken(henvisning("2.0", msg_id="m-1"))
    taken(henvisning("2.0", service="M", sender=STRANGER, conversation="m-1", parent="m-1"))
    assert "message" not in Referral.objects.order_by("pk").first().attention.split(",")  # type: ignore[union-attr]


def test_a_receipt_acknowledges_our_message_and_gets_none_itself(asked: Question, taken: Taken) -> None:
    row = taken(apprec(original=the_question().public_id))
    assert the_question().status == "acknowledged"
    assert the_question().answered_at == NOW
    assert (row.kind, row.status, row.answered_by.count()) == ("apprec", "processed", 0)


def test_a_refusal_is_for_a_person_to_look_at(asked: Question, taken: Taken) -> None:
    fault = "<Error V='E21' S='2.16.578.1.12.4.1.1.8221' DN='Mottaker ukjent'/>"
    taken(apprec(original=the_question().public_id, status="2", errors=fault))
    out = the_question()
    assert (out.status, out.flag, out.errors) == (
        "refused",
        "refused",
        [{"code": "E21", "text": "Mottaker ukjent"}],
    )
    assert "message_refused" in Referral.objects.get().attention


def test_somebody_else_cannot_refuse_our_message(asked: Question, taken: Taken) -> None:
    row = taken(apprec(original=the_question().public_id, sender=STRANGER, status="2"))
    assert (row.flag, the_question().answered_at) == ("other_sender", None)


def test_a_receipt_for_what_was_never_sent_is_kept(taken: Taken) -> None:
    assert taken(apprec(original=uuid.uuid4())).flag == "receipt_unknown"
    assert MessageIn.objects.get().status == "processed"
