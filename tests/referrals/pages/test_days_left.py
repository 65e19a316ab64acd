"""How many virkedager are left is counted without the days that a law has made days off."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from referrals.models import Clock, Complaint, Referral
from rve.core import clock
from rve.core.models import Setting
from rve.core.policies import Actor
from rve.core.virkedager import add_virkedager
from tests.complaints import an_assigned_complaint
from tests.people import World, a_claimed_case, a_placement, a_prepared_decision, a_region

# Five virkedager by the law's own calendar, one of them made a day off.
LEFT = 4


@pytest.fixture
def world(db: None) -> World:
    world = a_region()
    off = add_virkedager(clock.today(), 3).isoformat()
    Setting.objects.create(
        region=world.region, key="extra_days_off", value=[off], valid_from=clock.today(), source="lov"
    )
    return world


def due_in_a_week(case: Referral) -> None:
    day = add_virkedager(clock.today(), LEFT + 1)
    Clock.objects.filter(referral=case).update(due_on=day, moves=1)
    Referral.objects.filter(pk=case.pk).update(assessment_due=day)


def shown(client: Client, who: Actor, address: str) -> Any:
    client.force_login(who.user)
    return client.get(address).context


def of_the_unit(world: World) -> Referral:
    case: Referral = a_prepared_decision(world, now=clock.now()).referral
    due_in_a_week(case)
    return case


def test_in_the_worklist(client: Client, world: World) -> None:
    due_in_a_week(a_claimed_case(world, now=clock.now()))
    assert shown(client, world.ingrid, "/worklist?view=1")["lines"][0].left == str(LEFT)


def test_among_the_deadlines(client: Client, world: World) -> None:
    of_the_unit(world)
    assert shown(client, world.marit, "/deadlines?view=all")["rows"][0][0].left == LEFT


def test_in_the_signing_queue(client: Client, world: World) -> None:
    of_the_unit(world)
    assert shown(client, world.liv, "/sign")["rows"][0].left == LEFT


def test_on_the_case(client: Client, world: World) -> None:
    page = shown(client, world.ingrid, f"/cases/{of_the_unit(world).public_id}")
    assert page["clock"].big == f"{LEFT} virkedager igjen"
    assert [cell.state for cell in page["clock"].days].count("left") == LEFT - 1
    assert page["clocks"].running[0].state == f"{LEFT} virkedager igjen"


def test_at_the_institution(client: Client, world: World) -> None:
    due_in_a_week(a_placement(world, now=clock.now()).referral)
    assert shown(client, world.gro, "/incoming")["rows"][0]["line"].left == LEFT


def test_of_a_complaint(client: Client, world: World) -> None:
    found: Complaint = an_assigned_complaint(world)
    due_in_a_week(found.referral)
    assert shown(client, world.jonas, "/complaints")["lines"][0].left == str(LEFT)
    page = shown(client, world.jonas, f"/complaints/{found.public_id}")
    assert {one["left"] for one in page["clocks"]} == {f"{LEFT} virkedager igjen"}
