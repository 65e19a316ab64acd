"""The referral form in Chromium: six steps with all that can go wrong, by keyboard, without scripts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from referrals.models import Referral
from rve.core.identity_numbers import synthetic_number
from rve.core.models import Region
from rve.local.demo.accounts import make_cast
from tests.people import the_rule_book

BORN = dt.date(1965, 3, 12)
NUMBER = synthetic_number(birth_date=BORN, sex="male", serial=3)
WRONG = NUMBER[:-1] + str((int(NUMBER[-1]) + 1) % 10)
PDF = {"name": "medisinliste.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 liste"}
EXE = {"name": "virus.exe", "mimeType": "application/octet-stream", "buffer": b"MZ\x90"}


@pytest.fixture(autouse=True)
def people(transactional_db: None, settings: Settings) -> None:
    """The region, its rule book and the people of the demo."""
    settings.DEMO_LOGIN = True
    call_command("load_reference", verbosity=0)
    region = Region.objects.get(code="HMN")
    the_rule_book(region)
    make_cast(region=region, today=timezone.localdate())


@pytest.fixture
def form(page: Page) -> Page:
    """Kari, logged in."""
    page.goto("/login")
    page.get_by_role("button", name="Kari Bjerkan").click()
    return page


def go_on(page: Page) -> None:
    page.locator(".actions button").first.click()


def at_step(page: Page, name: str) -> None:
    expect(page).to_have_url(re.compile(f"/step/{name}"))


@contextmanager
def saved_by_itself(page: Page) -> Iterator[None]:
    """What is typed inside is saved in the background: the form then holds the next version."""
    before = page.input_value("#version")
    yield
    expect(page.locator("#version")).not_to_have_value(before, timeout=20_000)


def fill_patient(page: Page) -> None:
    page.fill("[name=given_name]", "Torbjørn")
    page.fill("[name=family_name]", "Aksnes")
    page.fill("[name=identity_number]", NUMBER)
    page.fill("[name=birth_date]", "12.03.1965")
    page.fill("[name=municipality]", "Verdal (5038)")
    page.locator("[name=treatment_relation]").check()


def test_all_six_steps_with_everything_that_can_go_wrong(form: Page, picture: Callable[[str], None]) -> None:
    page = form
    page.goto("/referrals/new")
    fill_patient(page)

    # 1. A mistyped number is told at the field; what was typed stands there.
    page.fill("[name=identity_number]", WRONG)
    go_on(page)
    expect(page.locator("#id_identity_number_error")).to_be_visible()
    expect(page.locator("[name=identity_number]")).to_have_value(WRONG)
    expect(page.locator(".error-summary")).to_be_focused()
    page.fill("[name=identity_number]", NUMBER)
    go_on(page)

    # 2. A diagnosis by keyboard alone; a date in the future; a paste of sixty pages.
    at_step(page, "diagnosis")
    page.locator("[name=search]").press_sequentially("lumbal")
    page.locator(".hits button").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("table.chosen tbody tr")).to_have_count(1)
    page.fill("[name=event_on]", "12.01.2090")
    page.fill("[name=situation]", "Falt fra låvetak. " * 10_000)
    go_on(page)
    expect(page.locator("#id_event_on_error")).to_be_visible()
    expect(page.locator("#id_situation_error")).to_contain_text("20000")
    assert len(page.input_value("[name=situation]")) > 170_000
    picture("referrer-errors")
    page.fill("[name=event_on]", "12.01.2026")
    page.fill("[name=situation]", "Falt fra låvetak 12. januar.")
    go_on(page)

    # 3. The guidance follows what is chosen; «none» and a measure cannot both stand.
    at_step(page, "function")
    page.locator("[name=walking][value=moderate]").check()
    page.locator("[name=conditions]").first.check()
    page.locator("#id_tried-physiotherapy").check()
    page.fill("[name=tried-physiotherapy-weeks]", "8")
    page.select_option("[name=tried-physiotherapy-effect]", "some")
    expect(page.locator("#guidance .note.good")).to_be_visible(timeout=10_000)
    picture("referrer-function")
    go_on(page)

    # 4. The connection is lost: the words stay, and are saved when it is back.
    at_step(page, "goal")
    page.context.set_offline(True)
    page.fill("[name=goal_text]", "Ta fjøsstellet igjen før sauene slippes.")
    go_on(page)
    status = page.locator("[data-autosave-status]")
    expect(status).to_have_attribute("data-tone", "bad", timeout=10_000)
    at_step(page, "goal")
    expect(page.locator("[name=goal_text]")).to_have_value("Ta fjøsstellet igjen før sauene slippes.")
    with saved_by_itself(page):
        page.context.set_offline(False)
    expect(status).not_to_have_attribute("data-tone", "bad")
    go_on(page)

    # 5. A file that is no PDF or picture is named; the good one is kept.
    at_step(page, "practical")
    page.fill("[name=diet]", "Glutenfri")
    page.set_input_files("#id_files", [PDF, EXE])
    expect(page.locator("#files-error")).to_contain_text("virus.exe")
    expect(page.locator("table.chosen tbody tr")).to_contain_text("medisinliste.pdf")
    expect(page.locator("[name=diet]")).to_have_value("Glutenfri")
    go_on(page)

    # 6. Everything on one page; a double click sends one referral.
    expect(page).to_have_url(re.compile("/review"))
    expect(page.locator("main")).to_contain_text("Ta fjøsstellet igjen før sauene slippes.")
    page.locator(".actions button").first.dblclick()
    expect(page).to_have_url(re.compile("/receipt"))
    picture("referrer-receipt")
    sent = Referral.objects.get()
    assert sent.status == "received"
    expect(page.locator("main")).to_contain_text(str(sent.reference))
    assert sent.clinical["goal"] == "Ta fjøsstellet igjen før sauene slippes."
    assert sent.facts["municipal_measures"] == "insufficient"
    assert [one.name for one in sent.attachments.all()] == ["medisinliste.pdf"]


def test_a_referral_is_written_and_sent_without_scripts(browser: Browser, live_server: LiveServer) -> None:
    context = browser.new_context(java_script_enabled=False, locale="nb-NO", base_url=live_server.url)
    page = context.new_page()
    page.goto("/login")
    page.get_by_role("button", name="Kari Bjerkan").click()
    page.goto("/referrals/new")
    fill_patient(page)
    go_on(page)
    at_step(page, "diagnosis")
    page.fill("[name=search]", "lumbal")
    page.keyboard.press("Enter")
    page.locator(".hits button").first.click()
    expect(page.locator("table.chosen tbody tr")).to_have_count(1)
    go_on(page)
    at_step(page, "function")
    page.locator("[name=pain][value=severe]").check()
    page.locator("button[name=switch]").click()
    expect(page.locator("html")).to_have_attribute("lang", "nn")
    expect(page.locator("[name=pain][value=severe]")).to_be_checked()
    page.locator(".steps button[value=review]").click()
    expect(page).to_have_url(re.compile("/review"))
    go_on(page)
    expect(page).to_have_url(re.compile("/receipt"))
    assert Referral.objects.get().facts["function_loss"] == "severe"
    context.close()


def test_a_draft_is_resumed_from_the_list_where_it_was_left(form: Page) -> None:
    page = form
    page.goto("/referrals/new")
    fill_patient(page)
    go_on(page)
    at_step(page, "diagnosis")
    with saved_by_itself(page):
        page.fill("[name=situation]", "Hjerneslag i juni.")
    page.goto("/referrals?view=drafts")
    page.get_by_role("link", name="Torbjørn Aksnes").click()
    page.locator(".steps button[value=diagnosis]").click()
    expect(page.locator("[name=situation]")).to_have_value("Hjerneslag i juni.")


def test_the_form_is_walked_by_keyboard(form: Page) -> None:
    """Enter in a field saves and goes on; it never presses a button that stands before the form."""
    page = form
    page.goto("/referrals/new")
    fill_patient(page)
    page.locator("[name=phone]").press("Enter")
    at_step(page, "diagnosis")
    expect(page.locator("html")).to_have_attribute("lang", "nb")
