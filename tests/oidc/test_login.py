"""People log in by a provider that is not ours, in a real browser, and out again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from rve.core.models import CaseEvent, User
from rve.login_provider import SCOPES, LoginProvider
from tests.oidc.provider import RealProvider
from tests.people import World, a_region

pytestmark = pytest.mark.slow
BACKENDS = ["django.contrib.auth.backends.ModelBackend", "rve.core.oidc.backend.Backend"]


@pytest.fixture
def world(transactional_db: None) -> World:
    made = a_region()
    User.objects.filter(pk=made.liv.user.pk).update(hpr_number="8000001")
    return made


@pytest.fixture
def configured(provider: RealProvider, world: World, settings: Any) -> LoginProvider:
    key = _jwk(provider.keys["rve-web"])
    settings.OIDC = LoginProvider(provider.url, "rve-web", key, SCOPES, "HelseID")
    settings.AUTHENTICATION_BACKENDS = BACKENDS
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    settings.CONTENT_SECURITY_POLICY = {
        "DIRECTIVES": {**policy, "form-action": [*policy["form-action"], provider.url]}
    }
    return settings.OIDC


def _jwk(key: ec.EllipticCurvePrivateKey) -> dict[str, Any]:
    return {**ECAlgorithm.to_jwk(key, as_dict=True), "kid": "rve-web"}


@pytest.fixture
def log_in(page: Page, configured: LoginProvider) -> Iterator[Callable[[str], None]]:
    def as_somebody(login: str) -> None:
        page.goto("/login")
        page.get_by_role("link", name="Logg inn med HelseID").click()
        page.get_by_placeholder("Enter any login").fill(login)
        page.get_by_placeholder("and password").fill("made up")
        page.get_by_role("button", name="Sign-in").click()
        page.get_by_role("button", name="Continue").click()

    yield as_somebody


def test_a_physician_logs_in_and_out(
    log_in: Callable[[str], None], page: Page, world: World, live_server: LiveServer
) -> None:
    log_in("liv")
    expect(page).to_have_url(f"{live_server.url}/sign")
    liv = User.objects.get(pk=world.liv.user.pk)
    assert (liv.subject, liv.security_level) == ("liv", 4)
    assert CaseEvent.objects.filter(kind="user", case_id=liv.pk, verb="tied_to_provider").count() == 1
    page.get_by_text("Liv Hegge").first.click()
    page.get_by_role("button", name="Logg ut").click()
    page.get_by_role("button", name="Yes, sign me out").click()
    expect(page).to_have_url(f"{live_server.url}/login")
    page.goto("/sign")
    expect(page.get_by_role("link", name="Logg inn med HelseID")).to_be_visible()


@pytest.mark.parametrize(
    ("login", "words"),
    [
        ("stranger", "ingen har lagt deg til som bruker"),
        ("low", "sikkerhetsnivå 4"),
        ("without-hpr", "ingen har lagt deg til som bruker"),
    ],
)
def test_whoever_is_not_let_in_is_told_why(
    login: str, words: str, log_in: Callable[[str], None], page: Page
) -> None:
    before = User.objects.count()
    log_in(login)
    expect(page.get_by_role("heading", name="Du er ikke logget inn")).to_be_visible()
    expect(page.locator("main")).to_contain_text(words)
    assert User.objects.count() == before


def test_without_an_hpr_number_in_the_log_in_nobody_is_a_physician(
    log_in: Callable[[str], None], page: Page, world: World, configured: LoginProvider
) -> None:
    User.objects.filter(pk=world.liv.user.pk).update(issuer=configured.issuer, subject="without-hpr")
    log_in("without-hpr")
    expect(page.locator("main")).to_contain_text("ingen rolle")


def test_an_answer_to_somebody_elses_log_in_opens_nothing(page: Page, configured: LoginProvider) -> None:
    page.goto("/login/oidc/callback?code=made-up&state=made-up")
    expect(page.get_by_role("heading", name="Du er ikke logget inn")).to_be_visible()


def test_a_provider_that_does_not_answer_is_said_so(page: Page, world: World, settings: Any) -> None:
    settings.OIDC = LoginProvider("http://127.0.0.1:1", "rve-web", {}, SCOPES, "HelseID")
    settings.AUTHENTICATION_BACKENDS = BACKENDS
    page.goto("/login/oidc")
    expect(page.locator("main")).to_contain_text("HelseID svarer ikke")
