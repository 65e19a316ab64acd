"""Search: by name or reference in the address, by identity number never in it, within what one may see."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from referrals.models import Referral
from rve.core import clock
from rve.core.models import AccessLog
from tests.people import World, a_patient, a_placement, a_referral


@pytest.fixture
def ingrid_in(client: Client, world: World) -> Client:
    client.force_login(world.ingrid.user)
    return client


def _number(case: Referral) -> str:
    assert case.patient is not None
    return str(case.patient.details.number)


def _hits(client: Client, text: str) -> list[Any]:
    answer = client.post(reverse("search"), {"q": text}, follow=True)
    hits: list[Any] = answer.context["hits"]
    return hits


def test_by_name_by_part_of_it_and_by_reference(ingrid_in: Client, world: World) -> None:
    case = a_referral(world, now=clock.now())
    a_referral(world, now=clock.now(), patient=a_patient(given_name="Randi", family_name="Solem"))
    reference = str(case.reference)
    for text in ("Aksnes", "aksn", "torbjørn aksnes", reference, reference[-6:]):
        assert [hit.reference for hit in _hits(ingrid_in, text)] == [case.reference]


def test_an_identity_number_is_found_and_never_in_an_address(ingrid_in: Client, world: World) -> None:
    case = a_referral(world, now=clock.now())
    number = _number(case)
    answer = ingrid_in.post(reverse("search"), {"q": f"{number[:6]} {number[6:]}"})
    assert answer.status_code == 200
    assert [hit.reference for hit in answer.context["hits"]] == [case.reference]
    assert number not in answer.content.decode()


def test_a_number_in_the_address_is_turned_away(ingrid_in: Client, world: World) -> None:
    number = _number(a_referral(world, now=clock.now()))
    answer = ingrid_in.get(reverse("search"), {"q": number})
    assert answer["Location"] == reverse("search")


def test_a_mistyped_number_is_said(ingrid_in: Client, world: World) -> None:
    answer = ingrid_in.post(reverse("search"), {"q": "12345678901"})
    assert answer.context["message"]
    assert answer.context["hits"] == []


def test_the_hits_are_logged(ingrid_in: Client, world: World) -> None:
    case = a_referral(world, now=clock.now())
    _hits(ingrid_in, "Aksnes")
    row = AccessLog.objects.latest("pk")
    assert (row.data, row.case_ids) == ("search", [case.pk])


def test_a_practice_finds_its_own_and_is_led_to_its_own_page(client: Client, world: World) -> None:
    case = a_referral(world, now=clock.now())
    client.force_login(world.kari.user)
    hits = _hits(client, "Aksnes")
    assert [hit.url for hit in hits] == [reverse("my-referral", args=[case.public_id])]
    assert hits[0].letter == ""


def test_an_institution_finds_what_was_forwarded_to_it(client: Client, world: World) -> None:
    placement = a_placement(world, "forwarded", now=clock.now())
    a_referral(world, now=clock.now(), patient=a_patient(family_name="Aksnesvik"))
    client.force_login(world.gro.user)
    assert [hit.url for hit in _hits(client, "Aksnes")] == [reverse("placement", args=[placement.public_id])]


@pytest.mark.parametrize("who", ["per_elsewhere", "siv_elsewhere", "bo_elsewhere"])
def test_others_find_nothing(client: Client, world: World, who: str) -> None:
    number = _number(a_referral(world, now=clock.now()))
    client.force_login(getattr(world, who).user)
    assert _hits(client, "Aksnes") == []
    assert _hits(client, number) == []
