"""What was done with a draft, by whom, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from deltytelser.models import RuleDraft
from deltytelser.use_cases.draft_saving import KIND
from rve.core.models import CaseEvent

_MOST_SHOWN: Final = 30


@dataclass(frozen=True, slots=True)
class Said:
    at: dt.datetime
    words: str


def history_of(draft: RuleDraft) -> list[Said]:
    """The events, the newest first."""
    events = CaseEvent.objects.filter(kind=KIND, case_id=draft.pk).select_related("by")
    return [Said(one.at, _words(one)) for one in events.order_by("-at", "-pk")[:_MOST_SHOWN]]


def _words(event: CaseEvent) -> str:
    said = _VERBS.get(event.verb)
    name = event.by.name if event.by else _("The system")
    row = str(event.changes.get("row", ""))
    words = said().format(name=name, row=row) if said else f"{name}: {event.verb}"
    return f"{words} {event.reason}".strip()


_VERBS: Final[dict[str, Callable[[], str]]] = {
    "started": lambda: _("{name} began the draft."),
    "imported": lambda: _("{name} began the draft from files."),
    "described": lambda: _("{name} changed title, reason or first day."),
    "day_moved": lambda: _("{name} moved the changes to another first day."),
    "row_changed": lambda: _("{name} changed {row}."),
    "row_added": lambda: _("{name} added {row}."),
    "row_ended": lambda: _("{name} ended {row}."),
    "row_restored": lambda: _("{name} restored {row}."),
    "row_moved": lambda: _("{name} moved {row}."),
    "value_changed": lambda: _("{name} changed the value {row}."),
    "case_accepted": lambda: _("{name} accepted a new answer of the case {row}."),
    "cases_accepted": lambda: _("{name} accepted new answers of cases."),
    "case_added": lambda: _("{name} added the case {row}."),
    "order_confirmed": lambda: _("{name} confirmed the order of {row} and the row after it."),
    "submitted": lambda: _("{name} sent it for approval."),
    "taken_back": lambda: _("{name} took it back."),
    "sent_back": lambda: _("{name} sent it back:"),
    "approved": lambda: _("{name} approved it."),
    "checks_failed": lambda: _("{name} did not put it in force:"),
    "published": lambda: _("{name} put it in force."),
    "discarded": lambda: _("{name} discarded it."),
}
