"""Several systems at the same moment: one patient for a number, one referral for a reference."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connections

from referrals.models import Patient, Referral
from tests.people import World
from tests.referrals.api.bodies import ADDRESS, a_body
from tests.tokens import Client

CLIENTS = 4


def at_once(world: World, bodies: list[dict[str, Any]]) -> list[int]:
    """The status of each when all are sent together."""
    clients = [Client(world.practice, "referrals:write") for _ in bodies]
    clients[0].post(ADDRESS, a_body(), key="warm")
    gate, found = threading.Barrier(len(bodies)), []

    def send(place: int) -> None:
        gate.wait()
        found.append(clients[place].post(ADDRESS, bodies[place], key=f"at-once-{place}").status_code)
        connections.close_all()

    threads = [threading.Thread(target=send, args=(place,)) for place in range(len(bodies))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return sorted(found)


@pytest.mark.slow
def test_referrals_of_one_new_patient_are_all_received_for_one_patient(committed: World) -> None:
    body = a_body()
    assert at_once(committed, [body] * CLIENTS) == [201] * CLIENTS
    assert Patient.objects.count() == 2
    assert len(set(Referral.objects.values_list("reference", flat=True))) == CLIENTS + 1


@pytest.mark.slow
def test_the_same_own_reference_makes_one_referral(committed: World) -> None:
    bodies = [a_body(source_reference="epj-1") for _ in range(CLIENTS)]
    assert at_once(committed, bodies) == [201] + [409] * (CLIENTS - 1)
