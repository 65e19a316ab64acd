from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client

from referrals import attention
from referrals.models import Placement, PlacementNote
from referrals.queries.worklist import scope
from referrals.use_cases.placement_notes import answer_place, ask_unit
from referrals.use_cases.placements import decline
from rve.core import clock, outbox
from rve.core.errors import Conflict, DomainError, NotAllowed, NotFound
from rve.core.models import Message
from tests.people import NOW, World, a_placement

QUESTION = "Kan pasienten gå i trapper?"


@pytest.fixture
def placement(world: World) -> Placement:
    return a_placement(world)


def asked(world: World, placement: Placement, text: str = QUESTION) -> PlacementNote:
    return ask_unit(placement=placement, text=text, by=world.gro, now=NOW)


def test_a_question_flags_the_case_and_tells_its_assessor(world: World, placement: Placement) -> None:
    asked(world, placement)
    case = placement.referral
    case.refresh_from_db()
    assert attention.PLACE_ASKS in attention.codes(case.attention)
    assert case in scope(world.ingrid)
    assert Message.objects.get(template="place_asked").user == world.ingrid.user


def test_the_answer_takes_the_flag_away_and_tells_the_place(world: World, placement: Placement) -> None:
    answer_place(question=asked(world, placement), text="Ja.", by=world.jonas, now=NOW)
    case = placement.referral
    case.refresh_from_db()
    assert attention.PLACE_ASKS not in attention.codes(case.attention)
    assert case not in scope(world.ingrid)
    assert Message.objects.get(template="place_answered").user == world.gro.user


def test_the_flag_stays_while_another_question_waits(world: World, placement: Placement) -> None:
    first = asked(world, placement)
    asked(world, placement, "Trenger pasienten tolk?")
    answer_place(question=first, text="Ja.", by=world.ingrid, now=NOW)
    placement.referral.refresh_from_db()
    assert attention.PLACE_ASKS in attention.codes(placement.referral.attention)


def test_the_same_question_again_is_the_same(world: World, placement: Placement) -> None:
    assert asked(world, placement) == asked(world, placement)
    assert PlacementNote.objects.count() == 1


def test_a_question_is_answered_once(world: World, placement: Placement) -> None:
    question = asked(world, placement)
    answer_place(question=question, text="Ja.", by=world.ingrid, now=NOW)
    with pytest.raises(Conflict):
        answer_place(question=question, text="Nei.", by=world.jonas, now=NOW)


def test_only_the_place_asks_and_only_the_unit_answers(world: World, placement: Placement) -> None:
    question = asked(world, placement)
    with pytest.raises(NotAllowed):
        ask_unit(placement=placement, text="?", by=world.ingrid, now=NOW)
    with pytest.raises(NotFound):
        ask_unit(placement=placement, text="?", by=world.siv_elsewhere, now=NOW)
    with pytest.raises(NotAllowed):
        answer_place(question=question, text="Ja.", by=world.gro, now=NOW)
    with pytest.raises(NotFound):
        answer_place(question=question, text="Ja.", by=world.bo_elsewhere, now=NOW)


def test_no_words_are_no_question(world: World, placement: Placement) -> None:
    with pytest.raises(DomainError, match=r"."):
        asked(world, placement, "  ")
    with pytest.raises(DomainError):
        asked(world, placement, "x" * 4_001)


def test_a_place_that_declines_leaves_no_question_behind(world: World, placement: Placement) -> None:
    question = asked(world, placement)
    placement.refresh_from_db()
    reason = world.reason("decline", "no_capacity")
    decline(placement=placement, reason=reason, comment="", by=world.gro, now=NOW, version=placement.version)
    placement.referral.refresh_from_db()
    assert attention.codes(placement.referral.attention) == ["declined"]
    with pytest.raises(Conflict):
        answer_place(question=question, text="Ja.", by=world.ingrid, now=NOW)


def test_the_mails_say_nothing_of_the_patient(world: World, placement: Placement) -> None:
    answer_place(question=asked(world, placement), text="Ja, med støtte.", by=world.ingrid, now=NOW)
    outbox.send_emails(now=clock.now())
    texts = " ".join(f"{one.subject} {one.body}" for one in mail.outbox)
    assert placement.referral.reference in texts
    assert not [word for word in ("Aksnes", "trapper", "støtte") if word in texts]


def test_it_is_asked_on_the_places_page_and_answered_on_the_case(world: World, client: Client) -> None:
    placement = a_placement(world, now=clock.now())
    client.force_login(world.gro.user)
    address = f"/placements/{placement.public_id}"
    assert 'role="alert"' in client.post(f"{address}/ask", {"text": " "}).content.decode()
    assert QUESTION in client.post(f"{address}/ask", {"text": QUESTION}, follow=True).content.decode()
    client.force_login(world.ingrid.user)
    case = f"/cases/{placement.referral.public_id}"
    note = PlacementNote.objects.get()
    assert QUESTION in client.get(case).content.decode()
    answer = {"text": "Ja, med støtte.", "note": str(note.public_id), "version": "1"}
    client.post(f"{case}/place-notes/{note.public_id}", answer)
    client.force_login(world.gro.user)
    assert "Ja, med støtte." in client.get(address).content.decode()
