from __future__ import annotations

import pytest

from tests.people import World, a_region
from tests.tokens import Client

SCOPES = "referrals:read referrals:write"


@pytest.fixture
def world(db: None) -> World:
    return a_region()


@pytest.fixture
def api(world: World) -> Client:
    """A system of Kari's practice."""
    return Client(world.practice, SCOPES)
