"""The short way to what the routing sees shows the same as the long one, and notices every change."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from institutions.models import Pool
from institutions.queries import candidates_world
from institutions.queries.by_letter import world_by_letter
from institutions.queries.reference import Reference
from referrals.queries.standing import standing
from rve.core.models import Region

ON = dt.date(2026, 3, 2)
LETTERS = "ABCDEFGHIJKLMNOPQR"


def at_hand(region: Region) -> Reference:
    return standing(region=region, receipt=ON).reference


@pytest.mark.django_db
def test_the_short_way_shows_the_same_for_every_delytelse(reference: Region) -> None:
    known = at_hand(reference)
    for letter in LETTERS:
        short = world_by_letter(region=reference, reference=known, on=ON, letter=letter)
        assert json.dumps(short) == json.dumps(candidates_world(region=reference, on=ON, delytelse=letter))


@pytest.mark.django_db
def test_it_takes_two_queries_and_none_without_a_letter(reference: Region) -> None:
    known = at_hand(reference)
    world_by_letter(region=reference, reference=known, on=ON, letter="B")
    for letter, most in (("B", 2), (None, 0)):
        with CaptureQueriesContext(connection) as taken:
            world_by_letter(region=reference, reference=known, on=ON, letter=letter)
        assert len(taken) == most


@pytest.mark.django_db
def test_a_changed_pool_is_noticed_at_once(reference: Region) -> None:
    before = at_hand(reference)
    assert at_hand(reference) is before
    Pool.objects.filter(capacity_tenths__isnull=False).update(capacity_tenths=F("capacity_tenths") + 10)
    assert at_hand(reference) is not before
