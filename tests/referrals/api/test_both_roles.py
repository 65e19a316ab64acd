"""A hospital trust both refers and receives: each case in the role it has there, and no place of others."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from institutions.models import Institution, Level
from referrals.models import Placement, Referral
from referrals.use_cases import cases
from referrals.use_cases.placements import reroute
from rve.core import clock
from rve.core.models import Organisation
from tests.people import World, a_placement, a_pool, a_referral, an_organisation
from tests.referrals.api.bodies import ADDRESS
from tests.tokens import Client

SCOPES = "referrals:read referrals:write complaints:read placements:read placements:write"


@pytest.fixture
def trust(world: World) -> Organisation:
    """A trust with Havblikk as its own institution."""
    made = an_organisation(world.region, Organisation.Kind.HF, "Helse Nord-Trøndelag HF", "700000409")
    Institution.objects.filter(pk=world.havblikk.pk).update(organisation=made)
    world.havblikk.refresh_from_db()
    return made


def _at_another_later(world: World, row: Placement) -> Placement:
    """The case had its stay at Fjellheimen; now it is at Havblikk, by the same right."""
    again = Placement.objects.get(pk=row.pk)
    again.pk, again.public_id, again.booking, again.queue_entry = None, uuid.uuid4(), None, None
    again.institution, again.status, again.started_on, again.ended_on = world.havblikk, "accepted", None, None
    again.save()
    return again


def _shown(organisation: Any, case: Referral) -> dict[str, Any]:
    shown: dict[str, Any] = Client(organisation, SCOPES).get(f"{ADDRESS}/{case.public_id}").json()
    return shown


def test_a_place_reads_of_its_own_stay_and_not_where_the_patient_went_next(
    world: World, trust: Organisation
) -> None:
    row = a_placement(world, "completed", now=clock.now())
    later = _at_another_later(world, row)
    for organisation, own in ((world.fjellheimen.organisation, row), (trust, later)):
        shown = _shown(organisation, row.referral)
        assert shown["placement"]["id"] == str(own.public_id)
        assert shown["decision"]["placement"]["id"] == str(own.public_id)
    for organisation in (world.practice, world.rve):
        assert _shown(organisation, row.referral)["placement"]["id"] == str(later.public_id)


def test_what_was_decided_names_no_place_of_another(world: World, trust: Organisation) -> None:
    row = a_placement(world, "completed", now=clock.now())
    _at_another_later(world, row)
    decided = f"/api/v1/decisions/{row.decision.public_id}"
    shown = Client(trust, f"{SCOPES} decisions:prepare").get(decided).json()
    assert (shown["institution"], shown["placement"]["institution"]) == (None, "havblikk")


def test_the_trust_reads_its_own_referral_and_its_own_stays_and_no_other_case(
    world: World, trust: Organisation
) -> None:
    sent = a_referral(world, now=clock.now(), by=_sender(world, trust), organisation=trust)
    had = a_placement(world, now=clock.now()).referral
    placed = a_placement(world, now=clock.now(), decision={"institution": "havblikk"}).referral
    client = Client(trust, SCOPES)
    listed = {one["id"] for one in client.get(ADDRESS).json()["results"]}
    assert listed == {str(sent.public_id), str(placed.public_id)}
    assert client.get(f"{ADDRESS}/{had.public_id}").status_code == 404
    stays = client.get("/api/v1/placements").json()["results"]
    assert [one["referral"] for one in stays] == [str(placed.public_id)]


def _sender(world: World, trust: Organisation) -> Any:
    return type(world.kari)(world.kari.user, trust, world.kari.roles, world.kari.today)


@pytest.mark.parametrize("scopes", ["referrals:read", "referrals:read placements:read"])
def test_an_institutions_token_reads_no_referral_that_is_not_placed_with_it(
    world: World, scopes: str
) -> None:
    a_pool(world.fjellheimen, "C", Level.DAY, None)
    gone = a_placement(world, "declined", now=clock.now()).referral
    elsewhere = a_placement(world, now=clock.now(), decision={"institution": "havblikk"}).referral
    client = Client(world.fjellheimen.organisation, scopes)
    assert client.get(ADDRESS).json()["results"] == []
    nobodys = client.get(f"{ADDRESS}/{uuid.uuid4()}").content
    for case in (gone, elsewhere, a_referral(world, now=clock.now())):
        answer = client.get(f"{ADDRESS}/{case.public_id}")
        assert (answer.status_code, answer.content) == (404, nobodys)


def test_a_place_that_lost_the_case_is_not_told_why_the_patient_withdrew(
    world: World, trust: Organisation
) -> None:
    row = a_placement(world, now=clock.now())
    case = row.referral
    reroute(referral=case, institution="havblikk", by=world.ingrid, now=clock.now(), version=_version(case))
    _withdraw(world, case)
    old, new = row, case.placements.latest("pk")
    reason = {
        one.pk: Client(one.institution.organisation, SCOPES)
        .get(f"/fhir/R4/Task/{one.public_id}")
        .json()["statusReason"]["coding"][0]["code"]
        for one in (old, new)
    }
    assert reason == {old.pk: "moved-elsewhere", new.pk: "patient_wish"}


def _version(case: Referral) -> int:
    return Referral.objects.get(pk=case.pk).version


def _withdraw(world: World, case: Referral) -> None:
    wish = world.reason("withdraw", "patient_wish")
    who = {"by": world.ingrid, "now": clock.now(), "version": _version(case)}
    cases.withdraw(referral=case, reason=wish, text="Ringte.", **who)
