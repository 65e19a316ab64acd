"""The case page says where rules published since would differ; it follows those of the receipt."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from deltytelser.use_cases import publishing
from referrals.models import Proposal, Referral
from tests.deltytelser.rule_drafts import a_changed_draft, agrees
from tests.people import NOW, World, a_referral, a_signed_decision
from tests.referrals.tried import a_shorter_draft

SAID = "Nye regler ville svart noe annet"


@pytest.fixture
def ingrid_in(client: Client, world: World) -> Client:
    client.force_login(world.ingrid.user)
    return client


def published(world: World, draft: object) -> None:
    draft = publishing.submit(draft=draft, by=world.marit, now=NOW, version=draft.version)  # type: ignore[attr-defined,arg-type]
    publishing.approve(draft=draft, by=world.liv, now=NOW, version=draft.version)
    assert publishing.publish(draft_id=draft.pk, now=NOW, check=agrees) is not None


def opened(client: Client, case: Referral) -> str:
    answer = client.get(reverse("case", args=[case.public_id]))
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def test_without_a_newer_version_nothing_is_said(ingrid_in: Client, world: World) -> None:
    assert SAID not in opened(ingrid_in, a_referral(world))


def test_a_newer_version_that_differs_is_said_with_what(ingrid_in: Client, world: World) -> None:
    case = a_referral(world)
    published(world, a_shorter_draft(world))
    found = opened(ingrid_in, case)
    assert SAID in found
    assert "25. mai 2026 → <strong>11. mai 2026</strong>" in found


def test_nothing_is_stored_for_it(ingrid_in: Client, world: World) -> None:
    case = a_referral(world)
    published(world, a_shorter_draft(world))
    opened(ingrid_in, case)
    assert Proposal.objects.filter(referral=case).count() == 1


def test_a_newer_version_that_says_the_same_is_not_mentioned(ingrid_in: Client, world: World) -> None:
    case = a_referral(world)
    published(world, a_changed_draft(world))
    assert SAID not in opened(ingrid_in, case)


def test_a_decided_case_is_not_asked_again(ingrid_in: Client, world: World) -> None:
    case = a_signed_decision(world).referral
    published(world, a_shorter_draft(world))
    assert SAID not in opened(ingrid_in, case)


def test_without_a_newer_version_no_query_is_asked_for_it(ingrid_in: Client, world: World) -> None:
    case = a_referral(world)
    with CaptureQueriesContext(connection) as asked:
        opened(ingrid_in, case)
    newer = [one["sql"] for one in asked if 'FROM "delytelse_ruleset"' in one["sql"]]
    assert [sql for sql in newer if not sql.startswith('SELECT "referrals_referral"')] == []
