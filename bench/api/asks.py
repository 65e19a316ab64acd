"""What is asked: the same of the product and of the bare peers."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Iterator, Sequence
from itertools import count, cycle
from typing import Any

from bench.api.client import Ask
from rve.core.identity_numbers import synthetic_number

CREATE, READ, SHORT, LONG = "create with proposal", "read", "list of 14", "list of 50"
NOTHING = "a view that does nothing"
_FACTS: dict[str, Any] = {
    "diagnoses": [{"system": "icd10", "code": "M05.9"}],
    "conditions": ["systemic_rheumatic_disease"],
    "conditions_denied": ["risk_of_function_loss"],
    "urgency": "ordinary",
    "function_loss": "moderate",
    "self_care": "independent",
    "night_care": False,
    "goal": "cope",
    "municipal_measures": "insufficient",
    "consent": True,
}
_serial = count()


def product(token: str, ids: Sequence[str], *, practice: str, today: dt.date) -> dict[str, Iterator[Ask]]:
    """By what is asked; each request is another one."""
    by = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    return {
        CREATE: (
            Ask("POST", "/api/v1/referrals", by | {"Idempotency-Key": str(uuid.uuid4())}, body)
            for body in _referrals(practice, today)
        ),
        READ: (Ask("GET", f"/api/v1/referrals/{one}", by) for one in cycle(ids)),
        SHORT: (Ask("GET", f"/api/v1/referrals?page_size=14&updated_since={at}", by) for at in _moments()),
        LONG: (Ask("GET", f"/api/v1/referrals?page_size=50&updated_since={at}", by) for at in _moments()),
    }


def bare(draft: dict[str, Any], ids: Sequence[str]) -> dict[str, Iterator[Ask]]:
    """REST framework's own, and a view that does nothing."""
    return {
        CREATE: (Ask("POST", "/referrals", {}, draft) for _ in count()),
        READ: (Ask("GET", f"/referrals/{one}", {}) for one in cycle(ids)),
        SHORT: (Ask("GET", "/referrals?page_size=14", {}) for _ in count()),
        LONG: (Ask("GET", "/referrals?page_size=50", {}) for _ in count()),
        NOTHING: (Ask("GET", "/nothing", {}) for _ in count()),
    }


def _moments() -> Iterator[str]:
    """Somewhere in the first hours of the stored rows: there are always more than a page after it."""
    dice = random.Random(7)
    while True:
        yield (_STORED_FROM + dt.timedelta(seconds=dice.randrange(15_000))).strftime("%Y-%m-%dT%H:%M:%SZ")


_STORED_FROM = dt.datetime(2026, 3, 2, 8, tzinfo=dt.UTC)


def _referrals(practice: str, today: dt.date) -> Iterator[dict[str, Any]]:
    """Referrals of different made-up people."""
    for number in _serial:
        born = dt.date(1930, 1, 1) + dt.timedelta(days=number % 25_000)
        day = today.isoformat()
        yield {
            "facts": _FACTS,
            "patient": {
                "identity_number": synthetic_number(birth_date=born, sex="male", serial=number // 25_000),
                "given_name": "Torbjørn",
                "family_name": "Aksnes",
                "birth_date": born.isoformat(),
                "sex": "male",
                "address": "Leksdalsvegen 418",
                "postal_code": "7650",
                "city": "Verdal",
                "phone": "90000000",
                "municipality": "5038",
                "language": "nb",
            },
            "referrer": {
                "kind": "gp",
                "name": "Kari Bjerkan",
                "hpr_number": "7654321",
                "organisation_number": practice,
            },
            "practical": {},
            "clinical_text": "Leddgikt siden 2010, verre siste halvår.",
            "referred_on": day,
            "received_on": day,
            "source_reference": f"bench-{uuid.uuid4()}",
        }
