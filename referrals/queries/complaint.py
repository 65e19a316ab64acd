"""What the page of one complaint reads: the complaint, and what stands round it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from referrals.models import Clock, Complaint, ComplaintFile, Decision, Letter
from referrals.policies.complaints import complaints_visible_to
from rve.core.errors import NotFound
from rve.core.models import CaseEvent
from rve.core.policies import Actor

_ROW = (
    "assignee",
    "dismissal__signed_by",
    "registered_by",
    "signed_by",
    *(
        f"referral__{name}"
        for name in ("region", "patient__details", "organisation", "referrer", "municipality")
    ),
    "referral__proposal__rule_set",
    "referral__proposal__snapshot",
    "referral__assessor",
    *(f"decision__{name}" for name in ("institution", "override_reason", "prepared_by", "signed_by")),
    "decision__second_reader",
    "decision__proposal__rule_set",
    "decision__proposal__snapshot",
)


@dataclass(slots=True)
class Around:
    """The rows of other tables that the page shows."""

    clocks: list[Clock] = field(default_factory=list)
    files: list[ComplaintFile] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    prepared: Decision | None = None
    new_decision: Decision | None = None

    @property
    def package(self) -> ComplaintFile | None:
        """The last one sent."""
        return next((one for one in reversed(self.files) if one.kind == ComplaintFile.Kind.PACKAGE), None)


def find(actor: Actor, public_id: uuid.UUID) -> Complaint:
    """The complaint; NotFound for one that is not the actor's to see."""
    found = complaints_visible_to(actor).select_related(*_ROW).filter(public_id=public_id).first()
    if found is None:
        raise NotFound(_("There is no such complaint here."))
    return found


def around(complaint: Complaint) -> Around:
    """Clocks, files, letters and the new decisions, a query each."""
    new = list(
        complaint.new_decisions.select_related("institution", "prepared_by", "signed_by").order_by("pk")
    )
    letters = Letter.objects.filter(complaint=complaint) | Letter.objects.filter(decision__in=new)
    return Around(
        clocks=list(complaint.clocks.order_by("due_on", "pk")),
        files=list(complaint.files.defer("data").order_by("added_at", "pk")),
        letters=list(letters.defer("pdf").order_by("created_at", "pk")),
        prepared=next((one for one in new if one.status == Decision.Status.PREPARED), None),
        new_decision=next((one for one in reversed(new) if one.signed_at is not None), None),
    )


def events(complaint: Complaint) -> list[CaseEvent]:
    """What was done with the complaint, and with the case since it was registered, the newest first."""
    rows = CaseEvent.objects.filter(kind="referral", case_id=complaint.referral_id)
    rows = rows.filter(at__gte=complaint.created_at).select_related("by", "organisation")
    return list(rows.order_by("-at", "-pk"))
