from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from referrals.models import Placement
from rve.core import clock
from tests.people import World, a_placement, a_region
from tests.referrals.fhir.stays import Standing, Stays, some_stays
from tests.tokens import Client


@contextmanager
def _kept(blocker: DjangoDbBlocker) -> Iterator[World]:
    """A region for the tests of a module: what each of them does is taken back after it."""
    with blocker.unblock(), transaction.atomic():
        yield a_region()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def stays(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stays]:
    with _kept(django_db_blocker) as world:
        yield some_stays(world)


@pytest.fixture(scope="module")
def standing(request: Any, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Standing]:
    """One placement at Fjellheimen, in the state that the module names in STATUS."""
    with _kept(django_db_blocker) as world:
        yield Standing(world, a_placement(world, request.module.STATUS, now=clock.now()).pk)


@pytest.fixture
def row(standing: Standing, db: None) -> Placement:
    """Read anew: another test may have changed its own copy."""
    return Placement.objects.select_related("referral__patient").get(pk=standing.placement_id)


@pytest.fixture
def place(standing: Standing, db: None) -> Client:
    """Fjellheimen's own system."""
    return standing.client()


@pytest.fixture
def outsider(standing: Standing, db: None) -> Client:
    """Another institution's."""
    return standing.outsider()
