"""«The referral as it was sent»: every fact that the referrer's system sent, and nothing that came later."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from referrals.models import Referral
from referrals.use_cases import cases, settle
from rve.core import clock
from tests.people import FACTS, World, a_referral
from tests.referrals.api.bodies import ADDRESS, a_body
from tests.referrals.pages.referrer import logged_in, some_codes, text_of
from tests.tokens import Client as System

SENT = FACTS | {
    "event_on": "2026-10-05",
    "earlier_stays": [{"delytelse": "B", "ended_on": "2024-04-03"}],
    "significant_change": True,
    "requested": {"delytelse": "B", "level": "day", "institution": "fjellheimen"},
}


def _sent(world: World, **facts: Any) -> Referral:
    answer = System(world.practice, "referrals:write").post(ADDRESS, a_body(facts=SENT | facts), key="a")
    assert answer.status_code == 201, answer.content
    return Referral.objects.get(public_id=answer.json()["id"])


@pytest.fixture
def page(client: Client, world: World) -> Client:
    some_codes()
    return logged_in(client, world.kari)


def _facts(page: Client, case: Referral) -> dict[str, str]:
    found = text_of(page.get(reverse("my-referral", args=[case.public_id])))
    part = found[found.index('id="sent-title"') :].partition("</dl>")[0]
    return dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", part))


def test_every_fact_that_a_system_sent_is_shown_in_words(page: Client, world: World) -> None:
    shown = _facts(page, _sent(world))
    assert shown["Date of injury, illness, operation or discharge"] == "5 Oct 2026"
    assert shown["Funksjonstap"] == "Moderat"
    assert shown["Selvhjulpenhet i ADL"] == "Selvhjulpen"
    assert shown["Tilsyn om natten"] == "Nei"
    assert shown["Kommunale tiltak"] == "Prøvd, ikke tilstrekkelige"
    assert shown["Hovedmål"] == "Mestring"
    assert shown["Samtykke"] == "Ja"
    assert shown["Vesentlig endring siden forrige opphold"] == "Ja"
    assert shown["Tidligere opphold"] == "B 3 Apr 2024"
    assert shown["Ønsket nivå"] == "dag"
    assert shown["Ønsket delytelse"].startswith("B ")
    assert shown["Pasientens valg av sted"] == "Fjellheimen"
    assert shown["Henviser"] == "Fastlege"


def test_conditions_stand_by_whether_they_are_present(page: Client, world: World) -> None:
    shown = _facts(page, _sent(world, conditions_denied=["risk_of_function_loss", "dementia"]))
    assert "revmatisk" in shown["Applies"].lower()
    assert shown["Does not apply"].count(", ") == 1


def test_what_the_unit_settled_later_does_not_stand_as_sent(page: Client, world: World) -> None:
    case = _sent(world)
    before = _facts(page, case)
    case = cases.claim(referral=case, by=world.ingrid, now=clock.now(), version=case.version)
    later = {"function_loss": "severe", "urgency": "deteriorating", "needs.intensity": True}
    settle.settle_facts(referral=case, values=later, by=world.ingrid, now=clock.now(), version=case.version)
    assert _facts(page, case) == before


def test_what_the_rules_could_not_read_is_shown_and_what_the_unit_settled_is_not(
    page: Client, world: World
) -> None:
    case = a_referral(world, now=clock.now(), settled=False, facts={"night_care": "sometimes"})
    assert case.proposal is None
    assert _facts(page, case)["Funksjonstap"] == "Moderat"
    case = cases.claim(referral=case, by=world.ingrid, now=clock.now(), version=case.version)
    later = {"function_loss": "severe", "night_care": True}
    settle.settle_facts(referral=case, values=later, by=world.ingrid, now=clock.now(), version=case.version)
    assert {"Funksjonstap", "Tilsyn om natten"}.isdisjoint(_facts(page, case))


def test_what_was_worked_out_here_is_not_what_was_sent(page: Client, world: World) -> None:
    case = _sent(world)
    assert case.provenance["long_travel"]["how"] == "derived"
    assert "Lang reisevei" not in _facts(page, case)
    case = cases.claim(referral=case, by=world.ingrid, now=clock.now(), version=case.version)
    later = {"long_travel": not case.facts["long_travel"]}
    settle.settle_facts(referral=case, values=later, by=world.ingrid, now=clock.now(), version=case.version)
    assert "Lang reisevei" not in _facts(page, case)
