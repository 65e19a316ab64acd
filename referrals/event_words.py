"""The history of a case in sentences: verb and changes in, words out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from rve.core.models import CaseEvent

WORDS: dict[str, Callable[[], str]] = {
    "created": lambda: _("Made the draft."),
    "received": lambda: _("Received. The clock started."),
    "proposed": lambda: _("New proposal from the rules."),
    "claimed": lambda: _("Took the case."),
    "put_back": lambda: _("Put the case back."),
    "reassigned": lambda: _("Handed the case to another."),
    "facts_settled": lambda: _("Settled facts."),
    "asked": lambda: _("Asked the referrer."),
    "answered": lambda: _("Answered."),
    "phoned": lambda: _("Noted a phone call."),
    "went_on": lambda: _("No answer in time: a person weighs."),
    "prepared": lambda: _("Prepared a decision."),
    "sent_back": lambda: _("Sent the decision back."),
    "second_read": lambda: _("Read the refusal as a second person."),
    "signed": lambda: _("Signed the decision."),
    "forwarded": lambda: _("Forwarded to the place."),
    "accepted": lambda: _("The place accepted."),
    "declined": lambda: _("The place declined."),
    "scheduled": lambda: _("The place gave a time."),
    "started": lambda: _("The rehabilitation began."),
    "interrupted": lambda: _("The stay was interrupted."),
    "resumed": lambda: _("The stay went on."),
    "discharged": lambda: _("Discharged."),
    "rerouted": lambda: _("Another place was chosen."),
    "released": lambda: _("The place was given back: no answer in time."),
    "withdrawn": lambda: _("Withdrawn."),
    "closed": lambda: _("Closed."),
    "reminded": lambda: _("Reminder sent."),
    "breached": lambda: _("The deadline passed."),
    "letter_sent": lambda: _("The letter was handed over."),
    "attachment_added": lambda: _("A file was added."),
}


def sentence(event: CaseEvent) -> str:
    """«Ingrid Moen: Took the case.» with the reason where one was given."""
    words = WORDS.get(event.verb)
    said = words() if words else event.verb
    named = _named(event.changes)
    who = event.by.name if event.by else ""
    parts = [f"{who}: {said}" if who else said, named, event.reason]
    return " ".join(part for part in parts if part)


def _named(changes: dict[str, Any]) -> str:
    """The one thing of the changes a reader asks for first: place, day, outcome."""
    for key in ("to", "outcome", "on", "at"):
        value = changes.get(key)
        if isinstance(value, str) and value:
            return f"({value})"
    return ""
