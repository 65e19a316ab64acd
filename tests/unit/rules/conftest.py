"""The shipped rule set and world, read once."""

from __future__ import annotations

from datetime import date

import pytest

from deltytelser.catalogue.read import load_rule_set, load_world


@pytest.fixture(scope="session")
def rules():
    return load_rule_set()


@pytest.fixture(scope="session")
def world():
    return load_world()


@pytest.fixture(scope="session")
def today():
    return date(2026, 11, 22)
