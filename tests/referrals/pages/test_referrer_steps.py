"""Diagnoses, conditions, measures, stays, files, and the guidance beside them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from referrals.forms.answers import facts_of
from referrals.models import Referral
from rve.core import clock
from tests.people import World
from tests.referrals.pages.referrer import (
    DIAGNOSIS,
    a_draft,
    a_whole_draft,
    logged_in,
    send_step,
    some_codes,
    text_of,
    url,
)

PDF = b"%PDF-1.4 medisinliste"


@pytest.fixture
def page(client: Client, world: World) -> Client:
    some_codes()
    return logged_in(client, world.kari)


def codes(draft: Referral) -> list[str]:
    draft.refresh_from_db()
    return [row["code"] for row in draft.form["diagnosis"]["diagnoses"]]


def facts(draft: Referral) -> dict[str, Any]:
    draft.refresh_from_db()
    return facts_of(draft.form, referred_on=clock.today(), received_on=clock.today())


def test_a_diagnosis_is_found_by_a_word_and_by_a_code(page: Client) -> None:
    for typed in ("hjerne", "I63"):
        assert "Hjerneinfarkt" in text_of(page.get(reverse("referral-diagnoses"), {"search": typed}))


def test_a_code_that_no_list_holds_can_be_used_as_it_is(page: Client) -> None:
    assert 'value="icd10:G82.1"' in text_of(page.get(reverse("referral-diagnoses"), {"search": "g82.1"}))


def test_the_search_works_with_its_button_alone(page: Client) -> None:
    draft = a_draft(page)
    assert "Brudd i acetabulum" in text_of(
        send_step(page, draft, "diagnosis", go="search", search="acetabulum")
    )


def test_enter_in_the_search_field_searches_and_elsewhere_goes_on(page: Client) -> None:
    draft = a_draft(page)
    assert "Hjerneinfarkt" in text_of(send_step(page, draft, "diagnosis", go="enter", search="hjerne"))
    assert send_step(page, draft, "diagnosis", go="enter", search="")["Location"] == url(draft, "function")


def test_the_first_diagnosis_is_the_main_one_and_the_others_can_take_its_place(page: Client) -> None:
    draft, chosen = a_draft(page), ["icd10:S32.4", "icd10:M16.0"]
    send_step(page, draft, "diagnosis", go="", add="icd10:I63", diagnoses=chosen)
    assert codes(draft) == ["S32.4", "M16.0", "I63"]
    send_step(page, draft, "diagnosis", go="", up="2", diagnoses=[*chosen, "icd10:I63"])
    assert codes(draft) == ["S32.4", "I63", "M16.0"]
    send_step(
        page, draft, "diagnosis", go="", first="2", diagnoses=["icd10:S32.4", "icd10:I63", "icd10:M16.0"]
    )
    assert codes(draft) == ["M16.0", "S32.4", "I63"]
    send_step(page, draft, "diagnosis", go="", remove="0", diagnoses=["icd10:M16.0", "icd10:S32.4"])
    assert codes(draft) == ["S32.4"]


def test_adding_a_diagnosis_keeps_what_is_typed_beside_it(page: Client) -> None:
    draft = a_draft(page)
    send_step(
        page, draft, "diagnosis", go="", add="icd10:I63", situation="Slag i juni.", event_on="01.06.2026"
    )
    draft.refresh_from_db()
    assert draft.form["diagnosis"]["situation"] == "Slag i juni."
    assert draft.form["diagnosis"]["event_on"] == "2026-06-01"


def test_the_same_diagnosis_is_chosen_once(page: Client) -> None:
    draft = a_draft(page)
    send_step(page, draft, "diagnosis", go="", add="icd10:S324", diagnoses=["icd10:S32.4"])
    assert codes(draft) == ["S32.4"]


def test_at_most_eight_conditions_follow_the_diagnosis(page: Client) -> None:
    found = text_of(page.get(url(a_whole_draft(page), "function")))
    asked = found.count('name="conditions"')
    assert 0 < asked <= 8
    assert 'value="complex_fracture"' in found


def test_none_of_the_others_denies_what_was_asked_and_not_ticked(page: Client) -> None:
    draft = a_whole_draft(page)
    send_step(page, draft, "function", conditions=["complex_fracture"], conditions_rest=["none"])
    assert facts(draft)["conditions"] == ["complex_fracture"]
    assert "multitrauma" in facts(draft)["conditions_denied"]


def test_dont_know_leaves_the_others_unknown(page: Client) -> None:
    draft = a_whole_draft(page)
    send_step(page, draft, "function", conditions=["complex_fracture"], conditions_rest=["unknown"])
    assert facts(draft)["conditions_denied"] == []


def test_the_loss_of_function_is_the_most_severe_area(page: Client) -> None:
    draft = a_whole_draft(page)
    send_step(page, draft, "function", walking="mild", pain="severe", mental="unknown", adl="moderate")
    assert (facts(draft)["function_loss"], facts(draft)["self_care"]) == ("severe", "some_help")
    send_step(page, draft, "function", walking="mild", bedbound="yes")
    assert facts(draft)["function_loss"] == "bedbound"


@pytest.mark.parametrize(
    ("answers", "known"),
    [
        ({"tried-physiotherapy": "on", "tried-physiotherapy-effect": "some"}, "insufficient"),
        ({"tried-physiotherapy": "on", "tried-physiotherapy-effect": "good"}, "sufficient"),
        ({"tried-physiotherapy-weeks": "8"}, None),
        ({"tried_else": ["none"]}, "not_tried"),
        ({"tried_else": ["unavailable"]}, "unavailable"),
        ({"tried_else": ["unknown"]}, None),
        ({}, None),
    ],
)
def test_what_was_tried_becomes_one_fact(page: Client, answers: dict[str, Any], known: str | None) -> None:
    draft = a_whole_draft(page)
    send_step(page, draft, "function", **answers)
    assert facts(draft)["municipal_measures"] == known


def test_a_measure_and_none_of_these_is_told_and_both_are_kept(page: Client) -> None:
    draft = a_whole_draft(page)
    answers = {"tried-physiotherapy": "on", "tried-physiotherapy-weeks": "mange", "tried_else": ["none"]}
    found = text_of(send_step(page, draft, "function", **answers))
    assert "Take away one of the answers" in found
    assert "Write a whole number." in found
    assert 'value="mange"' in found


def test_a_stay_needs_both_what_it_was_for_and_when_it_ended(page: Client) -> None:
    draft = a_whole_draft(page)
    half = send_step(page, draft, "goal", earlier_stay="yes", **{"earlier_stays-0-delytelse": "A"})
    assert "Write about when the stay ended" in text_of(half)
    whole = {"earlier_stays-0-delytelse": "A", "earlier_stays-0-ended_on": "01.04.2025"}
    send_step(page, draft, "goal", earlier_stay="yes", **whole)
    assert facts(draft)["earlier_stays"] == [{"delytelse": "A", "ended_on": "2025-04-01"}]


def test_good_files_are_kept_and_the_others_are_told_by_name(page: Client) -> None:
    draft = a_whole_draft(page)
    files = [SimpleUploadedFile("liste.pdf", PDF), SimpleUploadedFile("virus.exe", b"MZ\x90")]
    found = text_of(send_step(page, draft, "practical", diet="Glutenfri", files=files))
    assert "virus.exe: The file is no PDF" in found
    assert [row.name for row in draft.attachments.all()] == ["liste.pdf"]
    draft.refresh_from_db()
    assert draft.form["practical"]["diet"] == "Glutenfri"


def test_the_same_file_twice_is_one(page: Client) -> None:
    draft = a_whole_draft(page)
    for _ in range(2):
        send_step(page, draft, "practical", go="upload", files=[SimpleUploadedFile("liste.pdf", PDF)])
    assert draft.attachments.count() == 1


def test_a_file_is_taken_away_and_the_step_is_kept(page: Client) -> None:
    draft = a_whole_draft(page)
    send_step(page, draft, "practical", go="upload", files=[SimpleUploadedFile("liste.pdf", PDF)])
    send_step(page, draft, "practical", go="", drop=str(draft.attachments.get().public_id), diet="Vegetar")
    assert draft.attachments.count() == 0
    draft.refresh_from_db()
    assert draft.form["practical"]["diet"] == "Vegetar"


def test_the_guidance_says_what_is_missing_before_anything_is_known(page: Client) -> None:
    assert "Not enough is known yet." in text_of(page.get(reverse("referral-new")))


def test_a_complex_fracture_seems_to_belong_in_the_specialist_health_service(page: Client) -> None:
    draft = a_whole_draft(page)
    answers = {
        "walking": "moderate",
        "conditions": ["complex_fracture"],
        "tried-physiotherapy-effect": "some",
    }
    send_step(page, draft, "function", **answers)
    assert "Seems to belong in the specialist health service." in text_of(page.get(url(draft, "goal")))


def test_the_guidance_follows_what_is_typed_without_saving_it(page: Client) -> None:
    draft = a_whole_draft(page)
    before = draft.version
    typed = {"walking": "moderate", "conditions": ["complex_fracture"], "tried-physiotherapy-effect": "some"}
    answer = page.post(reverse("referral-guidance", args=[draft.public_id, "function"]), typed)
    assert "Seems to belong in the specialist health service." in text_of(answer)
    draft.refresh_from_db()
    assert draft.version == before


def test_another_region_and_obesity_are_said_to_belong_elsewhere(page: Client) -> None:
    draft = a_whole_draft(page, **(DIAGNOSIS | {"diagnoses": ["icd10:E66.0"]}))
    assert "Seems to belong elsewhere." in text_of(page.get(url(draft, "function")))


def test_the_advice_names_what_was_set_to_dont_know(page: Client) -> None:
    draft = a_whole_draft(page)
    send_step(page, draft, "function", mental="unknown")
    assert "mental health" in text_of(page.get(url(draft, "goal")))
