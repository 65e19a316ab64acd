"""A placement as the reference shows it."""

from __future__ import annotations

from typing import Any

_PATIENT: dict[str, Any] = {
    "given_name": "Torbjørn",
    "family_name": "Aksnes",
    "birth_date": "1968-05-14",
    "sex": "male",
    "language": "nb",
    "interpreter": "",
    "protection": "none",
    "municipality": "5038",
}
LISTED: dict[str, Any] = {
    "id": "9d1e6a0c-2a35-4c39-8a55-1f0f8e9c3b33",
    "version": 3,
    "status": "accepted",
    "referral": "4b6c0d5c-93a5-4f0a-9f3e-8f6f4b1b7a22",
    "reference": "HMN-2026-004217",
    "institution": "fjellheimen",
    "forwarded_at": "2026-03-02T11:40:00.000Z",
    "answered_at": "2026-03-03T08:05:00.000Z",
    "decline_reason": None,
    "updated_at": "2026-03-03T08:05:00.000Z",
    "allowed_actions": ["schedule", "start"],
    "level": "day",
    "delytelse": "B",
    "lodging": False,
    "pool": "6f3f6c58-1f5b-4f4e-9f31-5c1d2e7a4c44",
    "stay_weeks": 3,
    "planned_week": "2026-03-23",
    "start_deadline": "2026-05-25",
    "answer_by": None,
    "scheduled_at": None,
    "started_on": None,
    "start_event": None,
    "interrupted_on": None,
    "interrupt_reason": None,
    "ended_on": None,
    "late": False,
    "patient": _PATIENT,
}
PLACEMENT: dict[str, Any] = {
    **LISTED,
    "patient": {
        **_PATIENT,
        "identity_number": "14856812345",
        "address": "Leksdalsvegen 418",
        "postal_code": "7650",
        "city": "Verdal",
        "phone": "90000000",
    },
    "comment": "",
    "end_note": "",
    "nytte": "God nytte ventes av tverrfaglig opptrening.",
    "alvorlighet": "Moderat funksjonstap.",
    "referred_on": "2026-03-02",
    "referrer": {
        "name": "Kari Bjerkan",
        "practice": "Verdal legesenter",
        "hpr_number": "9000100",
        "organisation_number": "700000402",
        "phone": "",
    },
    "diagnoses": [{"system": "icd10", "code": "M05.9"}],
    "clinical": {"situation": "Leddgikt siden 2010, verre siste halvår.", "goal": "Gå tur med barnebarna."},
    "functions": {"walking": "moderate", "pain": "severe"},
    "practical": {"transfers": "independent", "companion": "no"},
    "documents": [
        {
            "id": "2a7d3f60-4b0c-4c39-9a51-7e0d6c1b2d55",
            "kind": "attachment",
            "name": "epikrise.pdf",
            "content_type": "application/pdf",
            "at": "2026-03-02T09:00:00.000Z",
            "url": "/api/v1/placements/9d1e6a0c-2a35-4c39-8a55-1f0f8e9c3b33/documents/"
            "2a7d3f60-4b0c-4c39-9a51-7e0d6c1b2d55",
        }
    ],
    "notes": [],
}


def after(status: str, *actions: str, **changed: Any) -> dict[str, Any]:
    """The placement after a verb."""
    return {**PLACEMENT, "status": status, "version": 4, "allowed_actions": list(actions), **changed}


# Declined: what the institution may no longer read is null.
_TOLD = (
    *("id", "version", "status", "referral", "reference", "institution", "forwarded_at", "answered_at"),
    *("decline_reason", "updated_at", "allowed_actions"),
)
GONE: dict[str, Any] = {
    name: value if name in _TOLD else None
    for name, value in after("declined", decline_reason="no_capacity").items()
}
