"""The history of a case in sentences: verb and changes in, words out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from rve.core.dates import clock_time, local, short_date
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
    "place_received": lambda: _("The place's system has received the referral."),
    "place_asked": lambda: _("The place asked the assessment unit."),
    "place_answered": lambda: _("The assessment unit answered the place."),
    "rerouted": lambda: _("Another place was chosen."),
    "kept": lambda: _("The place stays the patient's under the new decision."),
    "released": lambda: _("The place was given back: no answer in time."),
    "withdrawn": lambda: _("Withdrawn."),
    "closed": lambda: _("Closed."),
    "reminded": lambda: _("A reminder was written."),
    "breached": lambda: _("The deadline passed."),
    "clock_moved": lambda: _("A deadline was moved."),
    "helfo_noted": lambda: _("Helfo was noted."),
    "result_awaited": lambda: _("Waits for a result."),
    "result_noted": lambda: _("Noted a result."),
    "contact_noted": lambda: _("Noted a contact while waiting."),
    "follow_up_noted": lambda: _("Noted the follow-up after the stay."),
    "letter_written": lambda: _("Wrote in the letter."),
    "parents_left_out": lambda: _("Keeps the letters from the parents."),
    "parents_taken_in": lambda: _("The parents get the letters again."),
    "letter_sent": lambda: _("The letter was handed over."),
    "attachment_added": lambda: _("A file was added."),
    "not_informed": lambda: _("Digital post never delivered the letter: the patient is not informed yet."),
    "digital_refused": lambda: _("Digital post did not take the letter: it goes on paper."),
    "letter_opened": lambda: _("The patient opened the letter."),
    "unread_on_paper": lambda: _("Nobody opened the letter for a week: told once more, and sent on paper."),
    "letter_by_hand": lambda: _("Took care of the letter by hand."),
    "letter_on_paper": lambda: _("Sent the letter on paper."),
    "message_again": lambda: _("Tried to send it again."),
    "message_sent": lambda: _("Sent a message."),
    "message_not_sent": lambda: _("A message could not be sent."),
    "message_came": lambda: _("A message about the case came."),
    "message_refused": lambda: _("A message about the case was refused by its receiver."),
    "message_handled": lambda: _("Took care of a message about the case."),
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
            return f"({_day(value) or value})"
    return ""


def _day(text: str) -> str:
    """A stored day or moment as people write it; "" for anything else."""
    try:
        return short_date(dt.date.fromisoformat(text))
    except ValueError:
        pass
    try:
        at = local(dt.datetime.fromisoformat(text))
    except ValueError:
        return ""
    return f"{short_date(at.date())} {clock_time(at)}"
