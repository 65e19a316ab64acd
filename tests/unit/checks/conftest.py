"""The shipped rule set, its files and the shipped world, read once."""

from __future__ import annotations

import json

import pytest

from deltytelser.catalogue.read import load_rule_set, load_world


@pytest.fixture(scope="session")
def rules():
    return load_rule_set()


@pytest.fixture(scope="session")
def world():
    return load_world()


@pytest.fixture(scope="session")
def files(rules):
    return json.loads(rules.content)
