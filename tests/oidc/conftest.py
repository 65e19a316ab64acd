"""The slow tests against a provider that is not ours. Without Node.js they are skipped, and it is said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from rve.local.chromium import find_chromium
from tests.browser.conftest import page
from tests.issuer import HPR, LEVEL
from tests.oidc.provider import RealProvider, a_provider, why_not

__all__ = ["page"]
PEOPLE = {
    "liv": {HPR: "8000001", LEVEL: "4"},
    "low": {HPR: "8000001", LEVEL: "3"},
    "stranger": {HPR: "7777777", LEVEL: "4"},
    "without-hpr": {LEVEL: "4"},
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if find_chromium() is None:
        for item in items:
            if item.path.name == "test_login.py" and item.path.parent.name == "oidc":
                item.add_marker(pytest.mark.skip(reason="no Chromium here"))


@pytest.fixture(scope="session")
def installed() -> None:
    if reason := why_not():
        pytest.skip(f"no real OpenID provider: {reason}")


@pytest.fixture
def provider(installed: None, live_server: LiveServer, settings: Any) -> Iterator[RealProvider]:
    """With our installation among its clients, under the address of the test's own server."""
    settings.PUBLIC_URL = live_server.url
    settings.API_URLS = [live_server.url]
    callback = f"{live_server.url}/login/oidc/callback"
    with a_provider(organisation="700000402", callback=callback, people=PEOPLE) as running:
        yield running
