"""How others are reached by message: the team lead enters it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from rve.core.models import CaseEvent
from tests.people import World

pytestmark = pytest.mark.django_db


def saved(client: Client, world: World, her_id: str) -> int:
    client.force_login(world.marit.user)
    url = reverse("back-office-edit", args=["institutions", world.fjellheimen.pk])
    answer = client.post(url, {"her_id": her_id, "version": world.fjellheimen.version})
    world.fjellheimen.refresh_from_db()
    return answer.status_code


def test_an_institution_gets_its_her_id(client: Client, world: World) -> None:
    assert saved(client, world, "8094002") == 302
    assert (world.fjellheimen.her_id, world.fjellheimen.name) == ("8094002", "Fjellheimen")
    assert CaseEvent.objects.get(kind="institutions").changes == {"her_id": "8094002"}


@pytest.mark.parametrize("wrong", ["80940a2", "８０９４", "-1"])
def test_a_her_id_has_digits_only(client: Client, world: World, wrong: str) -> None:
    assert saved(client, world, wrong) == 400
    assert world.fjellheimen.her_id == ""


def test_two_places_cannot_have_the_same(client: Client, world: World) -> None:
    world.havblikk.her_id = "8094002"
    world.havblikk.save()
    assert saved(client, world, "8094002") == 400


def test_institutions_are_not_added_by_hand(client: Client, world: World) -> None:
    client.force_login(world.marit.user)
    assert client.get(reverse("back-office-new", args=["institutions"])).status_code == 404
