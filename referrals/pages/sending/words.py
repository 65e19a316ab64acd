"""Channels, kinds and what went wrong, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from referrals.channels.digital import SECOND_NOTICE
from referrals.channels.file import PACKAGE
from referrals.models import Letter
from rve.core.models import Message

CHANNELS = {
    "digital": gettext_lazy("Digital post"),
    "file": gettext_lazy("Print file"),
    "email": gettext_lazy("E-mail"),
}
KINDS = {
    "reminder": gettext_lazy("Reminder"),
    "letter": gettext_lazy("Letter"),
    "notice": gettext_lazy("Notice"),
    "digest": gettext_lazy("The day's reminders"),
}
TEMPLATES = {
    SECOND_NOTICE: gettext_lazy("Second notice of an unread letter"),
    PACKAGE: gettext_lazy("Case package to Statsforvalteren"),
}
RECIPIENTS = {
    "patient": gettext_lazy("The patient"),
    "parent": gettext_lazy("Parent"),
    "guardian": gettext_lazy("Guardian"),
    "authorised": gettext_lazy("Authorised person"),
    "child_welfare": gettext_lazy("Child welfare"),
    "referrer": gettext_lazy("Referrer"),
    "institution": gettext_lazy("Place"),
}
HOW = {
    "handed_over": gettext_lazy("Put in the patient's hand"),
    "agreed": gettext_lazy("Sent the way agreed with the patient"),
    "authority": gettext_lazy("Sent through the authority that knows the address"),
}
_SILENT = gettext_lazy("Nobody answers at the other end.")
_NOT_UNDERSTOOD = gettext_lazy("The answer was not one we know.")
WHY = {
    "reserved": gettext_lazy("The patient has said no to digital post."),
    "unknown_recipient": gettext_lazy("Digital post does not know the patient."),
    "no_mailbox": gettext_lazy("The patient has no digital mailbox."),
    "deceased": gettext_lazy("Digital post says that the patient is dead."),
    "no_number": gettext_lazy("The patient has no identity number here."),
    "refused": gettext_lazy("Digital post will not take it."),
    "other_content": gettext_lazy("Digital post has another letter in its place."),
    "lost": gettext_lazy("Digital post had it, and no longer knows of it."),
    "not_delivered": gettext_lazy("Digital post had it for a week without delivering it."),
    "NoAnswer": gettext_lazy("No answer came in time: it may have been taken, and is asked for first."),
    "NotLetIn": gettext_lazy("Digital post does not accept our key."),
    "NotUnderstood": _NOT_UNDERSTOOD,
    "NotNow": gettext_lazy("The other end cannot take it now."),
    "ServerAway": _SILENT,
    "ConnectionRefusedError": _SILENT,
    "ConnectionResetError": _SILENT,
    "TimeoutError": _SILENT,
    "SMTPServerDisconnected": _SILENT,
    "SMTPConnectError": _SILENT,
    "SMTPRecipientsRefused": gettext_lazy("The mail server does not take the address."),
    "SMTPSenderRefused": gettext_lazy("The mail server does not take our address."),
    "SMTPDataError": gettext_lazy("The mail server did not take it."),
    "Refused": gettext_lazy("The mail server did not take it."),
    "NoAddress": gettext_lazy("There is no address to send it to."),
    "claimer died": gettext_lazy("The work was cut off each time."),
    "PermissionError": gettext_lazy("The folder of the print service cannot be written to."),
    "OSError": gettext_lazy("The folder of the print service cannot be written to."),
}


def what(message: Message, letter: Letter | None) -> str:
    """«Brev om …» by its own title, else the kind of message."""
    if letter is not None and message.template not in TEMPLATES:
        return letter.title
    known = TEMPLATES.get(message.template) or KINDS.get(message.kind)
    return str(known or message.kind)


def to_whom(message: Message, letter: Letter | None) -> str:
    """A role for the patient's side, a name for people and organisations who have a log-in."""
    if message.user is not None:
        return message.user.name
    if message.organisation is not None:
        return message.organisation.name
    if message.template == PACKAGE:
        return _("Statsforvalteren")
    return str(RECIPIENTS.get(letter.recipient_role, "")) if letter is not None else ""


def why(error: str) -> str:
    """What went wrong, in a sentence; empty when nothing has."""
    if not error:
        return ""
    return str(WHY.get(error) or _("Something else went wrong ({name}).").format(name=error))
