"""The case page shows every clock with its proof, and takes what a person notes or moves."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from referrals.models import Referral
from referrals.pages.case_clock import panel
from rve.core import clock
from rve.core.policies import Actor
from rve.core.virkedager import Calendar, add_virkedager
from tests.people import LOCAL_ZONE, World, a_claimed_case, a_placement, a_region, a_signed_decision


@pytest.fixture
def world(db: None) -> World:
    return a_region()


def as_(client: Client, who: Actor) -> Client:
    client.force_login(who.user)
    return client


def page(client: Client, case: Referral) -> str:
    return client.get(f"/cases/{case.public_id}").content.decode()


def written(day: dt.date) -> str:
    return f"{day:%d.%m.%Y}"


def test_the_page_lists_every_clock_with_its_proof(client: Client, world: World) -> None:
    case = a_placement(world, now=clock.now()).referral
    found = page(as_(client, world.ingrid), case)
    for words in ("Frister i saken", "Slik er dagen funnet", "Signert", "uten tidspunkt", "Sendt til stedet"):
        assert words in found, words


def test_the_time_is_shortened_on_the_page_where_serious_illness_is_suspected(
    client: Client, world: World
) -> None:
    case = a_claimed_case(world, now=clock.now(), facts={"urgency": "suspected_serious"})
    as_(client, world.ingrid)
    assert "forkort fristen" in page(client, case)
    due = add_virkedager(clock.today(), 2)
    answer = client.post(
        f"/cases/{case.public_id}/shorten",
        {"version": case.version, "due": written(due), "reason": "Rask forverring."},
    )
    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.assessment_due == due
    assert "Forkortet fra" in page(client, case)


def test_nothing_is_shortened_where_nothing_serious_is_suspected(client: Client, world: World) -> None:
    case = a_claimed_case(world, now=clock.now())
    as_(client, world.ingrid)
    assert "/shorten" not in page(client, case)
    due = written(clock.today())
    answer = client.post(
        f"/cases/{case.public_id}/shorten", {"version": case.version, "due": due, "reason": "Haster."}
    )
    assert answer.status_code == 409


def test_a_result_is_waited_for_and_noted(client: Client, world: World) -> None:
    case = a_claimed_case(world, now=clock.now())
    as_(client, world.ingrid)
    due = written(add_virkedager(clock.today(), 5))
    client.post(f"/cases/{case.public_id}/await", {"version": case.version, "title": "MR rygg", "due": due})
    row = case.clocks.get(kind="awaited_result")
    assert "MR rygg" in page(client, case)
    client.post(f"/cases/{case.public_id}/note-clock", {"clock": row.pk, "text": "Uten funn."})
    row.refresh_from_db()
    assert row.met_at is not None


def test_helfo_is_noted_with_its_code(client: Client, world: World) -> None:
    case = a_signed_decision(world, now=clock.now(), decision={"institution": None}).referral
    as_(client, world.ingrid)
    assert "Helfo er varslet (kode 31)" in page(client, case)
    row = case.clocks.get(kind="expected_breach")
    case.refresh_from_db()
    client.post(
        f"/cases/{case.public_id}/note-clock",
        {"version": case.version, "clock": row.pk, "code": "31", "on": written(clock.today()), "text": ""},
    )
    row.refresh_from_db()
    assert row.met_at is not None
    assert "(kode 31)" in page(client, case)


def test_the_clock_of_another_case_is_not_noted(client: Client, world: World) -> None:
    case = a_claimed_case(world, now=clock.now())
    other = a_placement(world, now=clock.now()).referral.clocks.get(kind="waiting_list")
    as_(client, world.ingrid)
    answer = client.post(
        f"/cases/{case.public_id}/note-clock",
        {"version": case.version, "clock": other.pk, "on": written(clock.today()), "text": "Ringte."},
    )
    assert answer.status_code == 400
    other.refresh_from_db()
    assert other.met_at is None


def test_a_team_lead_moves_a_day_of_ours_and_an_assessor_is_not_offered_it(
    client: Client, world: World
) -> None:
    case = a_placement(world, now=clock.now()).referral
    row = case.clocks.get(kind="institution_answer")
    assert "/move-clock" not in page(as_(client, world.ingrid), case)
    assert "/move-clock" in page(as_(client, world.marit), case)
    later = row.due_on + dt.timedelta(days=3)
    client.post(
        f"/cases/{case.public_id}/move-clock",
        {"clock": row.pk, "due": written(later), "reason": "Ferie.", "version": case.version},
    )
    row.refresh_from_db()
    assert row.due_on == later


@pytest.mark.parametrize(("day", "late"), [(16, False), (17, True)])
def test_told_too_late_is_seen_when_the_clock_has_ended_too(day: int, late: bool, world: World) -> None:
    told = a_claimed_case(world).clocks.get(kind="assessment")
    told.met_at = dt.datetime(2026, 3, day, 12, tzinfo=LOCAL_ZONE)
    shown = panel(told, today=dt.date(2026, 4, 1), calendar=Calendar())
    assert shown is not None
    assert shown.tone == ("due-over" if late else "")
    assert ("1 virkedag" in shown.big) == late


def test_a_day_on_which_nobody_works_is_told_with_the_next_virkedag_and_kept_when_asked_again(
    client: Client, world: World
) -> None:
    case = a_claimed_case(world, now=clock.now())
    as_(client, world.ingrid)
    saturday = clock.today() + dt.timedelta(days=(5 - clock.today().weekday()) % 7 + 7)
    asked = {"version": case.version, "title": "MR rygg", "due": written(saturday)}
    answer = client.post(f"/cases/{case.public_id}/await", asked)
    assert (answer.status_code, answer.context["wrong"]) == (400, "due")
    client.post(f"/cases/{case.public_id}/await", asked | {"anyway": written(saturday)})
    assert case.clocks.get(kind="awaited_result").due_on == saturday
