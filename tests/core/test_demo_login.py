"""One click per role: the demo's people, and the sandbox's where it is loaded; never in production."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from rve.core import clock
from rve.local.sandbox.region import PEOPLE, make_region

HEADING = "Sandbox: choose a role"
UNIT = {"username": "sandbox.physician"}


@pytest.fixture
def demo(client: Client, settings: Settings) -> Client:
    settings.DEMO_LOGIN = settings.SANDBOX = True
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def sandbox(db: None) -> None:
    make_region(now=clock.now(), today=clock.today())


def _page(client: Client) -> str:
    return client.get(reverse("login")).content.decode()


def test_the_sandboxs_people_stand_under_a_heading_of_their_own(demo: Client, sandbox: None) -> None:
    _before, heading, after = _page(demo).partition(HEADING)
    assert heading
    assert all(name in after for name, *_rest in PEOPLE.values())


@pytest.mark.usefixtures("db")
def test_without_a_sandbox_there_is_no_heading_for_it(demo: Client) -> None:
    assert HEADING not in _page(demo)


@pytest.mark.parametrize("name", PEOPLE)
def test_each_of_them_is_in_with_one_click(name: str, demo: Client, sandbox: None) -> None:
    answer = demo.post(reverse("demo-login"), {"username": f"sandbox.{name}"}, follow=True)
    assert answer.status_code == 200
    assert PEOPLE[name][0] in answer.content.decode()


@pytest.mark.parametrize("switch", ["DEMO_LOGIN", "SANDBOX"])
def test_with_one_of_the_two_off_nobody_of_the_sandbox_is_there(
    switch: str, demo: Client, sandbox: None, settings: Settings
) -> None:
    setattr(settings, switch, False)
    assert HEADING not in _page(demo)
    assert demo.post(reverse("demo-login"), UNIT).status_code == 404
    assert "_auth_user_id" not in demo.session


def test_in_production_nobody_of_the_sandbox_is_there(
    demo: Client, sandbox: None, settings: Settings
) -> None:
    settings.PRODUCTION = True
    assert HEADING not in _page(demo)
    assert demo.post(reverse("demo-login"), UNIT).status_code == 404
