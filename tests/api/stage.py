"""What requests are aimed at: the sandbox's known cases, and for each operation a request that is taken.

Whoever sends what stands here, to what stands here, gets 2xx. `aims` says so for every operation, and
tests/api/test_schema_fuzz.py proves it; what is made wild begins from these.
"""

from __future__ import annotations

import copy
import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from institutions.models import Pool
from referrals.models import Decision, Placement, Question, Referral
from referrals.use_cases import attachments, complaints
from referrals.use_cases.complaints.shapes import ComplaintIntake
from rve.core import clock
from rve.core.api import document
from rve.core.api.local_issuer import issue
from rve.core.api.scopes import SCOPES
from rve.core.identity_numbers import synthetic_number
from rve.local.sandbox.cases import public_id
from rve.local.sandbox.region import CODE, INSTITUTIONS, ORGANISATIONS, PEOPLE, Sandbox, make_region
from rve.local.sandbox.reset import reset

Json = dict[str, Any]
PDF = b"%PDF-1.4 oppdiktet"
PRACTICE, UNIT, PLACE = "practice", "rve", "fjord"
_UNITS = {
    *("settle_facts", "get_proposal", "prepare_decision", "sign_decision", "get_decision"),
    *("change_placement", "register_complaint", "get_complaint"),
}


# The ids in an address, and the version there.
Target = tuple[dict[str, str], int | None]


@dataclass(frozen=True)
class Aim:
    """By whom, at what, as which version, and with what."""

    caller: str
    path: dict[str, str] = field(default_factory=dict)
    version: int | None = None
    body: Json | None = None
    file: bytes = b""
    query: Json = field(default_factory=dict)


QUERIES = {"find_offers": {"region": CODE, "delytelse": "B", "municipality": "9901"}}


@dataclass(frozen=True)
class Stage:
    """Tokens by caller, and the aims of each operation by its id."""

    tokens: dict[str, str]
    aims: dict[str, list[Aim]]


def a_stage() -> Stage:
    """The sandbox as new, with files and a complaint besides."""
    now = clock.now()
    reset(now=now)
    today = timezone.localdate(now)
    box = make_region(now=now, today=today)
    tokens = {name: _token(name) for name in (PRACTICE, UNIT, PLACE)}
    return Stage(tokens, _aims(_targets(box, now), today))


def caller_of(operation_id: str) -> str:
    """Who usually sends it."""
    if operation_id in _UNITS:
        return UNIT
    return PLACE if "placement" in operation_id or "pool" in operation_id else PRACTICE


def _token(name: str) -> str:
    hpr, role = (PEOPLE["physician"][4], "physician") if name == UNIT else ("", "")
    number = ORGANISATIONS[name][2]
    return issue(client="fuzz", organisation=number, scope=" ".join(SCOPES), hpr=hpr, role=role)


def body_of(operation_id: str, *, today: dt.date) -> Json | None:
    """The operation's own example, with the days and names of today's sandbox."""
    example = _examples().get(operation_id)
    if example is None:
        return None
    body = copy.deepcopy(example)
    if operation_id == "send_referral":
        number = synthetic_number(birth_date=dt.date(1968, 5, 14), sex="male", serial=77)
        body["patient"]["identity_number"] = number
        body["facts"] |= {"referred_on": today.isoformat(), "received_on": today.isoformat()}
        body["facts"]["patient"]["municipality"] = "9901"
    if operation_id == "schedule_placement":
        body = {"on": None}
    for key in ("on", "received_on", "known_on"):
        if key in body:
            body[key] = today.isoformat()
    if operation_id == "prepare_decision":
        body |= {"institution": _kode("fjord"), "start_deadline": _deadline()}
    if operation_id == "change_placement":
        body["institution"] = _kode("fjell")
    if operation_id == "register_complaint":
        body["referral"] = str(public_id("scheduled"))
    if operation_id == "answer_questions":
        asked = Question.objects.get(referral__public_id=public_id("awaiting_information"), answered_at=None)
        body = {"answers": [{"question": str(asked.public_id), "text": "Om lag 200 meter."}]}
    return body


def _examples() -> dict[str, Any]:
    return {
        operation["operationId"]: next(iter(operation["requestBody"]["content"].values())).get("example")
        for methods in document.schema()["paths"].values()
        for operation in methods.values()
        if "requestBody" in operation
    }


def _kode(name: str) -> str:
    return f"{INSTITUTIONS[name][0]}"


def _deadline() -> str:
    proposal = Referral.objects.get(public_id=public_id("received")).proposal
    assert proposal is not None
    assert proposal.start_deadline is not None
    return proposal.start_deadline.isoformat()


def _aims(targets: dict[str, list[Target]], today: dt.date) -> dict[str, list[Aim]]:
    found: dict[str, list[Aim]] = {}
    for methods in document.schema()["paths"].values():
        for operation in methods.values():
            name = operation["operationId"]
            body, file = body_of(name, today=today), PDF if name == "add_attachment" else b""
            found[name] = [
                Aim(caller_of(name), path, version, body, file, QUERIES.get(name, {}))
                for path, version in targets.get(name, [({}, None)])
            ]
    return found


def _targets(box: Sandbox, now: dt.datetime) -> dict[str, list[Target]]:
    """What each operation with an id in its address can be done with."""
    received, asked, waits, decided = (
        Referral.objects.get(public_id=public_id(state))
        for state in ("received", "awaiting_information", "awaiting_signature", "accepted")
    )
    sent = Placement.objects.filter(referral__region=box.region).exclude(forwarded_at=None)
    stays = {row.status: _at(row) for row in sent}
    pool = Pool.objects.filter(institution__kode=_kode("fjord")).order_by("pk")[0]
    file, letter = (
        attachments.attach(referral=case, name="epikrise.pdf", data=PDF, by=box.people["referrer"], now=now)
        for case in (received, decided)
    )
    complaint = complaints.register(
        referral=decided, intake=_complaint(now), by=box.people["assessor"], now=now
    )
    read = [_at(row) for row in (received, asked, decided)]
    unsigned, signed = (_at(Decision.objects.get(referral=case)) for case in (waits, decided))
    changed, placed = [_at(received)], stays["accepted"]
    aimed: tuple[tuple[str, list[Target]], ...] = (
        ("get_referral get_proposal", read),
        ("withdraw_referral add_attachment settle_facts prepare_decision", changed),
        ("answer_questions", [_at(asked)]),
        ("get_attachment", [({**changed[0][0], "attachment_id": str(file.public_id)}, None)]),
        ("get_decision", [unsigned, signed]),
        ("sign_decision", [unsigned]),
        ("get_placement", list(stays.values())),
        ("get_placement_document", [({**placed[0], "document_id": str(letter.public_id)}, None)]),
        ("accept_placement decline_placement", [stays["forwarded"]]),
        ("change_placement", [stays["forwarded"], placed]),
        ("schedule_placement start_placement", [placed]),
        ("interrupt_placement discharge_placement", [stays["started"]]),
        ("get_pool update_pool", [_at(pool)]),
        ("get_complaint", [_at(complaint)]),
    )
    return {name: rows for names, rows in aimed for name in names.split()}


def _at(row: Any) -> Target:
    row.refresh_from_db()
    return {"id": str(row.public_id)}, row.version


def _complaint(now: dt.datetime) -> ComplaintIntake:
    return ComplaintIntake(
        channel="paper",
        about=("place",),
        complainant="patient",
        complainant_name="Turid Haugan",
        grounds="For langt å reise.",
        received_on=timezone.localdate(now),
        signed=True,
    )
