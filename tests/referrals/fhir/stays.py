"""Patients at Fjellheimen and one at Havblikk, in several states; and what a client reads of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse

from referrals.models import Placement
from referrals.use_cases import placement_notes
from referrals.use_cases.attachments import add_attachment
from rve.core import clock
from tests.people import World, a_claimed_case, a_decision_input, a_patient, a_placement, decisions
from tests.tokens import Client

BASE = "/fhir/R4"
BOTH = "placements:read placements:write"
PDF = b"%PDF-1.4 made up"
KINDS = (
    *("Task", "ServiceRequest", "Patient", "PractitionerRole", "Practitioner", "Organization", "Condition"),
    *("DocumentReference", "Binary", "Appointment", "Encounter", "Communication"),
)


@dataclass(frozen=True)
class Standing:
    """A region and one of its placements."""

    world: World
    placement_id: int

    def client(self, scopes: str = BOTH) -> Client:
        return Client(self.world.gro.organisation, scopes)

    def outsider(self) -> Client:
        return Client(self.world.siv_elsewhere.organisation, BOTH)


@dataclass(frozen=True)
class Stays:
    """Fjellheimen's: one that waits and asks, one in a stay, one declined; `there` is Havblikk's."""

    world: World
    asking: Placement
    inside: Placement
    declined: Placement
    there: Placement

    def client(self, scopes: str = BOTH) -> Client:
        return Client(self.world.gro.organisation, scopes)

    def outsider(self) -> Client:
        """Another institution of the same region, with a patient of its own."""
        return Client(self.world.siv_elsewhere.organisation, BOTH)

    def unit(self) -> Client:
        return Client(self.world.rve, BOTH)


def some_stays(world: World) -> Stays:
    now = clock.now()
    earlier = now - dt.timedelta(minutes=5)
    practical = {"transfers": "one", "next_of_kin_name": "Eva Aksnes", "next_of_kin_phone": "90000001"}
    asking = with_attachment(world, practical=practical)
    question = placement_notes.ask_unit(placement=asking, text="Kan hun gå i trapper?", by=world.gro, now=now)
    placement_notes.answer_place(question=question, text="Ja, med støtte.", by=world.ingrid, now=now)
    placement_notes.ask_unit(placement=asking, text="Trenger hun tolk?", by=world.gro, now=now)
    hidden = a_patient(family_name="Lund", protection="strictly", address="Hemmelig 1", city="Ukjent")
    return Stays(
        world=world,
        asking=asking,
        inside=a_placement(
            world, "interrupted", now=earlier - dt.timedelta(minutes=5), patient=hidden, practical=practical
        ),
        declined=a_placement(world, "declined", now=earlier, patient=a_patient(family_name="Moe")),
        there=elsewhere(world),
    )


def with_attachment(world: World, **changed: Any) -> Placement:
    now = clock.now()
    case = a_claimed_case(world, now=now, **changed)
    add_attachment(referral=case, name="epikrise.pdf", data=PDF, by=world.kari, now=now)
    case.refresh_from_db()
    return _signed(world, case)


def elsewhere(world: World) -> Placement:
    case = a_claimed_case(world, now=clock.now(), patient=a_patient(family_name="Berg"))
    return _signed(world, case, institution="havblikk")


def _signed(world: World, case: Any, **decided: Any) -> Placement:
    now = clock.now()
    made = decisions.prepare(
        referral=case,
        decision=a_decision_input(case, **decided),
        by=world.ingrid,
        now=now,
        version=case.version,
    )
    return decisions.sign(decision=made, by=world.liv, now=now, version=made.version).placements.get()


def get(client: Client, path: str, **headers: Any) -> HttpResponse:
    return client.get(path if path.startswith("/") else f"{BASE}/{path}", **headers)


def references(resource: Any) -> Iterator[str]:
    """Every reference to a resource of this server, documents too."""
    if isinstance(resource, dict):
        for key, value in resource.items():
            if key in ("reference", "url") and isinstance(value, str) and value.split("/")[0] in KINDS:
                yield value
            else:
                yield from references(value)
    elif isinstance(resource, list):
        for one in resource:
            yield from references(one)


def crawl(client: Client) -> dict[str, dict[str, Any]]:
    """Everything that a client can reach from its Tasks and Communications, by address."""
    seen: dict[str, dict[str, Any]] = {}
    waiting = [f"Task/{one['resource']['id']}" for one in get(client, "Task").json().get("entry", [])]
    notes = get(client, "Communication").json().get("entry", [])
    waiting += [f"Communication/{one['resource']['id']}" for one in notes]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        answer = get(client, path, HTTP_ACCEPT="application/fhir+json")
        if answer.status_code == 200:
            seen[path] = answer.json()
            waiting += references(seen[path])
    return seen
