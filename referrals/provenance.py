"""Who settled a fact, when and how: `{"needs.intensity": {"by": "Ingrid Moen", "user":
12, "at": iso, "how": …}}`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from rve.core.policies import Actor

# Told by the referrer in the form, registered by RVE, in an answer, settled by the assessor, derived by us.
REFERRER, REGISTERED, ANSWER, ASSESSOR, DERIVED = "referrer", "registered", "answer", "assessor", "derived"
_DATES = {"referred_on", "received_on", "first_received_on", "referrer", "patient"}


def mark(*, by: Actor | None, now: dt.datetime, how: str) -> dict[str, Any]:
    """One entry; by the system where nobody did it."""
    return {
        "by": by.user.name if by else "",
        "user": by.user.pk if by else None,
        "at": now.isoformat(),
        "how": how,
    }


def told_names(facts: Mapping[str, Any]) -> list[str]:
    """The dotted names of the facts that are known in a referral as it came, dates and people apart."""
    found: list[str] = []
    for key, value in facts.items():
        if key in {"conditions", "conditions_denied"}:
            found += [f"conditions.{one}" for one in value or ()]
        elif key == "needs":
            found += [f"needs.{one}" for one, known in (value or {}).items() if known is not None]
        elif key not in _DATES and value not in (None, [], {}):
            found.append(key)
    return found
