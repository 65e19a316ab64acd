"""Every address of the API and of FHIR that is read, with every id of a case and every search, include and
expansion that there is: an outsider, who has a case of its own, finds nothing of another's.

New addresses and searches are swept by themselves: they are read from the URLs and the CapabilityStatement.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import get_resolver

from referrals.models import Placement, Referral
from referrals.use_cases import complaints
from referrals.use_cases.attachments import attach
from referrals.use_cases.placement_notes import ask_unit
from rve.core import clock
from rve.core.api.scopes import SCOPES
from tests.complaints import a_complaint_intake
from tests.people import World, a_patient, a_placement, a_referral
from tests.tokens import Client

pytestmark = pytest.mark.slow
EVERYTHING = " ".join(sorted(SCOPES))
BASE = "/fhir/R4"
# Stands in every text of the case that is looked for, and in nothing else.
SIGN = "Rimfrost"


@dataclass
class Secret:
    """A case at Fjellheimen with rows of every kind, all signed."""

    row: Placement
    ids: dict[str, list[str]]


@pytest.fixture
def secret(world: World) -> Secret:
    now, patient = clock.now(), a_patient(family_name=SIGN, phone="41414141", address=f"{SIGN}vegen 1")
    clinical, practical = {"situation": SIGN}, {"other": SIGN, "next_of_kin_name": SIGN}
    row = a_placement(world, "started", now=now, patient=patient, clinical=clinical, practical=practical)
    case = Referral.objects.get(pk=row.referral_id)
    file = attach(
        referral=case, name=f"{SIGN}.pdf", data=f"%PDF-1.4 {SIGN}".encode(), by=world.ingrid, now=now
    )
    note = ask_unit(placement=row, text=SIGN, by=world.gro, now=clock.now())
    intake = a_complaint_intake(
        grounds=SIGN,
        complainant_name=SIGN,
        received_on=clock.today(),
        sent_on=clock.today(),
        about=("place",),
    )
    complaint = complaints.register(referral=case, intake=intake, by=world.marit, now=clock.now())
    assert case.patient is not None
    ids = {
        "case": [str(case.public_id)],
        "row": [str(row.public_id)],
        "patient": [str(case.patient.public_id)],
        "file": [str(file.public_id), *(str(one.public_id) for one in case.letters.all())],
        "rest": [str(one) for one in (note.public_id, complaint.public_id, row.decision.public_id)],
    }
    return Secret(row, ids)


@pytest.fixture(params=["another institution", "another practice", "another region's unit"])
def outsider(request: Any, world: World, secret: Secret) -> Client:
    who = {
        "another institution": world.siv_elsewhere,
        "another practice": world.per_elsewhere,
        "another region's unit": world.bo_elsewhere,
    }[request.param]
    if request.param == "another institution":
        a_placement(world, now=clock.now(), decision={"institution": "havblikk"})
    if request.param == "another practice":
        a_referral(world, now=clock.now(), by=who, organisation=who.organisation)
    return Client(who.organisation, EVERYTHING)


def _addresses(patterns: Any = None, before: str = "") -> Iterator[str]:
    for one in patterns or get_resolver().url_patterns:
        path = before + str(one.pattern)
        if hasattr(one, "url_patterns"):
            yield from _addresses(one.url_patterns, path)
        elif path.startswith("api/v1/"):
            yield f"/{path}"


def _filled(address: str, ids: dict[str, list[str]]) -> Iterator[str]:
    """The address with every id in every place where it might fit; names in words as they are."""
    holes = re.findall(r"<uuid:\w+>", address)
    if len(holes) > 1:
        firsts = ids["case"] if "referrals" in address else ids["row"]
        choices = [firsts, ids["file"]]
    else:
        choices = [list(itertools.chain.from_iterable(ids.values()))] * len(holes)
    for told in itertools.product(*choices):
        found = address
        for hole, one in zip(holes, told, strict=True):
            found = found.replace(hole, one, 1)
        yield re.sub(r"<slug:\w+>", "referrals", found)


def _searches(client: Client, secret: Secret) -> Iterator[str]:
    """Each search parameter with what would find the case, and each include and reverse include of a kind."""
    ids = {name: values[0] for name, values in secret.ids.items()}
    kinds = client.get(f"{BASE}/metadata").json()["rest"][0]["resource"]
    for kind in kinds:
        told = [one["name"] for one in kind.get("searchParam", [])]
        more = [f"_include={one}" for one in kind.get("searchInclude", [])]
        more += [f"_revinclude={one}" for one in kind.get("searchRevInclude", [])]
        along = "&".join([*more, "_count=50", "_total=accurate"])
        if told:
            yield f"{BASE}/{kind['type']}?{along}"
        for name in told:
            for value in _values(name, ids, secret.row):
                yield f"{BASE}/{kind['type']}?{name}={value}&{along}"


def _values(name: str, ids: dict[str, str], row: Placement) -> list[str]:
    return {
        "_id": [ids["row"], ids["case"], f"{ids['case']}-1", ids["file"]],
        "patient": [f"Patient/{ids['patient']}"],
        "subject": [f"Patient/{ids['patient']}"],
        "focus": [f"ServiceRequest/{ids['case']}"],
        "based-on": [f"ServiceRequest/{ids['case']}", f"Task/{ids['row']}"],
        "related": [f"ServiceRequest/{ids['case']}"],
        "owner": [f"Organization/{row.institution.public_id}"],
        "identifier": [row.referral.reference or ""],
        "status": ["in-progress,requested,accepted"],
        "_lastUpdated": ["gt2020-01-01"],
    }.get(name, [ids["case"]])


def _instances(client: Client, ids: dict[str, list[str]]) -> Iterator[str]:
    kinds = client.get(f"{BASE}/metadata").json()["rest"][0]["resource"]
    special = [f"{ids['case'][0]}-{one}" for one in ("1", "referrer")]
    for kind in kinds:
        for one in (*itertools.chain.from_iterable(ids.values()), *special):
            yield f"{BASE}/{kind['type']}/{one}"


def test_an_outsider_reads_nothing_of_another_case_at_any_address(
    outsider: Client, secret: Secret, settings: Any
) -> None:
    settings.API_PER_MINUTE = dict.fromkeys(settings.API_PER_MINUTE, 100_000)
    asked = [path for address in _addresses() for path in _filled(address, secret.ids)]
    asked += [*_searches(outsider, secret), *_instances(outsider, secret.ids)]
    assert len(asked) > 150
    told = {path: outsider.get(path) for path in asked}
    leaks = [path for path, answer in told.items() if SIGN in b"".join(answer).decode(errors="replace")]
    assert leaks == []
    assert {answer.status_code for answer in told.values()} <= {200, 400, 403, 404, 405, 422}


def test_the_one_who_has_the_case_finds_it_by_the_same_questions(world: World, secret: Secret) -> None:
    """Else the sweep could be blind."""
    place = Client(world.fjellheimen.organisation, EVERYTHING)
    found = [path for path in _searches(place, secret) if SIGN in place.get(path).content.decode()]
    kinds = {path.split("?")[0].rsplit("/", 1)[1] for path in found}
    assert {"Task", "ServiceRequest", "DocumentReference", "Communication"} <= kinds
    assert SIGN in place.get(f"/api/v1/placements/{secret.row.public_id}").content.decode()
