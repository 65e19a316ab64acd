"""The kinds of letter in words, for headings and lists."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from referrals.models import Complaint

KINDS: dict[str, str | Promise] = {
    "granted_time": _("Right, with a time"),
    "granted_week": _("Right, with a week"),
    "refused": _("No right"),
    "redirected": _("Sent on"),
    "time_set": _("New time"),
    "changed_place": _("Another place"),
    "deadline_not_kept": _("The deadline is not kept"),
    "complaint_received": _("The complaint has come"),
    "complaint_formalities": _("The complaint lacks something"),
    "preliminary_answer": _("Preliminary answer"),
    "overturned": _("The decision is changed after a complaint"),
    "partly_overturned": _("The decision is partly changed after a complaint"),
    "dismissed": _("The complaint is dismissed"),
    "upheld_sent": _("Sent to Statsforvalteren, with our statement"),
    "returned": _("Statsforvalteren's answer"),
    "question": _("Question to the referrer"),
    "receipt": _("Receipt to the referrer"),
}
# The letters that may be written in each state of a complaint, before the step that sends them.
WRITTEN_WHEN: dict[str, tuple[str, ...]] = {
    "received": ("complaint_formalities", "preliminary_answer", "dismissed"),
    "awaiting_formalities": ("complaint_formalities", "preliminary_answer", "dismissed"),
    "in_review": ("preliminary_answer", "upheld_sent", "dismissed"),
    "partly_overturned": ("upheld_sent",),
    "upheld_sent": ("returned",),
}


def letters_to_write(complaint: Complaint) -> list[tuple[str, str | Promise]]:
    """The letters that may be written about a complaint in its state, by kind."""
    return [(kind, KINDS[kind]) for kind in WRITTEN_WHEN.get(complaint.status, ())]
