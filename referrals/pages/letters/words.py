"""The kinds of letter in words, for headings and lists."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from referrals.models import Complaint
from referrals.policies.complaint_facts import CHANGES, UPHELD, formalities_in_order, quashed
from referrals.use_cases.letter_texts import why_not_written
from rve.core import clock

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
    """The letters about a complaint that the steps left can still send, by kind."""
    kinds = [kind for kind in WRITTEN_WHEN.get(complaint.status, ()) if _can_be_sent(kind, complaint)]
    return [(kind, KINDS[kind]) for kind in kinds]


def _can_be_sent(kind: str, complaint: Complaint) -> bool:
    if complaint.ended_at is not None or why_not_written(
        referral=complaint.referral, kind=kind, complaint=complaint
    ):
        return False
    if kind == "complaint_formalities":
        return not formalities_in_order(complaint) and not _runs(complaint, "complaint_formalities")
    if kind == "preliminary_answer":
        return _runs(complaint, "complaint_preliminary")
    if kind == "returned":
        return True
    changes = complaint.planned_outcome in CHANGES and complaint.status != Complaint.Status.PARTLY_OVERTURNED
    if quashed(complaint) or changes:
        return False
    return kind != "dismissed" or complaint.planned_outcome != UPHELD


def _runs(complaint: Complaint, kind: str) -> bool:
    """Whether a clock of the complaint runs, its last day not passed."""
    running = complaint.clocks.filter(kind=kind, met_at=None, cancelled_at=None)
    if kind == "complaint_formalities":
        running = running.filter(due_on__gte=clock.today())
    return running.exists()
