"""Institutions, pools and offers as the reference shows them."""

from __future__ import annotations

from typing import Any

INSTITUTION: dict[str, Any] = {
    "id": "1f3c9a52-7a0b-4a3e-8a5e-2b6d0c9e1f77",
    "version": 1,
    "kode": "fjellheimen",
    "name": "Fjellheimen",
    "kind": "private",
    "organisation_number": "700000404",
    "her_id": "",
    "health_trust": None,
    "municipality": "5038",
    "place": "Verdal",
    "address": "",
    "phone": "",
    "latitude": 63.8,
    "longitude": 11.5,
    "in_region": True,
    "active": True,
    "updated_at": "2026-03-02T09:00:00.000Z",
}
POOL: dict[str, Any] = {
    "id": "6f3f6c58-1f5b-4f4e-9f31-5c1d2e7a4c44",
    "version": 2,
    "code": "fjellheimen-AB-day",
    "institution": "fjellheimen",
    "delytelser": ["A", "B"],
    "level": "day",
    "capacity": 2.5,
    "confirmed_at": "2026-03-02T09:00:00.000Z",
    "valid_from": "2018-01-01",
    "valid_to": None,
    "booked": [{"week": "2026-03-02", "booked": 2, "capacity": 2.5}],
    "queue": 1,
    "expected_wait_days": 19,
    "updated_at": "2026-03-02T11:40:00.000Z",
}
OFFER: dict[str, Any] = {
    "institution": "fjellheimen",
    "name": "Fjellheimen",
    "place": "Verdal",
    "sector": "private",
    "delytelse": "B",
    "levels": ["day"],
    "level_confirmed": True,
    "expected_wait_days": 19,
    "distance_km": 4.2,
}
