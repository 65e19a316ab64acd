"""Registering for someone else: paper, phone, forwarded with its first receipt."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from referrals.models import Referral
from rve.core import clock
from tests.people import World
from tests.referrals.pages.referrer import BORN, DIAGNOSIS, NUMBER, PATIENT, logged_in, some_codes, text_of


@pytest.fixture
def page(client: Client, world: World) -> Client:
    some_codes()
    return logged_in(client, world.ingrid)


def typed(**changed: Any) -> dict[str, Any]:
    today = clock.today()
    base = {"token": "one", "go": "register", "channel": "paper", "received_on": f"{today:%d.%m.%Y}"}
    return base | {"referrer_name": "Ola Nordmann"} | PATIENT | DIAGNOSIS | changed


def register(client: Client, **changed: Any) -> HttpResponse:
    return client.post(reverse("register"), typed(**changed))


def test_a_referral_on_paper_is_registered_and_its_clock_started(page: Client) -> None:
    answer = register(page)
    case = Referral.objects.get()
    assert answer["Location"] == reverse("register-done", args=[case.public_id])
    assert (case.channel, case.status, case.birth_date) == ("paper", "received", BORN)
    assert str(case.reference) in text_of(page.get(answer["Location"]))


def test_the_deadline_of_a_forwarded_referral_runs_from_its_first_receipt(page: Client) -> None:
    first = clock.today() - dt.timedelta(days=7)
    register(page, channel="forwarded", first_received_on=f"{first:%d.%m.%Y}")
    case = Referral.objects.get()
    assert case.first_received_on == first
    assert case.clocks.get().starts_on == first


def test_a_forwarded_referral_needs_its_first_receipt(page: Client) -> None:
    assert "A forwarded referral has a first receipt" in text_of(register(page, channel="forwarded"))


def test_a_known_practice_gets_the_case_as_its_own(page: Client, world: World) -> None:
    register(page, organisation_number=world.practice.number)
    assert Referral.objects.get().organisation == world.practice


def test_an_unknown_practice_is_kept_as_written_and_the_unit_has_the_case(page: Client, world: World) -> None:
    register(page, organisation_number="999 999 999", practice="Oslo legesenter")
    case = Referral.objects.get()
    assert case.organisation == world.rve
    assert case.referrer is not None
    assert case.referrer.practice == "Oslo legesenter"


def test_name_birth_date_referrer_and_day_are_enough(page: Client) -> None:
    kept = (
        "token",
        "go",
        "channel",
        "received_on",
        "referrer_name",
        "given_name",
        "family_name",
        "birth_date",
    )
    few = {key: value for key, value in typed(number_kind="none").items() if key in kept}
    page.post(reverse("register"), few | {"number_kind": "none"})
    assert Referral.objects.get().attention


def test_what_is_missing_is_told_at_its_field_and_the_rest_is_kept(page: Client) -> None:
    found = text_of(register(page, referrer_name="", given_name="", goal_text="Gå til fjøset."))
    assert found.count("This must be filled in.") >= 2
    assert "Gå til fjøset." in found
    assert Referral.objects.count() == 0


def test_a_number_with_a_wrong_check_digit_is_told_at_its_field(page: Client) -> None:
    wrong = NUMBER[:-1] + str((int(NUMBER[-1]) + 1) % 10)
    assert "id_identity_number_error" in text_of(register(page, identity_number=wrong))
    assert Referral.objects.count() == 0


def test_a_receipt_in_the_future_is_told_at_its_field(page: Client) -> None:
    later = clock.today() + dt.timedelta(days=1)
    assert "The date is in the future" in text_of(register(page, received_on=f"{later:%d.%m.%Y}"))


def test_the_same_page_sent_twice_registers_once(page: Client) -> None:
    answers = [register(page) for _ in range(2)]
    assert Referral.objects.count() == 1
    assert answers[0]["Location"] == answers[1]["Location"]


def test_a_diagnosis_is_added_with_everything_else_kept(page: Client) -> None:
    found = text_of(register(page, go="", add="icd10:I63", diagnoses=[], goal_text="Gå til fjøset."))
    assert 'value="icd10:I63"' in found
    assert "Gå til fjøset." in found
    assert "This must be filled in." not in found
    assert 'name="conditions"' in found


def test_a_diagnosis_is_looked_for_with_the_button(page: Client) -> None:
    assert "Hjerneinfarkt" in text_of(register(page, go="search", search="hjerne"))


def test_scanned_papers_are_added_afterwards(page: Client) -> None:
    address = register(page)["Location"]
    page.post(address, {"files": [SimpleUploadedFile("skann.pdf", b"%PDF-1.4 x")]})
    assert Referral.objects.get().attachments.get().name == "skann.pdf"
    wrong = page.post(address, {"files": [SimpleUploadedFile("skann.doc", b"word")]})
    assert "skann.doc: The file is no PDF" in text_of(wrong)


@pytest.mark.parametrize("who", ["kari", "gro", "planner", "privacy"])
def test_only_the_unit_registers(client: Client, world: World, who: str) -> None:
    assert logged_in(client, getattr(world, who)).get(reverse("register")).status_code == 403
