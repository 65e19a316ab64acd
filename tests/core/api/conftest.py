from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.issuer import Holder, LocalIssuer, an_issuer
from tests.people import World, a_region

PROBE = "/api/v1/probe"


@pytest.fixture
def world(db: None) -> World:
    return a_region()


@pytest.fixture
def holder() -> Holder:
    return Holder()


@pytest.fixture
def issuer(settings: Any) -> Iterator[LocalIssuer]:
    """Trusted by the installation."""
    with an_issuer() as running:
        settings.TOKEN_ISSUERS = (running.described(),)
        yield running
