"""A referrer's own referrals: list, one of them, answers, outcome, withdrawal; nothing of anyone else's."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from referrals.models import Question, Referral
from referrals.use_cases import decisions, settle
from referrals.use_cases.questions import QuestionItem, ask
from rve.core import clock
from rve.core.models import AccessLog
from tests.people import (
    World,
    a_claimed_case,
    a_decision_input,
    a_patient,
    a_prepared_decision,
    a_referral,
    a_signed_decision,
)
from tests.referrals.pages.referrer import a_draft, logged_in, some_codes, text_of


@pytest.fixture
def page(client: Client, world: World) -> Client:
    some_codes()
    return logged_in(client, world.kari)


def listed(client: Client, **filters: str) -> str:
    return text_of(client.get(reverse("my-referrals"), filters))


def opened(client: Client, case: Referral) -> str:
    return text_of(client.get(reverse("my-referral", args=[case.public_id])))


def an_asked_case(world: World, *items: QuestionItem, **changed: Any) -> tuple[Referral, list[Question]]:
    case = a_claimed_case(world, now=clock.now(), **changed)
    asked = ask(referral=case, items=items, by=world.ingrid, now=clock.now(), version=case.version)
    case.refresh_from_db()
    return case, asked


def reply(client: Client, case: Referral, question: Question, **answer: str) -> Any:
    return client.post(reverse("referral-answer", args=[case.public_id, question.public_id]), answer)


def a_refusal(world: World, *, sign: bool = True) -> Referral:
    """No ground holds and the municipality's help is enough: refused as the rules propose."""
    case = a_claimed_case(world, now=clock.now(), settled=False, facts={"municipal_measures": "sufficient"})
    none = dict.fromkeys(
        [f"needs.{one}" for one in ("complexity", "multidisciplinary", "specialist_competence")]
        + [f"needs.{one}" for one in ("intensity", "hospital_proximity", "diagnostic_workup")],
        False,
    )
    settle.settle_facts(referral=case, values=none, by=world.ingrid, now=clock.now(), version=case.version)
    case.refresh_from_db()
    made = decisions.prepare(
        referral=case, decision=a_decision_input(case), by=world.ingrid, now=clock.now(), version=case.version
    )
    if made.thin_grounds:
        made = decisions.second_read(decision=made, by=world.jonas, now=clock.now(), version=made.version)
    if sign:
        made.refresh_from_db()
        decisions.sign(decision=made, by=world.liv, now=clock.now(), version=made.version)
    case.refresh_from_db()
    return case


def many_more(case: Referral, number: int) -> None:
    """Rows like this one."""
    rows = []
    for index in range(number):
        row = Referral.objects.get(pk=case.pk)
        row.pk, row.public_id, row.referrer, row.details = None, uuid.uuid4(), None, None
        row.reference = f"HMN-2026-9{index:05}"
        rows.append(row)
    Referral.objects.bulk_create(rows)


FREE = QuestionItem("", "Hvor langt går pasienten?")


def test_those_that_wait_for_an_answer_come_first_then_drafts(page: Client, world: World) -> None:
    a_signed_decision(world, now=clock.now(), patient=a_patient(family_name="Cilje"))
    a_referral(world, now=clock.now(), patient=a_patient(family_name="Bakke"))
    an_asked_case(world, FREE, patient=a_patient(family_name="Aas"))
    a_draft(page, family_name="Dahl")
    found = listed(page)
    places = [
        found.index(name) for name in ("Torbjørn Aas", "Torbjørn Dahl", "Torbjørn Bakke", "Torbjørn Cilje")
    ]
    assert places == sorted(places)


def test_each_view_shows_its_own_with_a_count(page: Client, world: World) -> None:
    an_asked_case(world, FREE, patient=a_patient(family_name="Aas"))
    a_draft(page, family_name="Dahl")
    waiting = listed(page, view="answer")
    assert "Torbjørn Aas" in waiting
    assert "Torbjørn Dahl" not in waiting
    assert "Torbjørn Dahl" in listed(page, view="drafts")


def test_a_referral_is_found_by_name_and_reference(page: Client, world: World) -> None:
    case = a_referral(world, now=clock.now(), patient=a_patient(family_name="Bakke"))
    a_referral(world, now=clock.now(), patient=a_patient(family_name="Dahl"))
    for text in ("bakke", "torbj bakke", str(case.reference)):
        found = listed(page, q=text)
        assert "Torbjørn Bakke" in found
        assert "Torbjørn Dahl" not in found


def test_the_list_asks_the_database_the_same_for_three_rows_and_for_sixty(page: Client, world: World) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert page.get(reverse("my-referrals")).status_code == 200
        return len(seen)

    for _ in range(3):
        a_signed_decision(world, now=clock.now())
    few = asked()
    many_more(a_referral(world, now=clock.now()), 56)
    assert asked() == few


def test_sixty_referrals_stand_on_three_pages(page: Client, world: World) -> None:
    many_more(a_referral(world, now=clock.now()), 59)
    assert listed(page).count('role="rowheader"') == 25
    assert listed(page, page="3").count('role="rowheader"') == 10


def test_a_prepared_decision_is_still_under_assessment(page: Client, world: World) -> None:
    decision = a_prepared_decision(world, now=clock.now())
    found = opened(page, decision.referral)
    assert "Under assessment" in found
    assert decision.nytte not in found


def test_a_signed_right_is_told_with_place_deadline_and_reasons(page: Client, world: World) -> None:
    decision = a_signed_decision(world, now=clock.now())
    found = opened(page, decision.referral)
    assert "Fjellheimen" in found
    assert decision.nytte in found
    assert "Reasons from the rule book" in found


def test_the_referrers_letter_can_be_opened(page: Client, world: World) -> None:
    decision = a_signed_decision(world, now=clock.now())
    letter = decision.letters.get(recipient_role="referrer")
    address = reverse("letter", args=[letter.public_id])
    assert address in opened(page, decision.referral)
    assert page.get(address)["Content-Type"] == "application/pdf"


def test_a_refusal_says_what_to_send_if_referring_again(page: Client, world: World) -> None:
    found = opened(page, a_refusal(world))
    assert "If you refer again" in found
    assert "Kommunale tiltak" in found


def test_a_refusal_that_waits_for_a_signature_says_nothing_of_it(page: Client, world: World) -> None:
    assert "If you refer again" not in opened(page, a_refusal(world, sign=False))


def test_a_question_is_answered_with_a_closed_answer(page: Client, world: World) -> None:
    case, (asked,) = an_asked_case(world, QuestionItem("conditions.dementia", "Har pasienten demens?"))
    assert 'value="unknown"' in opened(page, case)
    reply(page, case, asked, value="no")
    case.refresh_from_db()
    assert "dementia" in case.facts["conditions_denied"]
    assert case.status == "in_assessment"


def test_dont_know_is_an_answer_that_leaves_the_fact_unknown(page: Client, world: World) -> None:
    case, (asked,) = an_asked_case(world, QuestionItem("conditions.dementia", "Har pasienten demens?"))
    reply(page, case, asked, value="unknown")
    asked.refresh_from_db()
    assert asked.answered_at
    assert asked.value is None
    assert asked.answer


def test_a_question_in_free_words_is_answered_in_words(page: Client, world: World) -> None:
    case, (asked,) = an_asked_case(world, FREE)
    reply(page, case, asked, text="Hundre meter.")
    assert "Hundre meter." in opened(page, case)


def test_an_empty_answer_is_told_beside_its_own_question(page: Client, world: World) -> None:
    case, asked = an_asked_case(world, FREE, QuestionItem("event_on", "Når skjedde det?"))
    found = text_of(reply(page, case, asked[0]))
    assert found.count("Choose an answer, or write one.") == 1
    assert case.questions.filter(answered_at=None).count() == 2


def test_a_date_in_the_future_is_told_and_the_words_are_kept(page: Client, world: World) -> None:
    case, (asked,) = an_asked_case(world, QuestionItem("event_on", "Når skjedde det?"))
    found = text_of(reply(page, case, asked, value="01.01.2090", text="Om lenge."))
    assert "The date is in the future" in found
    assert "Om lenge." in found


def test_an_answer_sent_twice_is_one(page: Client, world: World) -> None:
    case, (asked,) = an_asked_case(world, FREE)
    answers = [reply(page, case, asked, text="Hundre meter.") for _ in range(2)]
    assert [one.status_code for one in answers] == [302, 302]


def test_a_referral_is_withdrawn_with_a_reason(page: Client, world: World) -> None:
    case = a_referral(world, now=clock.now())
    address = reverse("referral-withdraw", args=[case.public_id])
    page.post(address, {"version": case.version, "reason_code": "patient_wish", "text": "Vil vente."})
    case.refresh_from_db()
    assert case.status == "withdrawn"


def test_a_withdrawal_without_a_reason_is_told_and_its_words_are_kept(page: Client, world: World) -> None:
    case = a_referral(world, now=clock.now())
    answer = page.post(
        reverse("referral-withdraw", args=[case.public_id]), {"version": case.version, "text": "Vil vente."}
    )
    assert "Choose a reason." in text_of(answer)
    assert "Vil vente." in text_of(answer)
    case.refresh_from_db()
    assert case.status == "received"


def test_every_view_is_logged(page: Client, world: World) -> None:
    case = a_referral(world, now=clock.now())
    draft = a_draft(page)
    before = AccessLog.objects.count()
    listed(page)
    opened(page, case)
    page.get(reverse("referral-receipt", args=[case.public_id]))
    page.get(reverse("referral-step", args=[draft.public_id, "goal"]))
    page.get(reverse("referral-review", args=[draft.public_id]))
    rows = AccessLog.objects.order_by("pk")[before:]
    assert [row.data for row in rows] == ["my_referrals", "referral", "receipt", "draft", "draft"]
    assert {row.basis for row in rows} == {"treatment_relation"}


def test_another_practice_finds_nothing_anywhere(client: Client, world: World) -> None:
    draft = a_draft(logged_in(client, world.kari))
    case, (asked,) = an_asked_case(world, FREE)
    stranger = logged_in(Client(), world.per_elsewhere)
    assert case.name not in listed(stranger)
    addresses = [
        reverse("my-referral", args=[case.public_id]),
        reverse("referral-receipt", args=[case.public_id]),
        reverse("referral-step", args=[draft.public_id, "patient"]),
        reverse("referral-review", args=[draft.public_id]),
    ]
    posts = [
        reverse("referral-step", args=[draft.public_id, "goal"]),
        reverse("referral-review", args=[draft.public_id]),
        reverse("referral-guidance", args=[draft.public_id, "goal"]),
        reverse("referral-delete", args=[draft.public_id]),
        reverse("referral-withdraw", args=[case.public_id]),
        reverse("referral-answer", args=[case.public_id, asked.public_id]),
    ]
    assert {stranger.get(one).status_code for one in addresses} == {404}
    assert {stranger.post(one, {"go": "next"}).status_code for one in posts} == {404}


@pytest.mark.parametrize("who", ["ingrid", "liv", "marit", "gro", "planner", "privacy"])
def test_only_referrers_have_these_pages(client: Client, world: World, who: str) -> None:
    stranger = logged_in(client, getattr(world, who))
    assert stranger.get(reverse("my-referrals")).status_code == 403
    assert stranger.get(reverse("referral-new")).status_code == 403
