"""The open finder: offers by delytelse, municipality and level."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client


@pytest.fixture
def reference(db: None) -> None:
    call_command("load_reference", verbosity=0)


def _ask(client: Client, **asked: str) -> Any:
    return client.get("/api/v1/finder", asked)


def test_the_nearest_offer_of_a_delytelse_comes_first(client: Client, reference: None) -> None:
    found = _ask(client, delytelse="G", municipality="5053").json()["results"]
    assert found[0]["institution"] == "kastvollen"
    assert [row["distance_km"] for row in found] == sorted(row["distance_km"] for row in found)


def test_a_level_narrows_the_offers(client: Client, reference: None) -> None:
    found = _ask(client, delytelse="B", level="outpatient").json()["results"]
    assert {row["institution"] for row in found} == {"treningsklinikken"}


@pytest.mark.parametrize(
    ("name", "value"), [("delytelse", "X"), ("level", "hotel"), ("municipality", "9999")]
)
def test_a_parameter_that_cannot_be_used_is_named(
    name: str, value: str, client: Client, reference: None
) -> None:
    answer = _ask(client, **{name: value})
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"][0]["field"] == name


def test_the_offers_take_a_fixed_number_of_queries(
    client: Client, reference: None, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(8):
        _ask(client, municipality="5001")
