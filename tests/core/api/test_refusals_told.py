"""A refusal is told in the caller's language; its header stays in English, since headers hold ASCII only."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.core.api.conftest import PROBE
from tests.people import World
from tests.region import an_organisation
from tests.tokens import token_for

pytestmark = [pytest.mark.urls("tests.core.api.probe"), pytest.mark.django_db]


def told(shown: str, language: str, address: str = PROBE) -> Any:
    return Client(HTTP_ACCEPT_LANGUAGE=language).get(address, HTTP_AUTHORIZATION=shown)


SENTENCES = {
    "nb": "Tilgangsnøkkelen kan ikke leses.",
    "nn": "Tilgangsnøkkelen kan ikkje lesast.",
    "en": "The token cannot be read.",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_a_token_is_refused_in_the_callers_language(language: str, world: World) -> None:
    answer = told("Bearer abc.def.ghi", language)
    assert answer.json()["detail"] == SENTENCES[language]
    assert 'error_description="The token cannot be read."' in answer.headers["WWW-Authenticate"]


def test_a_missing_scope_is_told_in_the_callers_language(world: World) -> None:
    shown = f"Bearer {token_for(world.practice, 'placements:read')}"
    answer = told(shown, "nn")
    assert answer.json()["detail"] == "Tilgangsnøkkelen manglar tilgangen referrals:read."
    assert "The token lacks the scope referrals:read." in answer.headers["WWW-Authenticate"]


def test_whoever_may_do_nothing_here_is_told_in_the_callers_language(world: World) -> None:
    gone = an_organisation(world.region, "practice", "Nedlagt", "700000499")
    token = token_for(gone, "referrals:read")
    gone.delete()
    assert (
        told(f"Bearer {token}", "nb").json()["detail"] == "Virksomheten i tilgangsnøkkelen er ikke kjent her."
    )


def test_the_facade_tells_it_in_the_callers_language_too(world: World) -> None:
    said = told("Bearer abc.def.ghi", "nb", "/fhir/R4/Task").json()
    assert said["issue"][0]["diagnostics"] == SENTENCES["nb"]
