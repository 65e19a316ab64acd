"""What was sent to other systems, in sentences among the history of its case."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from rve.core.models import CaseEvent

if TYPE_CHECKING:
    from referrals.pages.case_event_words import Teller

Words = dict[str, Callable[[], str]]
_SENT: Words = {
    "onward": lambda: _("The referral went to {name} by message."),
    "cancelled": lambda: _("{name} was told by message that the patient will not come after all."),
    "question": lambda: _("The question went to {name} by message."),
    "status": lambda: _("{name} was told by message where the case stands."),
}
_NOT_SENT: Words = {
    "onward": lambda: _("The referral could not be sent to {name} by message."),
    "cancelled": lambda: _("{name} could not be told by message that the patient will not come after all."),
    "question": lambda: _("The question could not be sent to {name} by message."),
    "status": lambda: _("{name} could not be told by message where the case stands."),
}


def _named(words: Words) -> Callable[[CaseEvent, Teller], str]:
    """By what the message is; the receiver by name."""
    return lambda event, teller: words.get(str(event.changes.get("what")), words["status"])().format(
        name=event.changes.get("to") or _("The receiver")
    )


TELL: dict[str, Callable[[CaseEvent, Teller], str]] = {
    "message_sent": _named(_SENT),
    "message_not_sent": _named(_NOT_SENT),
}
