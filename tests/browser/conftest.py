"""A real Chromium against a real server: the pages as people meet them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from rve.core.models import Region
from rve.local.chromium import find_chromium
from rve.local.demo.accounts import Cast, make_cast

# Playwright's loop runs in this thread; the ORM is called between its steps, never inside one.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
# A machine that runs other things beside answers late, never wrongly.
expect.set_options(timeout=20_000)
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if find_chromium() is None:
        for item in items:
            if "tests/browser" in str(item.path):
                item.add_marker(pytest.mark.skip(reason="no Chromium here"))


@pytest.fixture
def reference(transactional_db: None) -> Region:
    """The region's own data, as the product ships it."""
    call_command("load_reference", verbosity=0)
    return Region.objects.get(code="HMN")


@pytest.fixture
def cast(reference: Region, settings: Settings) -> Cast:
    """The people of the demo, who log in with one click."""
    settings.DEMO_LOGIN = True
    return make_cast(region=reference, today=timezone.localdate())


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A page of its own context; a script error or a refused script fails the test."""
    context = browser.new_context(viewport=WIDE, locale="nb-NO", base_url=live_server.url)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda message: faults.append(message.text) if "Content Security Policy" in message.text else None,
    )
    yield page
    context.close()
    assert faults == []


@pytest.fixture
def log_in(page: Page) -> Callable[[str], None]:
    """Logs in by one click on the role's button: `log_in("Ingrid Moen")`."""

    def click(name: str) -> None:
        page.context.clear_cookies()
        page.goto("/login")
        page.get_by_role("button", name=name).click()

    return click


@pytest.fixture
def picture(page: Page) -> Callable[[str], None]:
    """Keeps a screenshot where RVE_PICTURES names a folder, to be looked at."""

    def take(name: str) -> None:
        folder = os.environ.get("RVE_PICTURES")
        if folder:
            page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)

    return take
