"""GET metadata: what this facade does, and what it does not."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from referrals.fhir.along import known
from referrals.fhir.interactions import CREATE, INTERACTIONS, SEARCH, UPDATE
from referrals.fhir.outcome import FHIR_JSON
from referrals.fhir.task_changes import TRANSITIONS

_DATE = "2026-11-22"
_PARAMETERS = {
    "Task": {
        "_id": "token",
        "_lastUpdated": "date",
        "modified": "date",
        "authored-on": "date",
        "status": "token",
        "owner": "reference",
        "focus": "reference",
        "based-on": "reference",
        "patient": "reference",
        "subject": "reference",
        "group-identifier": "token",
    },
    "ServiceRequest": {
        "_id": "token",
        "identifier": "token",
        "patient": "reference",
        "subject": "reference",
    },
    "Condition": {"patient": "reference", "subject": "reference"},
    "DocumentReference": {"related": "reference", "patient": "reference", "subject": "reference"},
    "Appointment": {"_id": "token", "based-on": "reference", "patient": "reference"},
    "Encounter": {
        "_id": "token",
        "based-on": "reference",
        "patient": "reference",
        "subject": "reference",
    },
    "Communication": {
        "_id": "token",
        "_lastUpdated": "date",
        "sent": "date",
        "based-on": "reference",
        "about": "reference",
        "in-response-to": "reference",
    },
}
_MORE = {
    "owner": "Also owner:identifier=urn:oid:2.16.578.1.12.4.1.4.101|NNNNNNNNN.",
    "patient": "patient.identifier=system|number only with POST _search: never in an address.",
    "about": "Of our own: R4 has no search parameter for Communication.about.",
    "in-response-to": "Of our own: R4 has no search parameter for Communication.inResponseTo.",
}
_WORDS = {
    "Task": (
        "A patient sent to an institution. Update by PUT or JSON Patch with If-Match; only status, "
        "statusReason, businessStatus and executionPeriod may differ. Transitions: "
        + "; ".join(f"{before} to {after}" for before, after in TRANSITIONS)
        + "."
    ),
    "ServiceRequest": "The referral with its signed right, in one extension (rehabilitation-right).",
    "Patient": "As sent with the case. A protected address is never shown.",
    "Binary": "The bytes of a letter or an attachment; as a resource when FHIR is asked for.",
    "Appointment": "A booked Appointment gives the time; another start, by POST or PUT, moves it for a coded "
    "reason.",
    "Encounter": "in-progress starts the stay, onleave interrupts it, finished ends it.",
    "Communication": "The institution's question to the assessment unit; the unit's answer has inResponseTo.",
}


def capability_statement(base: str) -> dict[str, Any]:
    return {
        "resourceType": "CapabilityStatement",
        "url": f"{settings.FHIR_SYSTEM_BASE}/CapabilityStatement/rve",
        "version": "1.0.0",
        "name": "RVE",
        "title": "Regional vurderingsenhet: facade for places of treatment",
        "status": "active",
        "experimental": True,
        "date": _DATE,
        "kind": "instance",
        "software": {"name": "RVE", "version": "1.0.0"},
        "implementation": {"description": "RVE", "url": base},
        "fhirVersion": "4.0.1",
        "format": [FHIR_JSON, "json"],
        "patchFormat": ["application/json-patch+json"],
        "rest": [
            {
                "mode": "server",
                "documentation": (
                    "Resources are read only behind a Task that the caller holds; the rest is not found. "
                    "Searches page by the link next, 50 at a time, at most 200; _summary, _elements, "
                    "_total, and :iterate of _include and _revinclude from what came along. Other kinds than "
                    "Task and Communication are searched for within a case or a patient. No XML, "
                    "transactions, history, delete or subscriptions: poll by _lastUpdated, looking back two "
                    "minutes."
                ),
                "security": _security(),
                "resource": [_resource(kind, does) for kind, does in INTERACTIONS.items()],
            }
        ],
    }


def _security() -> dict[str, Any]:
    return {
        "cors": False,
        "service": [{"text": "OAuth 2.0 access tokens bound by DPoP (HelseID, Maskinporten)"}],
        "description": (
            "Authorization: DPoP with a token of a trusted issuer. Scopes: placements:read to read and find, "
            "placements:write to update and create. The organisation of the token is whose Tasks are seen."
        ),
    }


def _resource(kind: str, does: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {"type": kind}
    if kind in _WORDS:
        found["documentation"] = _WORDS[kind]
    found["interaction"] = [{"code": one} for one in does]
    found["versioning"] = "versioned-update" if UPDATE in does else "versioned"
    found["readHistory"] = False
    found["updateCreate"] = False
    if CREATE in does:
        found["conditionalCreate"] = True
    found["conditionalRead"] = "not-match"
    if SEARCH in does:
        along = known(kind)
        for name, told in (("searchInclude", "_include"), ("searchRevInclude", "_revinclude")):
            if along[told]:
                found[name] = sorted(along[told])
        found["searchParam"] = [_parameter(name, how) for name, how in _PARAMETERS[kind].items()]
    return found


def _parameter(name: str, how: str) -> dict[str, str]:
    found = {"name": name, "type": how}
    return found | {"documentation": _MORE[name]} if name in _MORE else found
