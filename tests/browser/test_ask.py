"""«Spør regelboken» in Chromium: one changed answer, and the proposal follows without a button."""

from __future__ import annotations

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from deltytelser.models import DiagnosisCode
from tests.people import World, a_region

QUESTION = (
    "/rules/ask/?received_on=15.04.2026&age=57&patient.municipality=5001&referrer.kind=gp&goal=cope"
    "&function_loss=moderate&municipal_measures=insufficient&needs.intensity=yes&diagnoses=icd10%3AM05.9"
)


@pytest.fixture
def asking(page: Page, live_server: LiveServer, transactional_db: None) -> Page:
    """Marit, with a question that is answered by a right."""
    world: World = a_region()
    client, name = Client(), django_settings.SESSION_COOKIE_NAME
    client.force_login(world.marit.user)
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    page.goto(QUESTION)
    return page


def test_an_answer_is_changed_and_the_proposal_follows(asking: Page) -> None:
    expect(asking.locator("#answer .outcome")).to_contain_text("Rett til rehabilitering")
    asking.locator("#f-needs-intensity label").filter(has_text="Ukjent").click()
    expect(asking.locator("#answer .outcome")).to_contain_text("Mangler fakta")
    expect(asking.locator("#at-f-needs-intensity .tag")).to_be_visible()
    assert "needs.intensity" not in asking.url


def test_the_address_that_follows_asks_the_same_again(asking: Page) -> None:
    asking.locator("#f-goal").select_option("work")
    asking.wait_for_url("**goal=work**")
    before = asking.locator("#answer .outcome").inner_text()
    asking.reload()
    assert asking.locator("#answer .outcome").inner_text() == before


def test_a_diagnosis_is_found_and_added_without_leaving_the_page(asking: Page) -> None:
    DiagnosisCode.objects.create(system="icd10", code="M545", title="Korsryggsmerte", source="imported")
    asking.locator("#f-search").press_sequentially("M54")
    asking.locator("#hits button").first.click()
    expect(asking.locator("#ask-diagnoses li")).to_have_count(2)
    expect(asking.locator("#hits")).to_be_empty()


def test_a_condition_is_found_by_its_name(asking: Page) -> None:
    asking.locator("#f-filter").press_sequentially("parkinson")
    shown = asking.locator("#ask-conditions .fact:visible")
    expect(shown).to_have_count(1)
    expect(shown).to_contain_text("Parkinson")


def test_a_wrong_day_is_told_beside_its_field(asking: Page) -> None:
    asking.locator("#f-event-on").fill("16.04.2026")
    asking.keyboard.press("Tab")
    expect(asking.locator("#at-f-event-on .error")).to_be_visible()
    asking.locator("#f-event-on").fill("")
    asking.keyboard.press("Tab")
    expect(asking.locator("#at-f-event-on .error")).to_have_count(0)
