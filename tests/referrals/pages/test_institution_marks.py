"""The institution's lists say in words that a start did not come, and that a deadline is here or gone."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from referrals.models import Placement
from rve.core import clock
from tests.people import World, a_patient, a_placement
from tests.referrals.pages.referrer import logged_in, text_of

RIGHT = dt.timedelta(weeks=12)  # the rules' deadline for these cases, from the receipt
NOT_STARTED = '<span class="tag bad">not started</span>'
TODAY = '<span class="tag bad">today</span>'


@pytest.fixture
def page(client: Client, world: World) -> Client:
    return logged_in(client, world.gro)


def _due_in(world: World, days: int, status: str) -> Placement:
    """One whose «start at the latest» is so many days from today."""
    row = a_placement(world, status, now=clock.now() - RIGHT + dt.timedelta(days=days))
    assert row.decision.start_deadline == clock.today() + dt.timedelta(days=days)
    return row


def _timed(world: World, days: int) -> Placement:
    """One with a time so many days from today, well within its deadline."""
    row = a_placement(world, "scheduled", now=clock.now())
    Placement.objects.filter(pk=row.pk).update(scheduled_at=clock.now() + dt.timedelta(days=days))
    return row


def test_a_time_that_passed_without_a_start_says_so(page: Client, world: World) -> None:
    _timed(world, -2)
    found = text_of(page.get(reverse("stays")))
    assert NOT_STARTED in found
    assert 'class="over"' in found


@pytest.mark.parametrize("days", [0, 3])
def test_a_time_of_today_or_later_has_no_mark(days: int, page: Client, world: World) -> None:
    _timed(world, days)
    assert NOT_STARTED not in text_of(page.get(reverse("stays")))


def test_a_stay_that_started_has_no_mark(page: Client, world: World) -> None:
    row = a_placement(world, "started", now=clock.now() - RIGHT - dt.timedelta(days=5))
    Placement.objects.filter(pk=row.pk).update(scheduled_at=clock.now() - dt.timedelta(days=60))
    found = text_of(page.get(reverse("stays")))
    assert row.referral.name in found
    assert 'class="tag bad"' not in found
    assert 'class="over"' not in found


@pytest.mark.parametrize(("name", "status"), [("incoming", "forwarded"), ("stays", "accepted")])
def test_a_deadline_of_today_is_said_and_tomorrows_is_not(
    name: str, status: str, page: Client, world: World
) -> None:
    row = _due_in(world, 1, status)
    Placement.objects.filter(pk=row.pk).update(planned_week=None)
    assert TODAY not in text_of(page.get(reverse(name)))
    row = _due_in(world, 0, status)
    Placement.objects.filter(pk=row.pk).update(planned_week=None)
    assert text_of(page.get(reverse(name))).count(TODAY) == 1


@pytest.mark.parametrize(("name", "status"), [("incoming", "forwarded"), ("stays", "accepted")])
def test_a_deadline_that_has_passed_is_told_with_its_days(
    name: str, status: str, page: Client, world: World
) -> None:
    row = _due_in(world, -3, status)
    answer = page.get(reverse(name))
    assert '<span class="tag bad">3 d. after</span>' in text_of(answer)
    assert 'class="over"' in text_of(answer)
    assert row.decision.start_deadline is not None


def test_those_over_their_deadline_are_counted_above_the_list(page: Client, world: World) -> None:
    row = _due_in(world, -3, "forwarded")
    Placement.objects.filter(pk=row.pk).update(
        planned_week=row.decision.start_deadline - dt.timedelta(days=9)
    )
    assert page.get(reverse("incoming")).context["counts"]["late"] == 1


def test_the_marks_ask_the_database_for_nothing(
    page: Client, world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    _timed(world, 3)
    page.get(reverse("stays"))
    with django_assert_num_queries(100, exact=False) as unmarked:
        page.get(reverse("stays"))
    for number in range(3):
        row = a_placement(world, "scheduled", now=clock.now(), patient=a_patient(family_name=f"Nr{number}"))
        Placement.objects.filter(pk=row.pk).update(scheduled_at=clock.now() - dt.timedelta(days=2))
    with django_assert_num_queries(len(unmarked.captured_queries)):
        found = page.get(reverse("stays"))
    assert text_of(found).count(NOT_STARTED) == 3
