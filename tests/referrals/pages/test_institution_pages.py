"""The institution's pages: what is on its way, answered one by one, and nothing of the others."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from referrals.models import Placement
from rve.core import clock
from rve.core.dates import short_date
from rve.core.models import AccessLog
from tests.people import World, a_patient, a_placement


@pytest.fixture
def gro_in(client: Client, world: World) -> Client:
    client.force_login(world.gro.user)
    return client


def _act(client: Client, placement: Placement, verb: str, **data: Any) -> Any:
    url = reverse("placement-act", args=[placement.public_id, verb])
    return client.post(url, {"version": placement.version, **data})


def test_a_forwarded_case_waits_for_an_answer(gro_in: Client, world: World) -> None:
    placement = a_placement(world, now=clock.now())
    page = gro_in.get(reverse("incoming"))
    assert placement.referral.name in page.content.decode()


def test_accepting_confirms_the_place(gro_in: Client, world: World) -> None:
    placement = a_placement(world, now=clock.now())
    _act(gro_in, placement, "accept")
    placement.refresh_from_db()
    assert placement.status == "accepted"


def test_a_decline_without_a_reason_is_told_at_the_field_and_changes_nothing(
    gro_in: Client, world: World
) -> None:
    placement = a_placement(world, now=clock.now())
    answer = _act(gro_in, placement, "decline", comment="Fullt hos oss.")
    placement.refresh_from_db()
    assert answer.status_code == 400
    assert placement.status == "forwarded"
    assert "Fullt hos oss." in answer.content.decode()


def test_a_decline_with_a_reason_gives_the_place_back(gro_in: Client, world: World) -> None:
    placement = a_placement(world, now=clock.now())
    _act(gro_in, placement, "decline", reason=world.reason("decline", "no_capacity").pk)
    placement.refresh_from_db()
    assert placement.status == "declined"


def test_a_time_in_the_past_is_refused_at_the_field(gro_in: Client, world: World) -> None:
    placement = a_placement(world, "accepted", now=clock.now())
    answer = _act(gro_in, placement, "schedule", day="01.02.2020", time="11.00")
    assert answer.status_code == 400
    assert "01.02.2020" in answer.content.decode()


def test_a_time_after_the_deadline_is_taken_with_a_warning(gro_in: Client, world: World) -> None:
    placement = a_placement(world, "accepted", now=clock.now())
    late = placement.decision.start_deadline + dt.timedelta(days=10)
    _act(gro_in, placement, "schedule", day=late.strftime("%d.%m.%Y"), time="11.00")
    page = gro_in.get(reverse("placement", args=[placement.public_id]))
    assert "Helfo" in page.content.decode()


def test_a_start_in_the_future_is_refused(gro_in: Client, world: World) -> None:
    placement = a_placement(world, "scheduled", now=clock.now())
    tomorrow = clock.today() + dt.timedelta(days=1)
    answer = _act(gro_in, placement, "start", on=tomorrow.strftime("%d.%m.%Y"), event="treatment")
    placement.refresh_from_db()
    assert answer.status_code == 400
    assert placement.status == "scheduled"


def test_a_stale_version_loses_nothing_and_says_so(gro_in: Client, world: World) -> None:
    placement = a_placement(world, now=clock.now())
    stale = {"version": placement.version - 1, "reason": world.reason("decline", "no_capacity").pk}
    answer = _act(gro_in, placement, "decline", **(stale | {"comment": "Beholdt tekst"}))
    placement.refresh_from_db()
    assert placement.status == "forwarded"
    assert "Beholdt tekst" in answer.content.decode()


def test_another_institution_finds_nothing(client: Client, world: World) -> None:
    placement = a_placement(world, now=clock.now())
    client.force_login(world.siv_elsewhere.user)
    assert client.get(reverse("placement", args=[placement.public_id])).status_code == 404
    assert _act(client, placement, "accept").status_code == 404
    assert placement.referral.name not in client.get(reverse("incoming")).content.decode()
    assert placement.referral.name not in client.get(reverse("stays")).content.decode()


def test_a_booking_not_yet_forwarded_has_no_name_on_the_board(gro_in: Client, world: World) -> None:
    placement = a_placement(world, now=clock.now())
    Placement.objects.filter(pk=placement.pk).update(status="booked", forwarded_at=None)
    assert placement.referral.family_name not in gro_in.get(reverse("board")).content.decode()


def test_the_board_shows_the_case_in_its_week(gro_in: Client, world: World) -> None:
    placement = a_placement(world, now=clock.now())
    assert placement.referral.family_name in gro_in.get(reverse("board")).content.decode()


def test_looking_at_a_placement_is_logged(gro_in: Client, world: World) -> None:
    placement = a_placement(world, now=clock.now())
    gro_in.get(reverse("placement", args=[placement.public_id]))
    row = AccessLog.objects.latest("pk")
    assert (row.user, row.data, row.case_ids) == (world.gro.user, "placement", [placement.referral_id])


@pytest.mark.parametrize("name", ["incoming", "stays", "board"])
def test_a_list_asks_the_database_the_same_number_of_times_however_long_it_is(
    name: str, gro_in: Client, world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    status = "forwarded" if name == "incoming" else "accepted"
    a_placement(world, status, now=clock.now())
    gro_in.get(reverse(name))
    with django_assert_num_queries(100, exact=False) as first:
        gro_in.get(reverse(name))
    for number in range(3):
        a_placement(world, status, now=clock.now(), patient=a_patient(family_name=f"Nummer{number}"))
    with django_assert_num_queries(len(first.captured_queries)):
        gro_in.get(reverse(name))


@pytest.mark.parametrize("status", ["declined", "cancelled"])
def test_a_case_that_was_declined_or_taken_back_is_no_longer_read(
    status: str, gro_in: Client, world: World
) -> None:
    placement = a_placement(world, now=clock.now())
    Placement.objects.filter(pk=placement.pk).update(status=status)
    assert gro_in.get(reverse("placement", args=[placement.public_id])).status_code == 404
    for name in ("incoming", "stays", "board"):
        assert placement.referral.family_name not in gro_in.get(reverse(name)).content.decode()


def test_what_is_to_follow_up_after_the_stay_stands_with_its_days(gro_in: Client, world: World) -> None:
    placement = a_placement(world, "completed", now=clock.now() - dt.timedelta(days=200))
    due = placement.clocks.get(kind="follow_up_gp").due_on
    page = gro_in.get(reverse("stays"), {"status": "follow_up"})
    assert [row["line"].follow_up for row in page.context["rows"]] == [due]
    assert short_date(due) in gro_in.get(reverse("placement", args=[placement.public_id])).content.decode()


def test_events_tell_their_days_in_words(gro_in: Client, world: World) -> None:
    placement = a_placement(world, "completed", now=clock.now() - dt.timedelta(days=200))
    page = gro_in.get(reverse("placement", args=[placement.public_id])).content.decode()
    assert not re.search(r"\(\d{4}-\d{2}-\d{2}", page)
