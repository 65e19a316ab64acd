"""The page of components in Chromium: WCAG 2.1 AA measured, used by keyboard, and without scripts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, Page
from pytest_django.fixtures import Settings

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}}
FOCUSED = "document.activeElement.getAttribute('href') ?? document.activeElement.id"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server without a database: the page must not need one."""
    thread = LiveServerThread("127.0.0.1", StaticFilesHandler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()


@pytest.fixture
def address(server: str, settings: Settings) -> str:
    settings.DEBUG = True
    return f"{server}/components"


@pytest.fixture
def shown(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(locale="nb-NO")
    page = context.new_page()
    page.goto(address)
    yield page
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_no_component_breaks_wcag(browser: Browser, address: str, theme: str, width: int) -> None:
    # The policy of the page blocks the measuring script, as it should.
    context = browser.new_context(
        bypass_csp=True, locale="nb-NO", viewport={"width": width, "height": 900}, reduced_motion="reduce"
    )
    context.add_cookies([{"name": "theme", "value": theme, "url": address}])
    page = context.new_page()
    page.goto(address)
    found = Axe().run(page, options=RULES).response["violations"]
    context.close()
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


@pytest.mark.parametrize("width", [1280, 1024, 800, 390, 320])
def test_the_page_never_scrolls_sideways(shown: Page, width: int) -> None:
    shown.set_viewport_size({"width": width, "height": 800})
    assert shown.evaluate("document.documentElement.scrollWidth") <= width


def test_rows_are_walked_with_j_and_k(shown: Page) -> None:
    shown.keyboard.press("Escape")
    shown.evaluate("document.activeElement.blur()")
    shown.keyboard.press("j")
    shown.keyboard.press("j")
    assert shown.evaluate(FOCUSED) == "#row-2"
    shown.keyboard.press("k")
    assert shown.evaluate(FOCUSED) == "#row-1"


def test_letters_are_letters_in_a_field(shown: Page) -> None:
    field = shown.get_by_label("Nytte").first
    field.focus()
    shown.keyboard.type("jks")
    assert field.input_value() == "jks"


def test_single_letters_can_be_switched_off(shown: Page) -> None:
    shown.evaluate("document.body.dataset.keys = 'off'; document.activeElement.blur()")
    shown.keyboard.press("j")
    assert shown.evaluate(FOCUSED) != "#row-1"
    shown.keyboard.press("?")
    assert shown.locator("dialog[open]").count() == 0


def test_a_ground_is_chosen_by_its_number_and_answered_by_a_letter(shown: Page) -> None:
    shown.evaluate("document.activeElement.blur()")
    shown.keyboard.press("2")
    shown.keyboard.press("j")
    assert shown.locator("[name=g2]").nth(0).is_checked()
    shown.keyboard.press("n")
    assert shown.locator("[name=g2]").nth(1).is_checked()


def test_the_question_mark_lists_the_keys_of_the_page(shown: Page) -> None:
    shown.evaluate("document.activeElement.blur()")
    shown.keyboard.press("?")
    assert "Neste mest hastende" in shown.locator("dialog[open]").inner_text()
    shown.keyboard.press("Escape")
    assert shown.locator("dialog[open]").count() == 0


def test_the_colours_are_remembered_by_the_server(shown: Page) -> None:
    shown.locator("[name=theme][value=dark]").click()
    assert shown.locator("html").get_attribute("data-color-scheme") == "dark"
    shown.reload()
    assert shown.locator("html").get_attribute("data-color-scheme") == "dark"


def test_everything_is_there_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="nb-NO")
    page = context.new_page()
    page.goto(address)
    assert page.locator(".facets button").is_visible()
    page.locator("[name=theme][value=dark]").click()
    assert page.locator("html").get_attribute("data-color-scheme") == "dark"
    page.locator("[name=language][value=nn]").click()
    assert page.locator("html").get_attribute("lang") == "nn"
    context.close()
