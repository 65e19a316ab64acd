from __future__ import annotations

import pytest

from tests.people import World, a_region


@pytest.fixture
def world(db: None) -> World:
    return a_region()


@pytest.fixture
def committed(committed_db: None) -> World:
    """The region, visible to other connections."""
    return a_region()
