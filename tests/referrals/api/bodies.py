"""What a practice's system sends."""

from __future__ import annotations

from typing import Any

from tests.people import BORN, FACTS, NEEDS, a_patient

ADDRESS = "/api/v1/referrals"


def a_body(**changed: Any) -> dict[str, Any]:
    """A referral that the rules grant delytelse B by day; `changed` replaces its members."""
    patient = a_patient()
    return {
        "facts": {**FACTS, "needs": NEEDS},
        "patient": {
            "identity_number": patient.number,
            "given_name": "Torbjørn",
            "family_name": "Aksnes",
            "birth_date": BORN.isoformat(),
            "sex": "male",
            "address": "Leksdalsvegen 418",
            "postal_code": "7650",
            "city": "Verdal",
            "phone": "90000000",
            "municipality": "5038",
        },
        "referrer": {"name": "Kari Bjerkan", "hpr_number": "8000001", "kind": "gp"},
        "practical": {"transfers": "independent"},
        "clinical_text": "Leddgikt siden 2010.",
        **changed,
    }
