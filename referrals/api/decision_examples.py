"""A decision as the reference shows it."""

from __future__ import annotations

from typing import Any

PREPARE: dict[str, Any] = {
    "outcome": "granted",
    "delytelse": "B",
    "level": "day",
    "lodging": False,
    "start_deadline": "2026-05-25",
    "institution": "fjellheimen",
    "nytte": "God nytte ventes av tverrfaglig opptrening.",
    "ressurs": "Tre uker står i forhold til nytten.",
    "alvorlighet": "Moderat funksjonstap.",
}
PREPARED: dict[str, Any] = {
    "id": "0b0f8f2e-6e0c-4c2f-8b0f-0a4f5a5f1a11",
    "version": 1,
    "referral": "4b6c0d5c-93a5-4f0a-9f3e-8f6f4b1b7a22",
    "reference": "HMN-2026-004217",
    "status": "prepared",
    **PREPARE,
    "redirect_to": "",
    "municipal_help": "",
    "signed_at": None,
    "signed_by": None,
    "placement": {
        "id": "9d1e6a0c-2a35-4c39-8a55-1f0f8e9c3b33",
        "status": "booked",
        "institution": "fjellheimen",
        "pool": "6f3f6c58-1f5b-4f4e-9f31-5c1d2e7a4c44",
        "planned_week": "2026-03-23",
        "stay_weeks": 3,
    },
    "follows_proposal": True,
    "override_reason": None,
    "override_text": "",
    "thin_grounds": False,
    "second_read_at": None,
    "prepared_by": "Ingrid Moen, vurderer",
    "prepared_at": "2026-03-02T09:15:00.000Z",
    "returned_note": "",
    "allowed_actions": [],
}
SIGNED: dict[str, Any] = {
    **PREPARED,
    "version": 2,
    "status": "signed",
    "signed_at": "2026-03-02T11:40:00.000Z",
    "signed_by": "Liv Hegge, overlege",
    "placement": PREPARED["placement"] | {"status": "forwarded"},
}
