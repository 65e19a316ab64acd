"""The form in steps: what is typed is kept, what is wrong is said at its field, nothing is a gate."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from referrals.models import Referral
from rve.core.models import AccessLog
from tests.people import World, a_patient, a_referral
from tests.referrals.pages.referrer import (
    BORN,
    NUMBER,
    PATIENT,
    a_draft,
    a_whole_draft,
    logged_in,
    send_step,
    some_codes,
    text_of,
    url,
)


@pytest.fixture
def page(client: Client, world: World) -> Client:
    some_codes()
    return logged_in(client, world.kari)


def test_opening_the_form_makes_no_draft(page: Client) -> None:
    assert page.get(reverse("referral-new")).status_code == 200
    assert Referral.objects.count() == 0


def test_the_first_save_makes_one_draft_however_often_the_page_is_sent(page: Client) -> None:
    for _ in range(3):
        page.post(reverse("referral-new"), {"token": "same", "go": "next", **PATIENT})
    assert Referral.objects.count() == 1


def test_a_saved_step_leads_to_the_next(page: Client) -> None:
    draft = a_draft(page)
    answer = send_step(page, draft, "patient", **PATIENT)
    assert answer["Location"] == url(draft, "diagnosis")


def test_the_identity_number_is_neither_among_the_answers_nor_in_the_address(page: Client) -> None:
    draft = a_draft(page)
    assert NUMBER not in json.dumps(draft.form)
    assert "900 00 000" not in json.dumps(draft.form)
    assert draft.details is not None
    assert draft.details.number == NUMBER


def test_number_and_contact_stand_in_the_fields_when_the_draft_is_opened_again(page: Client) -> None:
    found = text_of(page.get(url(a_draft(page), "patient")))
    assert NUMBER in found
    assert "Leksdalsvegen 418" in found


def test_a_wrong_check_digit_is_told_at_the_field_and_the_number_is_kept(page: Client) -> None:
    wrong = NUMBER[:-1] + str((int(NUMBER[-1]) + 1) % 10)
    answer = page.post(
        reverse("referral-new"), {"token": "t", "go": "next", **PATIENT, "identity_number": wrong}
    )
    assert "id_identity_number_error" in text_of(answer)
    assert wrong in text_of(answer)
    details = Referral.objects.get().details
    assert details is not None
    assert details.number == wrong


def test_a_number_that_does_not_fit_the_birth_date_is_told_at_the_field(page: Client) -> None:
    draft = a_draft(page)
    answer = send_step(page, draft, "patient", **(PATIENT | {"birth_date": "13.03.1965"}))
    assert "does not fit the birth date" in text_of(answer)


def test_the_number_tells_birth_date_and_sex_that_are_left_empty(page: Client) -> None:
    draft = a_draft(page, birth_date="")
    assert draft.form["patient"]["birth_date"] == "1965-03-12"
    assert draft.form["patient"]["sex"] == "male"


def test_a_year_of_two_digits_is_in_the_past(page: Client) -> None:
    assert a_draft(page, birth_date="12.03.65").form["patient"]["birth_date"] == "1965-03-12"


def test_a_birth_date_in_the_future_is_told_and_kept(page: Client) -> None:
    draft = a_draft(page, birth_date="12.03.2065", identity_number="")
    answer = page.get(url(draft, "patient"))
    assert "The date is in the future" in text_of(answer)
    assert "12.03.2065" in text_of(answer)


@pytest.mark.parametrize("typed", ["Verdal", "verdal", "5038", "Verdal (5038)"])
def test_a_municipality_is_known_by_name_or_number(page: Client, typed: str) -> None:
    assert a_draft(page, municipality=typed).municipality.number == "5038"  # type: ignore[union-attr]


def test_a_municipality_that_is_none_is_told_and_kept(page: Client) -> None:
    answer = page.get(url(a_draft(page, municipality="Atlantis"), "patient"))
    assert "There is no such municipality" in text_of(answer)
    assert "Atlantis" in text_of(answer)


def test_parents_are_asked_for_under_sixteen(page: Client) -> None:
    young = text_of(page.get(url(a_draft(page, birth_date="01.02.2015", identity_number=""), "patient")))
    grown = text_of(page.get(url(a_draft(page, token="two"), "patient")))
    assert '<details class="panel fold" open' in young
    assert '<details class="panel fold" open' not in grown


def test_parents_are_kept_as_rows(page: Client) -> None:
    draft = a_draft(page, **{"guardians-0-name": "Anne Aksnes", "guardians-0-role": "parent"})
    assert draft.form["patient"]["guardians"][0]["name"] == "Anne Aksnes"
    assert len(draft.form["patient"]["guardians"]) == 1


def test_a_sixty_page_paste_is_told_at_the_field_and_kept_whole(page: Client) -> None:
    long, draft = "Forløpet er langt. " * 9_000, a_draft(page)
    answer = send_step(page, draft, "diagnosis", situation=long, referrer_kind="gp")
    assert "at most 20000 fit" in text_of(answer)
    assert long.strip() in text_of(answer)
    draft.refresh_from_db()
    assert draft.form["diagnosis"]["situation"] == long


def test_leaving_a_step_backwards_keeps_what_is_wrong_in_it(page: Client) -> None:
    draft = a_draft(page)
    answer = send_step(page, draft, "diagnosis", go="back", event_on="i fjor")
    assert answer["Location"] == url(draft, "patient")
    assert "i fjor" in text_of(page.get(url(draft, "diagnosis")))


def test_another_step_can_be_opened_at_any_time(page: Client) -> None:
    draft = a_draft(page)
    assert send_step(page, draft, "patient", go="practical", **PATIENT)["Location"] == url(draft, "practical")


def test_the_language_is_switched_with_the_draft_kept(page: Client) -> None:
    draft = a_draft(page)
    answer = send_step(page, draft, "goal", go="", switch="nn", goal_text="Gå til fjøset.")
    assert answer.cookies["django_language"].value == "nn"
    assert answer["Location"] == url(draft, "goal")
    draft.refresh_from_db()
    assert draft.form["goal"]["goal_text"] == "Gå til fjøset."


def test_a_draft_changed_in_another_window_loses_nothing(page: Client) -> None:
    draft = a_draft(page)
    stale = {"version": draft.version - 1, "go": "next", "goal_text": "Mitt eget mål."}
    answer = page.post(url(draft, "goal"), stale)
    assert "changed in another window" in text_of(answer)
    assert "Mitt eget mål." in text_of(answer)
    assert f'name="version" id="version" value="{draft.version}"' in text_of(answer)


def test_a_save_in_the_background_answers_with_the_next_version(page: Client) -> None:
    draft = a_draft(page)
    data: dict[str, Any] = {"version": draft.version, "goal_text": "Gå tur."}
    answer = page.post(url(draft, "goal"), data, headers={"X-Autosave": "1"})
    assert answer.json()["version"] == draft.version + 1
    assert page.post(url(draft, "goal"), data, headers={"X-Autosave": "1"}).status_code == 409


def test_an_open_case_is_told_as_since_when_and_the_look_is_logged(page: Client, world: World) -> None:
    case = a_referral(world, patient=a_patient(birth_date=BORN, number=NUMBER))
    draft = a_draft(page)
    found = text_of(page.get(url(draft, "diagnosis")))
    assert "has an open case" in found
    assert str(case.reference) not in found
    assert AccessLog.objects.filter(data="open_case", case_ids=[case.pk], user=world.kari.user).exists()


def test_an_open_case_is_not_told_without_a_treatment_relation(page: Client, world: World) -> None:
    a_referral(world, patient=a_patient(birth_date=BORN, number=NUMBER))
    draft = a_draft(page, treatment_relation="")
    assert "has an open case" not in text_of(page.get(url(draft, "diagnosis")))
    assert not AccessLog.objects.filter(data="open_case").exists()


def test_an_unknown_step_is_not_there(page: Client) -> None:
    assert page.get(url(a_draft(page), "patient").replace("patient", "secret")).status_code == 404


def test_a_sent_referral_is_no_longer_a_form(page: Client) -> None:
    draft = a_whole_draft(page)
    page.post(reverse("referral-review", args=[draft.public_id]), {"version": draft.version})
    assert page.get(url(draft, "patient"))["Location"] == reverse("my-referral", args=[draft.public_id])
