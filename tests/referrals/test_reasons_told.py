"""The reasons of a case are the tree's: on the page, in the letters, to the referrer; the patient is not told
what would have changed a refusal.
"""

from __future__ import annotations

import html
import json
from typing import Any

from django.test import Client
from django.urls import reverse

from deltytelser.rules.tree import reason_tree
from referrals import engine
from referrals.letters.compose import compose
from referrals.models import Decision, Proposal
from referrals.queries.outcome import outcome_of
from referrals.use_cases.letters import letter_data
from referrals.use_cases.recipients import recipients_of
from rve.core import clock
from rve.core.models import AccessLog
from tests.people import World, a_claimed_case, a_prepared_decision
from tests.referrals.test_decisions import REFUSED, prepare


def _tree(proposal: Proposal, lang: str = "nb") -> dict[str, Any]:
    return reason_tree(
        json.loads(proposal.facts),
        rules=engine.compiled(proposal.rule_set),
        world=engine.world_of(proposal.snapshot),
        on=proposal.made_on,
        lang=lang,
    )


def _deciding(tree: dict[str, Any], stage: str) -> list[str]:
    rows = [
        row
        for one in tree["stages"]
        if one["key"] == stage
        for table in one["tables"]
        for row in table["rows"]
    ]
    return [row["text"] for row in rows if row["state"] == "decides"]


def _refused(world: World) -> Decision:
    return prepare(world, a_claimed_case(world, facts=REFUSED | {"goal": None}))


def test_the_letter_gives_the_reasons_of_the_tree(world: World) -> None:
    for made in (_refused(world), a_prepared_decision(world)):
        data = letter_data(made, recipients_of(made.referral, made)[0])
        told = " ".join(data.outcome_reasons)
        reasons = _deciding(_tree(made.proposal), "right")
        assert reasons
        assert all(text in told for text in reasons)


def test_what_would_change_a_refusal_is_never_in_the_patients_letter(world: World) -> None:
    made = _refused(world)
    ways = [one["words"] for one in _tree(made.proposal)["counterfactuals"]]
    assert ways
    for recipient in recipients_of(made.referral, made):
        said = str(compose(letter_data(made, recipient)))
        assert all((words in said) == (recipient.role == "referrer") for words in ways), recipient.role


def test_the_referrer_reads_on_the_page_what_would_change_it(world: World) -> None:
    made = _refused(world)
    shown = outcome_of(made, language="nb")
    ways = [one["words"] for one in _tree(made.proposal)["counterfactuals"]]
    assert shown is not None
    assert [text.partition(" (")[0] for text in shown.next_time] == ways


def test_the_assessor_reads_the_same_on_the_case(client: Client, world: World) -> None:
    case = a_claimed_case(world, now=clock.now(), facts=REFUSED | {"goal": None})
    client.force_login(world.ingrid.user)
    page = html.unescape(client.get(reverse("case", args=[case.public_id])).content.decode())
    assert case.proposal is not None
    tree = _tree(case.proposal)
    assert all(one["words"] in page for one in tree["counterfactuals"])
    assert all(text in page for text in _deciding(tree, "right"))
    assert reverse("case-reasons", args=[case.public_id]) in page


def test_all_the_reasons_stand_on_a_page_of_their_own(client: Client, world: World) -> None:
    case = a_claimed_case(world, now=clock.now())
    client.force_login(world.ingrid.user)
    page = client.get(reverse("case-reasons", args=[case.public_id]))
    assert case.proposal is not None
    assert page.context["tree"] == _tree(case.proposal)
    text = html.unescape(page.content.decode())
    for stage in page.context["tree"]["stages"]:
        assert stage["name"] in text
        for row in (row for table in stage["tables"] for row in table["rows"]):
            assert row["text"] in text


def test_a_look_at_the_reasons_is_logged(client: Client, world: World) -> None:
    case = a_claimed_case(world, now=clock.now())
    client.force_login(world.ingrid.user)
    client.get(reverse("case-reasons", args=[case.public_id]))
    row = AccessLog.objects.latest("pk")
    assert (row.data, row.case_ids, row.user) == ("case", [case.pk], world.ingrid.user)
