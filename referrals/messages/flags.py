"""Why a person must look at a message: kept in `flag` until somebody has taken care of it."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

GAVE_UP = "gave_up"
UNKNOWN_CASE = "unknown_case"
CHANGED = "changed"
CANCELLED = "cancelled"
ADDED = "added"
NEWS = "news"
COPY = "copy"
OTHER_CONTENT = "other_content"
OTHER_SENDER = "other_sender"
OTHER_PATIENT = "other_patient"
RECEIPT_UNKNOWN = "receipt_unknown"
REFUSED = "refused"
FILES = "files"
NOT_SENT = "not_sent"
NO_RECEIPT = "no_receipt"
NOT_ITS_SENDER = "not_its_sender"

_WORDS: dict[str, Callable[[], str]] = {
    GAVE_UP: lambda: _("It could not be processed here. No receipt has been sent."),
    UNKNOWN_CASE: lambda: _("It belongs to no case that is known here."),
    CHANGED: lambda: _("The referrer has changed the referral."),
    CANCELLED: lambda: _("The referrer cancels the referral."),
    ADDED: lambda: _("The referrer adds to the referral."),
    NEWS: lambda: _("News of a case that answers no open question."),
    COPY: lambda: _("A copy for information: the referral was sent to somebody else."),
    OTHER_CONTENT: lambda: _("The same message id came again with another content."),
    OTHER_SENDER: lambda: _("It concerns a case of another sender, and was not put there."),
    OTHER_PATIENT: lambda: _("It names another patient than the case, and was not put there."),
    RECEIPT_UNKNOWN: lambda: _("A receipt for a message that was not sent from here."),
    REFUSED: lambda: _("The receiver refused the message."),
    FILES: lambda: _("An attachment could not be taken in; the sender has been told."),
    NOT_SENT: lambda: _("It could not be sent. The receiver has not been told."),
    NOT_ITS_SENDER: lambda: _("Somebody else sent it than the sender it names. It was refused."),
    NO_RECEIPT: lambda: _("It was sent, and the receiver has not confirmed it."),
}


def sentence(flag: str) -> str:
    """What to tell the person; "" for no flag."""
    said = _WORDS.get(flag)
    return said() if said else ""
