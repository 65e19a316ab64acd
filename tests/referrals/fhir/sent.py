"""What a hospital's system sends about the sandbox's patients, each of it taken as it is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from referrals.models import Placement
from rve.core import clock
from rve.core.dates import LOCAL_ZONE
from rve.local.sandbox.region import CODE
from tests.referrals.fhir.odd import Json
from tests.referrals.fhir.stays import BASE
from tests.tokens import Client

Rows = dict[str, Placement]


@dataclass(frozen=True)
class Sent:
    """A request; `row`: whose version it carries."""

    method: str
    path: str
    body: Any
    row: Placement | None = None


def rows() -> Rows:
    """The sandbox's placements by their state."""
    found = Placement.objects.filter(referral__region__code=CODE).exclude(forwarded_at=None)
    return {row.status: row for row in found.select_related("referral__patient")}


def requests(place: Client) -> list[Sent]:
    there = rows()
    return [*_tasks(place, there), _appointment(there), *_stays(there), _question(there)]


def _tasks(place: Client, there: Rows) -> list[Sent]:
    today = clock.today().isoformat()

    def task(before: str, after: str, **said: Any) -> Sent:
        path = f"Task/{there[before].public_id}"
        held = place.get(f"{BASE}/{path}").json()
        return Sent("put", path, {**held, "status": after, **said}, there[before])

    new = there["forwarded"]
    accept = [{"op": "replace", "path": "/status", "value": "accepted"}]
    return [
        task("forwarded", "received"),
        task("forwarded", "accepted"),
        task("forwarded", "rejected", statusReason=_reason("decline", "no_capacity", "Fra uke 20.")),
        task(
            "accepted", "in-progress", executionPeriod={"start": today}, statusReason={"text": "Opptrening"}
        ),
        task("started", "on-hold", statusReason=_reason("interrupt", "acute_illness")),
        task("started", "completed", executionPeriod={"start": today, "end": today}),
        Sent("patch", f"Task/{new.public_id}", accept, new),
    ]


def _reason(kind: str, code: str, text: str = "") -> Json:
    said = {"coding": [{"system": f"{settings.FHIR_SYSTEM_BASE}/CodeSystem/{kind}-reason", "code": code}]}
    return {**said, "text": text} if text else said


def _about(row: Placement) -> Json:
    return {
        "basedOn": [{"reference": f"ServiceRequest/{row.referral.public_id}"}],
        "subject": {"reference": f"Patient/{row.referral.patient.public_id}"},
    }


def _appointment(there: Rows) -> Sent:
    about = _about(there["accepted"])
    at = dt.datetime.combine(clock.today() + dt.timedelta(days=7), dt.time(10), LOCAL_ZONE)
    body = {
        "resourceType": "Appointment",
        "status": "booked",
        "start": at.isoformat(),
        "basedOn": about["basedOn"],
        "participant": [{"actor": about["subject"], "status": "accepted"}],
    }
    return Sent("post", "Appointment", body)


def _stays(there: Rows) -> list[Sent]:
    today = clock.today().isoformat()

    def stay(before: str, **said: Any) -> Sent:
        whole = {"resourceType": "Encounter", "class": {"code": "IMP"}, "period": {"start": today}}
        return Sent("post", "Encounter", {**whole, **_about(there[before]), **said})

    return [
        stay("accepted", status="in-progress", type=[{"text": "Opptrening"}]),
        stay("started", status="onleave", reasonCode=[_reason("interrupt", "infection")]),
        stay("started", status="finished", period={"start": today, "end": today}),
    ]


def _question(there: Rows) -> Sent:
    body = {"resourceType": "Communication", "status": "completed", **_about(there["accepted"])}
    return Sent("post", "Communication", {**body, "payload": [{"contentString": "Trenger hun tolk?"}]})
