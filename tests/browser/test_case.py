"""An assessor's case in Chromium, by keyboard: taken, grounds settled, proposal followed, place held."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from referrals.models import Assessment, Decision, Placement, Referral
from referrals.queries.worklist_rows import GROUNDS
from referrals.use_cases import cases
from rve.core import clock
from tests.people import World, a_claimed_case, a_patient, a_referral, a_region


@pytest.fixture
def world(transactional_db: None, settings: Settings) -> World:
    """Made-up people."""
    settings.DEMO_LOGIN = True
    return a_region()


@pytest.fixture
def log_in_as(page: Page, live_server: LiveServer) -> Callable[[World], Page]:
    def enter(world: World) -> Page:
        user = world.ingrid.user
        user.set_password("tester-med-lang-frase")
        user.save(update_fields=["password"])
        page.goto("/login")
        page.locator("input[name=username]:not([type=hidden])").fill(user.username)
        page.locator("input[name=password]").fill("tester-med-lang-frase")
        page.keyboard.press("Enter")
        page.wait_for_url("**/worklist")
        return page

    return enter


def _settle(page: Page, case: Referral, keys: str) -> None:
    """1 J, 2 J, 3 N …: a number, then the answer, as fast as they can be typed; none is lost."""
    page.evaluate("document.activeElement.blur()")
    for number, key in enumerate(keys, 1):
        page.keyboard.press(str(number))
        page.keyboard.press(key)
    wanted = {name: key == "j" for name, key in zip(GROUNDS, keys, strict=True)}
    deadline = time.monotonic() + 30
    while Referral.objects.get(pk=case.pk).facts.get("needs") != wanted:
        assert time.monotonic() < deadline, "the grounds were not saved as they were typed"
        page.wait_for_timeout(100)
    for number, key in enumerate(keys):
        expect(page.locator("#grounds .seg").nth(number).locator("input:checked")).to_have_value(
            "yes" if key == "j" else "no"
        )


def test_from_the_list_to_a_held_place_without_the_mouse(
    world: World, log_in_as: Callable[[World], Page], picture: Callable[[str], None]
) -> None:
    case = a_referral(world, now=clock.now(), settled=False)
    page = log_in_as(world)

    # J marks the row, T takes the case, and the page is the case.
    page.keyboard.press("j")
    expect(page.locator("tr.on a")).to_have_text("Torbjørn Aksnes")
    picture("worklist")
    page.keyboard.press("t")
    expect(page.locator("#decide")).to_be_visible()
    expect(page.locator("#proposal [data-o]").first).to_have_attribute("data-o", "mangler")

    # Six grounds, one key each; the proposal follows, and what is being written stays.
    page.fill("#nytte", "Forventes å mestre hverdagen igjen.")
    _settle(page, case, "jjnnnn")
    expect(page.locator("#proposal [data-o]").first).to_have_attribute("data-o", "rett")
    expect(page.locator("#nytte")).to_have_value("Forventes å mestre hverdagen igjen.")
    expect(page.locator("#o-granted")).to_be_checked()
    assert Referral.objects.get(pk=case.pk).proposed_outcome == "granted"

    # The table and the choice of place are one.
    page.locator("[name=candidate]").nth(1).check()
    assert page.input_value("#place").startswith(page.locator("tr.on").get_attribute("data-place") or "–")
    page.locator("[name=candidate]").first.check()

    # Another level departs from the proposal, and asks for its reason; back again it does not.
    page.locator("label:has(#l-outpatient)").click()
    expect(page.locator("#override")).to_be_visible()
    page.locator("label:has(#l-day)").click()
    expect(page.locator("#override")).to_be_hidden()

    page.fill("#ressurs", "Et dagopphold står i forhold til nytten.")
    page.fill("#alvorlighet", "Moderat funksjonstap.")
    expect(page.locator("#draft-status")).not_to_be_empty(timeout=20_000)
    page.wait_for_load_state("networkidle")
    picture("case")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/letter")
    assert Placement.objects.get(referral=case).status == "booked"
    assert Decision.objects.get(referral=case).follows_proposal


def test_the_draft_is_kept_when_the_page_is_left(world: World, log_in_as: Callable[[World], Page]) -> None:
    case = a_claimed_case(world, now=clock.now())
    page = log_in_as(world)
    page.goto(f"/cases/{case.public_id}")
    page.fill("#nytte", "Skrevet halvveis.")
    expect(page.locator("#draft-status")).to_have_text(re.compile(r"\d\d\.\d\d"), timeout=20_000)
    page.goto("/worklist")
    page.goto(f"/cases/{case.public_id}")
    expect(page.locator("#nytte")).to_have_value("Skrevet halvveis.")
    assert Assessment.objects.get(referral=case, closed_at=None).nytte == "Skrevet halvveis."


def test_somebody_elses_change_is_said_and_the_text_stays(
    world: World, log_in_as: Callable[[World], Page]
) -> None:
    case = a_claimed_case(world, now=clock.now(), settled=False)
    page = log_in_as(world)
    page.goto(f"/cases/{case.public_id}")
    page.fill("#nytte", "Dette må ikke bli borte.")
    cases.claim(referral=case, by=world.jonas, now=clock.now(), version=case.version)
    page.locator("label:has(#g-intensity-yes)").click()
    expect(page.locator("#case-alerts [role=alert]")).to_contain_text(world.jonas.user.name)
    expect(page.locator("#nytte")).to_have_value("Dette må ikke bli borte.")


def test_questions_being_written_stay_when_a_ground_is_settled(
    world: World, log_in_as: Callable[[World], Page]
) -> None:
    case = a_claimed_case(world, now=clock.now(), settled=False, facts={"goal": None})
    page = log_in_as(world)
    page.goto(f"/cases/{case.public_id}")
    page.locator("#ask input[value=goal]").check()
    page.locator("[name='text:goal']").fill("Hva vil hun oppnå?")
    page.locator("#ask details.free summary").click()
    page.fill("#free", "Har hun hund?")
    before = page.input_value("#decide [name=version]")
    page.locator("label:has(#g-intensity-yes)").click()
    expect(page.locator("#decide [name=version]")).not_to_have_value(before)
    expect(page.locator("[name='text:goal']")).to_have_value("Hva vil hun oppnå?")
    expect(page.locator("#free")).to_have_value("Har hun hund?")


def test_alt_and_arrows_lead_through_the_list(world: World, log_in_as: Callable[[World], Page]) -> None:
    first = a_claimed_case(world, now=clock.now(), patient=a_patient(family_name="Aas"))
    second = a_claimed_case(world, now=clock.now(), patient=a_patient(family_name="Berg"))
    page = log_in_as(world)
    page.goto(f"/cases/{first.public_id}?view=mine&sort=name")
    page.keyboard.press("Alt+ArrowDown")
    page.wait_for_url(f"**/cases/{second.public_id}?view=mine&sort=name")
    page.keyboard.press("Alt+ArrowUp")
    page.wait_for_url(f"**/cases/{first.public_id}?view=mine&sort=name")


def test_without_scripts_a_ground_is_saved_by_its_button(
    world: World, browser: Browser, live_server: LiveServer, log_in_as: Callable[[World], Page]
) -> None:
    case = a_claimed_case(world, now=clock.now(), settled=False)
    cookies = log_in_as(world).context.cookies()
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url, locale="nb-NO")
    context.add_cookies(cookies)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"/cases/{case.public_id}")
    page.locator("#g-intensity-yes").check(force=True)
    page.locator("#grounds footer button").click()
    expect(page.locator("#proposal [data-o]").first).to_have_attribute("data-o", "rett")
    context.close()
    assert Referral.objects.get(pk=case.pk).proposed_outcome == "granted"


@pytest.mark.parametrize("width", [1280, 1024, 768, 390, 320])
def test_neither_page_scrolls_sideways(world: World, log_in_as: Callable[[World], Page], width: int) -> None:
    case = a_claimed_case(world, now=clock.now())
    page = log_in_as(world)
    page.set_viewport_size({"width": width, "height": 800})
    for address in ("/worklist", f"/cases/{case.public_id}", f"/cases/{case.public_id}/facts"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
