"""Which letter is being written: of a decision, or about a complaint."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from referrals.letters.data import COMPLAINT, INFORMS
from referrals.models import Complaint, Decision, Referral
from referrals.queries.case import find
from referrals.use_cases.letter_data import Subject, decision_kind
from rve.core.errors import NotFound
from rve.core.policies import Actor


@dataclass(frozen=True)
class Target:
    """One letter of one case."""

    referral: Referral
    kind: str
    decision: Decision | None = None
    complaint: Complaint | None = None

    @property
    def query(self) -> str:
        """What leads back to the same letter."""
        about = {"decision": self.decision, "complaint": self.complaint if self.decision is None else None}
        return urlencode(
            {"kind": self.kind} | {name: str(row.public_id) for name, row in about.items() if row is not None}
        )

    @property
    def keys(self) -> dict[str, Any]:
        """How the use cases know the letter."""
        return {
            "referral": self.referral,
            "kind": self.kind,
            "decision": self.decision,
            "complaint": self.complaint,
        }

    def subject(self, actor: Actor, **extra: Any) -> Subject:
        return Subject(**self.keys, writer=actor.user, extra=extra)


def target_of(actor: Actor, public_id: uuid.UUID, asked: Any) -> Target:
    """The letter that the address names; without a kind that of the decision that waits. NotFound for a
    letter that is not written by hand, and for another case's decision or complaint.
    """
    referral = find(actor, public_id)
    kind = str(asked.get("kind", ""))
    if kind in COMPLAINT and kind not in INFORMS:
        return Target(referral, kind, complaint=_complaint(referral, asked.get("complaint", "")))
    if kind and kind not in INFORMS:
        raise NotFound(_("There is no such letter."))
    decision = _decision(referral, asked.get("decision", ""))
    return Target(referral, decision_kind(decision), decision=decision, complaint=decision.complaint)


def _decision(referral: Referral, public_id: str) -> Decision:
    rows = referral.decisions.select_related("proposal__rule_set", "prepared_by", "signed_by", "complaint")
    rows = rows.filter(public_id=_uuid(public_id)) if public_id else rows.filter(status="prepared")
    found = rows.order_by("-pk").first()
    if found is None:
        raise NotFound(_("There is no decision to write a letter of."))
    found.referral = referral
    return found


def _complaint(referral: Referral, public_id: str) -> Complaint:
    rows = referral.complaints.select_related("assignee", "decision", "signed_by")
    rows = rows.filter(public_id=_uuid(public_id)) if public_id else rows
    found = rows.order_by("-pk").first()
    if found is None:
        raise NotFound(_("There is no complaint to write a letter about."))
    found.referral = referral
    return found


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise NotFound(_("There is no such letter.")) from None
