from __future__ import annotations

import json
from pathlib import Path

import pgtrigger
import pytest
from django.core.management import call_command

from referrals.management.commands.state_diagrams import document
from referrals.models import Proposal, Snapshot
from referrals.replay import replay
from tests.people import World, a_claimed_case, a_placement, a_pool, a_referral
from tests.referrals.test_settle import settle_all


def some_history(world: World) -> None:
    a_placement(world, "accepted")
    case = a_claimed_case(world, settled=False)
    settle_all(world, case)
    a_referral(world, facts={"diagnoses": [{"system": "icd10", "code": "E66.0"}]})


def test_every_proposal_is_made_again_to_the_byte(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    some_history(world)
    a_pool(world.fjellheimen, "C", "inpatient", 5)
    world.pool.capacity_tenths = 5
    world.pool.save()
    call_command("replay")
    assert capsys.readouterr().out == "4 of 4 proposals are identical to the byte.\n"


def test_a_changed_byte_is_found(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    some_history(world)
    row = Proposal.objects.first()
    assert row is not None
    facts = json.dumps(json.loads(row.facts) | {"function_loss": "severe"})
    with pgtrigger.ignore():
        Proposal.objects.filter(pk=row.pk).update(facts=facts)
    with pytest.raises(SystemExit) as caught:
        call_command("replay")
    assert caught.value.code == 1
    assert "3 of 4" in capsys.readouterr().out


def test_a_changed_or_lost_snapshot_is_found(world: World) -> None:
    some_history(world)
    row = Proposal.objects.select_related("snapshot").first()
    assert row is not None
    text = row.snapshot.content
    Snapshot.objects.filter(pk=row.snapshot_id).update(content=text.replace("Fjellheimen", "Fjellheim"))
    assert next(one.why for one in replay() if not one.same).startswith("the snapshot")
    Snapshot.objects.filter(pk=row.snapshot_id).update(content=text)
    ground = json.loads(text)["geography"]
    Snapshot.objects.filter(digest=ground).delete()
    assert not any(one.same for one in replay())


def test_only_those_made_since_a_day(world: World) -> None:
    some_history(world)
    row = Proposal.objects.first()
    assert row is not None
    assert len(list(replay(since=row.made_on))) == 4
    assert list(replay(since=row.made_on.replace(year=2027))) == []


def test_the_same_world_is_stored_once(world: World) -> None:
    for _ in range(3):
        a_referral(world)
    assert Snapshot.objects.count() == 2


def test_the_diagrams_are_those_of_the_tables() -> None:
    root = Path(__file__).resolve().parents[2]
    assert (root / "docs" / "states.md").read_text(encoding="utf-8") == document(), (
        "run manage.py state_diagrams"
    )
