"""`manage.py backtest`: in words, as JSON, and what it refuses."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from deltytelser.models import RuleSet
from deltytelser.use_cases import publishing
from referrals.models import CodedFacts
from tests.deltytelser.rule_drafts import agrees
from tests.people import NOW, World, a_referral, a_signed_decision
from tests.referrals.tried import a_shorter_draft, in_force


def printed(*arguments: str) -> str:
    out = StringIO()
    call_command("backtest", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def as_json(*arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(printed(*arguments, "--json"))
    return found


def a_second_version(world: World) -> RuleSet:
    draft = a_shorter_draft(world)
    draft = publishing.submit(draft=draft, by=world.marit, now=NOW, version=draft.version)
    publishing.approve(draft=draft, by=world.liv, now=NOW, version=draft.version)
    made = publishing.publish(draft_id=draft.pk, now=NOW, check=agrees)
    assert made is not None
    return made


def test_two_versions_are_held_against_each_other(world: World) -> None:
    a_referral(world)
    first, second = in_force(world), a_second_version(world)
    found = as_json("--rule-set", second.hash, "--against", first.hash[:12])
    assert (found["referrals"], found["changed"]) == (1, 1)
    assert found["deadlines"] == {"days": -14, "moved": {"-14": 1}}
    assert found["delytelse"]["B"] == {"referrals": 1, "changed": 1}
    assert found["municipality"] == {"5038": {"referrals": 1, "changed": 1}}


def test_it_is_the_same_change_from_the_other_side(world: World) -> None:
    a_referral(world)
    first, second = in_force(world), a_second_version(world)
    found = as_json("--rule-set", first.hash, "--against", second.hash)
    assert found["deadlines"] == {"days": 14, "moved": {"14": 1}}


def test_a_version_is_held_against_the_decisions(world: World) -> None:
    a_signed_decision(world)
    found = as_json("--rule-set", in_force(world).hash)
    assert (found["against"], found["referrals"], found["changed"]) == (None, 1, 0)


def test_in_words_it_says_how_many(world: World) -> None:
    a_referral(world)
    first, second = in_force(world), a_second_version(world)
    said = printed("--rule-set", second.hash, "--against", first.hash)
    assert "1 referrals, 1 get another answer" in said
    assert "Deadlines moved -14 days in all (-14 days: 1)." in said


def test_cases_from_before_are_packed_first(world: World) -> None:
    a_referral(world)
    CodedFacts.objects.all().delete()
    assert as_json("--rule-set", in_force(world).hash, "--against", in_force(world).hash)["referrals"] == 1


@pytest.mark.parametrize(
    ("hash_", "words"),
    [("0" * 64, "0 stored rule sets have the hash"), ("abc", "no hash"), ("../../etc", "no hash")],
)
def test_a_rule_set_that_is_not_stored_is_said(hash_: str, words: str, world: World) -> None:
    with pytest.raises(CommandError, match=words):
        printed("--rule-set", hash_)
