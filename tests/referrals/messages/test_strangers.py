"""Whoever is named in a message does only what they may: a receipt or an answer counts from its receiver."""

from __future__ import annotations

import pytest

from referrals.models import MessageOut, Question, Referral
from referrals.use_cases import cases, questions
from referrals.use_cases.questions import QuestionItem
from tests.people import NOW, World
from tests.referrals.messages.conftest import Taken
from tests.referrals.messages.written import PRACTICE, STRANGER, apprec, dialog, henvisning, number_of


@pytest.fixture
def asked(taken: Taken, sector: World) -> Question:
    """A question to the practice about a case of its own, which went out as a message."""
    taken(henvisning("2.0", msg_id="m-1"))
    case = Referral.objects.get()
    case = cases.claim(referral=case, by=sector.ingrid, now=NOW, version=case.version)
    item = QuestionItem(fact="", text="Bor pasienten alene?")
    made = questions.ask(referral=case, items=[item], by=sector.ingrid, now=NOW, version=case.version)[0]
    MessageOut.objects.filter(kind="question").delete()
    sent(case, "question", PRACTICE, context={"questions": [str(made.public_id)]})
    return made


def sent(case: Referral, kind: str, receiver: str, **more: object) -> MessageOut:
    """A message of ours in the conversation of m-1."""
    return MessageOut.objects.create(
        region=case.region,
        key=f"{kind}/{receiver}",
        kind=kind,
        status="sent",
        transport="folder",
        receiver_her_id=receiver,
        conversation="m-1",
        referral=case,
        content=b"<x/>",
        created_at=NOW,
        not_before=NOW,
        sent_at=NOW,
        **{"context": {}, **more},
    )


def test_who_got_the_case_onward_does_not_answer_what_the_practice_was_asked(
    asked: Question, taken: Taken
) -> None:
    sent(asked.referral, "onward", STRANGER)
    row = taken(dialog(conversation="m-1", sender=STRANGER))
    asked.refresh_from_db()
    assert (asked.answered_at, row.flag, row.referral_id) == (None, "news", asked.referral_id)


def test_nor_by_naming_the_question_itself(asked: Question, taken: Taken) -> None:
    sent(asked.referral, "onward", STRANGER)
    taken(dialog(parent=MessageOut.objects.get(kind="question").public_id, sender=STRANGER))
    asked.refresh_from_db()
    assert asked.answered_at is None


def test_who_used_the_same_id_first_does_not_keep_the_senders_answers_from_its_case(
    taken: Taken, sector: World
) -> None:
    taken(henvisning("2.0", msg_id="m-1", sender=STRANGER, number=number_of(4)))
    taken(henvisning("2.0", msg_id="m-1"))
    row = taken(dialog(conversation="m-1"))
    assert (row.flag, row.referral_id) == ("news", Referral.objects.get(organisation=sector.practice).pk)


@pytest.mark.parametrize("status", ["1", "2"])
def test_a_receipt_that_says_no_sender_changes_nothing(asked: Question, status: str, taken: Taken) -> None:
    out = MessageOut.objects.get(kind="question")
    text = apprec(original=out.public_id, status=status).decode()
    row = taken(text.replace(f"<Id>{PRACTICE}</Id>", "<Id></Id>").encode())
    out.refresh_from_db()
    assert (out.status, row.flag) == ("sent", "other_sender")
