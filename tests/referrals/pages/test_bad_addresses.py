"""What nobody types and somebody sends: odd digits, NUL, weeks of the year 9999. Never a fault of ours."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.people import World

ODD = ("²", "9" * 5000, "-1", "x", "")


@pytest.mark.parametrize("page", ODD)
@pytest.mark.parametrize("name", ["worklist", "deadlines", "deadlines-calendar"])
def test_an_odd_page_number_is_the_first_page(name: str, page: str, client: Client, world: World) -> None:
    client.force_login(world.marit.user)
    assert client.get(reverse(name), {"page": page}).status_code == 200


@pytest.mark.parametrize("week", ["9999-12-31", "0001-01-01", "tomorrow", "²"])
def test_an_odd_week_is_this_week(week: str, client: Client, world: World) -> None:
    client.force_login(world.gro.user)
    assert client.get(reverse("board"), {"from": week}).status_code == 200


@pytest.mark.parametrize("name", ["my-referrals", "worklist", "finder", "back-office-list"])
def test_a_nul_in_the_address_is_a_bad_request(name: str, client: Client, world: World) -> None:
    client.force_login(world.marit.user if name != "my-referrals" else world.kari.user)
    url = reverse(name, args=["users"]) if name == "back-office-list" else reverse(name)
    assert client.get(url, {"q": "a\x00b", "region": "a\x00"}).status_code == 400


@pytest.mark.parametrize("way", ["get", "post"])
def test_a_nul_in_any_of_several_values_is_a_bad_request(way: str, client: Client, world: World) -> None:
    client.force_login(world.marit.user)
    sent = getattr(client, way)(reverse("worklist"), {"q": ["a\x00b", "c"]})
    assert sent.status_code == 400


@pytest.mark.parametrize("version", ODD)
def test_an_odd_version_signs_nothing_and_does_not_fail(version: str, client: Client, world: World) -> None:
    client.force_login(world.liv.user)
    answer = client.post(reverse("sign-marked"), {"marked": [f"{world.pool.public_id}:{version}"]})
    assert answer.status_code == 302


def test_pages_about_patients_are_kept_in_no_cache(client: Client, world: World) -> None:
    client.force_login(world.ingrid.user)
    assert "no-store" in client.get(reverse("worklist"))["Cache-Control"]
