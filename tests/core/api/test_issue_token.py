"""`manage.py issue_token`: a token of the local installation, or a sentence that says why not."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from rve.core.models import User
from tests.core.api.conftest import PROBE
from tests.people import World

pytestmark = [pytest.mark.urls("tests.core.api.probe"), pytest.mark.django_db]
SYSTEM = ("--client", "epj-vest", "--organisation", "700000402", "--scope", "referrals:read")
AT_THE_UNIT = ("--client", "curl", "--organisation", "700000401", "--scope", "decisions:sign")


def issued(*options: str) -> str:
    out = io.StringIO()
    call_command("issue_token", *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def liv(world: World) -> User:
    User.objects.filter(pk=world.liv.user.pk).update(hpr_number="8000001")
    return world.liv.user


def test_it_prints_a_token_that_opens_the_api_and_nothing_else(world: World) -> None:
    printed = issued(*SYSTEM)
    assert printed.count("\n") == 1
    answer = Client().get(PROBE, HTTP_AUTHORIZATION=f"Bearer {printed.strip()}")
    assert (answer.json()["client"], answer.json()["roles"]) == ("epj-vest", ["referrer"])


def test_for_a_person_it_holds_their_role(liv: User) -> None:
    token = issued(*AT_THE_UNIT, "--person", "8000001", "--role", "physician").strip()
    answer = Client().post(PROBE, HTTP_AUTHORIZATION=f"Bearer {token}")
    assert (answer.json()["user"], answer.json()["roles"]) == (liv.pk, ["physician"])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((*SYSTEM[:3], "999999999", *SYSTEM[4:]), "There is no organisation 999999999."),
        ((*AT_THE_UNIT, "--person", "8000001"), "--person and --role belong together."),
        ((*AT_THE_UNIT, "--person", "7", "--role", "physician"), "0 users have the HPR number 7"),
        (
            (*AT_THE_UNIT, "--person", "8000001", "--role", "team_lead"),
            "Roles in force: physician in 700000401.",
        ),
        ((*SYSTEM, "--person", "8000001", "--role", "physician"), "is not physician in 700000402 today"),
    ],
)
def test_it_says_what_would_be_right(liv: User, options: tuple[str, ...], words: str) -> None:
    with pytest.raises(CommandError, match=words.replace("(", r"\(")):
        issued(*options)


def test_production_issues_nothing(world: World, settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="not for production"):
        issued(*SYSTEM)
