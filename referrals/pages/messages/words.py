"""What a kind and a state of a message is called."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from referrals.messages import flags
from referrals.models import MessageIn, MessageOut

_IN, _OUT = MessageIn.Status, MessageOut.Status
KINDS: Mapping[str, Promise | str] = {
    MessageIn.Kind.REFERRAL: _("Referral"),
    MessageIn.Kind.DIALOG: _("Dialogue message"),
    MessageIn.Kind.APPREC: _("Receipt"),
    MessageIn.Kind.UNKNOWN: _("Unknown message"),
    MessageOut.Kind.ONWARD: _("Onward referral"),
    MessageOut.Kind.QUESTION: _("Question"),
    MessageOut.Kind.STATUS: _("Status of the referral"),
}
RECEIVED: Mapping[str, tuple[Promise | str, str]] = {
    _IN.RECEIVED: (_("Waits"), ""),
    _IN.PROCESSED: (_("Taken in"), "good"),
    _IN.REJECTED: (_("Refused by us"), "warn"),
    _IN.FAILED: (_("Not processed"), "bad"),
}
SENT: Mapping[str, tuple[Promise | str, str]] = {
    _OUT.PENDING: (_("Waits"), ""),
    _OUT.SENDING: (_("On its way"), ""),
    _OUT.SENT: (_("Sent"), ""),
    _OUT.ACKNOWLEDGED: (_("Acknowledged"), "good"),
    _OUT.REFUSED: (_("Refused by the receiver"), "bad"),
    _OUT.FAILED: (_("Not sent"), "bad"),
}
TRANSPORTS: Mapping[str, Promise | str] = {"folder": _("Folder"), "edi": _("NHN message service")}


def kind(row: MessageIn | MessageOut) -> str:
    return str(KINDS.get(row.kind, row.kind))


def state(row: MessageIn | MessageOut) -> tuple[str, str]:
    """Words and colour."""
    words, colour = (RECEIVED if isinstance(row, MessageIn) else SENT).get(row.status, (row.status, ""))
    if isinstance(row, MessageIn) and row.duplicate_of_id is not None:
        words, colour = _("Came again"), ""
    return str(words), colour


def why(row: MessageIn | MessageOut) -> str:
    """Why a person must look, and what was wrong."""
    said = flags.sentence(row.flag)
    faults = "; ".join(f"{one['code']} {one['text']}".strip() for one in row.errors if isinstance(one, dict))
    return " ".join(part for part in (said, faults) if part)
