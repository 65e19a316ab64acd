"""Looking over, sending once, and the receipt."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from referrals.models import Referral
from tests.people import World
from tests.referrals.pages.referrer import (
    BORN,
    NUMBER,
    a_draft,
    a_whole_draft,
    logged_in,
    send,
    send_step,
    some_codes,
    text_of,
)


@pytest.fixture
def page(client: Client, world: World) -> Client:
    some_codes()
    return logged_in(client, world.kari)


def review(client: Client, draft: Referral) -> str:
    return text_of(client.get(reverse("referral-review", args=[draft.public_id])))


def test_everything_typed_stands_on_one_page(page: Client) -> None:
    draft = a_whole_draft(page)
    send_step(page, draft, "function", walking="severe", own_training="Går tur hver dag.")
    send_step(page, draft, "goal", goal="improve", goal_text="Ta fjøsstellet igjen.")
    found = review(page, draft)
    for typed in (
        "Torbjørn",
        "S32.4 Brudd i acetabulum",
        "Går tur hver dag.",
        "Ta fjøsstellet igjen.",
        "Severe",
    ):
        assert typed in found


def test_what_is_missing_is_flagged_with_a_way_to_its_field(page: Client) -> None:
    draft = a_draft(page, municipality="")
    found = review(page, draft)
    assert f"{reverse('referral-step', args=[draft.public_id, 'patient'])}#id_municipality" in found
    assert f"{reverse('referral-step', args=[draft.public_id, 'diagnosis'])}#id_diagnoses" in found


def test_a_draft_without_what_is_needed_is_not_sent_and_says_why(page: Client) -> None:
    draft = a_draft(page)
    assert "The referral is not sent." in text_of(send(page, draft))
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_a_referral_is_sent_although_answers_are_unknown(page: Client) -> None:
    draft = a_whole_draft(page)
    assert send(page, draft)["Location"] == reverse("referral-receipt", args=[draft.public_id])
    draft.refresh_from_db()
    assert draft.status == "received"
    assert draft.reference


def test_a_double_click_on_send_makes_one_referral(page: Client) -> None:
    draft = a_whole_draft(page)
    answers = [send(page, draft) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Referral.objects.exclude(status="draft").count() == 1


def test_a_number_with_a_wrong_check_digit_cannot_be_sent_and_leads_to_its_field(page: Client) -> None:
    wrong = NUMBER[:-1] + str((int(NUMBER[-1]) + 1) % 10)
    draft = a_draft(page, identity_number=wrong)
    send_step(page, draft, "diagnosis", diagnoses=["icd10:S32.4"], referrer_kind="gp")
    draft.refresh_from_db()
    assert "#id_identity_number" in text_of(send(page, draft))


def test_the_receipt_says_reference_due_day_with_proof_and_what_is_asked(page: Client) -> None:
    draft = a_whole_draft(page)
    send(page, draft)
    found = text_of(page.get(reverse("referral-receipt", args=[draft.public_id])))
    draft.refresh_from_db()
    assert str(draft.reference) in found
    assert "dagen ikke medregnet" in found
    assert "What the rule book asks already" in found


def test_facts_and_texts_arrive_as_they_were_told(page: Client) -> None:
    draft = a_whole_draft(page, situation="Falt fra låvetak.")
    send_step(
        page, draft, "function", walking="moderate", conditions=["complex_fracture"], conditions_rest=["none"]
    )
    send_step(page, draft, "practical", infection="none", weight_kg="92")
    draft.refresh_from_db()
    send(page, draft)
    draft.refresh_from_db()
    assert draft.birth_date == BORN
    assert draft.facts["function_loss"] == "moderate"
    assert draft.facts["conditions"] == ["complex_fracture"]
    assert draft.clinical == {"situation": "Falt fra låvetak."}
    assert draft.practical["weight_kg"] == 92


def test_a_draft_is_deleted_with_its_contact(page: Client) -> None:
    draft = a_draft(page)
    page.post(reverse("referral-delete", args=[draft.public_id]))
    assert Referral.objects.count() == 0
