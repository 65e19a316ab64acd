"""What the pages of the rule book share: who may read it, and in which language its own words are."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils.translation import get_language

from rve.core.models import Role

READERS: Final = (Role.ASSESSOR, Role.PHYSICIAN, Role.TEAM_LEAD, Role.PLANNER)
WRITERS: Final = (Role.PHYSICIAN, Role.TEAM_LEAD)


def rules_language() -> str:
    """The language of the rule book's own words: nynorsk for those who read nynorsk, else bokmål."""
    return "nn" if get_language() == "nn" else "nb"


def day_of(text: str | None, otherwise: dt.date) -> dt.date:
    """A day in an address as 2026-04-15; another text is no day."""
    try:
        return dt.date.fromisoformat(text or "")
    except ValueError:
        return otherwise
