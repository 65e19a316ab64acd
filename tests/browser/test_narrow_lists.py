"""The worklist between a phone and a wide screen: nothing of it off the page, the chosen view in sight."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from referrals.models import Referral
from rve.core import clock
from tests.people import World, a_claimed_case, a_region

pytestmark = pytest.mark.slow
NAME = settings.SESSION_COOKIE_NAME


@pytest.fixture
def worklist(transactional_db: None, page: Page, live_server: LiveServer) -> Page:
    """Marit's, with a case whose words are as long as those of real ones."""
    world: World = a_region()
    case = a_claimed_case(world, now=clock.now())
    Referral.objects.filter(pk=case.pk).update(
        given_name="Oddvar Andreas",
        family_name="Tesfay Haugan",
        interpreter="tigrinja",
        delytelse="J",
        proposed_outcome="redirected",
    )
    client = Client()
    client.force_login(world.marit.user)
    page.context.add_cookies([{"name": NAME, "value": client.cookies[NAME].value, "url": live_server.url}])
    return page


def test_the_worklist_is_no_wider_than_the_page(worklist: Page) -> None:
    for width in (1024, 1026, 1060, 1100, 1152, 1160):
        worklist.set_viewport_size({"width": width, "height": 800})
        worklist.goto("/worklist?view=all")
        edge = "Math.round(document.querySelector('.wl').getBoundingClientRect().right)"
        assert worklist.evaluate(edge) <= width - 16, width
        assert worklist.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    ("address", "row"), [("/worklist?view=hold", ".views"), ("/messages?view=rejected", ".strip")]
)
def test_the_chosen_view_is_in_sight_on_a_phone(worklist: Page, address: str, row: str) -> None:
    worklist.set_viewport_size({"width": 390, "height": 844})
    worklist.goto(address)
    expect(worklist.locator(f"{row} [aria-current]")).to_be_in_viewport(ratio=0.99)
