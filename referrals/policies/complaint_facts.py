"""What the policies of complaints ask about: who decided, who may handle it, what is in order."""

from __future__ import annotations

import datetime as dt

from referrals.models import Complaint, Referral
from rve.core.models import RoleAssignment, User
from rve.core.policies import RVE_ROLES

IN_WORK = (Complaint.Status.RECEIVED, Complaint.Status.AWAITING_FORMALITIES, Complaint.Status.IN_REVIEW)
# What comes in is added to these; Statsforvalteren has sent the last one back, to be reviewed again.
TAKES_MORE = (*IN_WORK, Complaint.Status.RETURNED_QUASHED)
IN_TIME = (Complaint.Lateness.IN_TIME, Complaint.Lateness.TAKEN)
CHANGES = (Complaint.Status.OVERTURNED, Complaint.Status.PARTLY_OVERTURNED)
UPHELD = "upheld"
DECIDED_ANEW = (Complaint.Status.IN_REVIEW, Complaint.Status.RETURNED_CHANGED)


def deciders(complaint: Complaint) -> frozenset[int]:
    """Keys of those who prepared, signed or second-read what is complained of; without a decision, of the
    assessor who let the case wait.
    """
    decision = complaint.decision
    if decision is None:
        return frozenset(key for key in (complaint.referral.assessor_id,) if key is not None)
    keys = (decision.prepared_by_id, decision.signed_by_id, decision.second_reader_id)
    return frozenset(key for key in keys if key is not None)


def eligible(complaint: Complaint, *, on: dt.date | None = None) -> list[User]:
    """The unit's people who had no part in the decision complained of, by name; with a role on the day,
    or (None) one without an end.
    """
    rows = RoleAssignment.objects.filter(
        organisation__kind="rve",
        organisation__region_id=complaint.referral.region_id,
        role__in=RVE_ROLES,
        user__is_active=True,
    )
    rows = rows.in_force(on) if on is not None else rows.filter(valid_to=None)
    users = User.objects.filter(pk__in=rows.values("user_id")).exclude(pk__in=deciders(complaint))
    return list(users.order_by("name", "pk"))


def at_work_on(referral: Referral, user: User) -> Complaint | None:
    """The complaint that lets this person decide a decided case anew: in review, or changed by
    Statsforvalteren and not carried out yet.
    """
    rows = referral.complaints.filter(assignee=user, status__in=DECIDED_ANEW, ended_at=None)
    return rows.select_related("decision", "assignee", "referral").order_by("-pk").first()


def in_work(referral: Referral) -> Complaint | None:
    """The one complaint the unit works on in the case."""
    return referral.complaints.filter(status__in=IN_WORK).select_related("assignee").first()


def takes_more(referral: Referral) -> Complaint | None:
    """The complaint of the case that anything new is added to."""
    rows = referral.complaints.filter(status__in=TAKES_MORE, ended_at=None)
    rows = rows.select_related("decision", "referral")
    return rows.order_by("-pk").first()


def quashed(complaint: Complaint) -> bool:
    """In review again because Statsforvalteren quashed the decision: only a new one answers it (fvl § 34).

    Where nothing but the time it took is complained of, there is no decision to make again.
    """
    again = complaint.status == Complaint.Status.IN_REVIEW and complaint.answered_on is not None
    return again and not lateness_only(complaint)


def formalities_in_order(complaint: Complaint) -> bool:
    """Written and signed, by somebody who may (pbrl §§ 7-2, 7-3)."""
    return complaint.signed and complaint.authority_shown


def lateness_only(complaint: Complaint) -> bool:
    """Nothing but the time it took is complained of: no new decision can mend that."""
    return set(complaint.about) == {Complaint.About.LATENESS}


def waits_for_signature(complaint: Complaint) -> bool:
    """A statement upheld, or an owned-up lateness, that a physician has not signed yet."""
    reviewed = complaint.status == Complaint.Status.IN_REVIEW
    if complaint.planned_outcome == UPHELD:
        return reviewed or complaint.status == Complaint.Status.PARTLY_OVERTURNED
    return reviewed and complaint.planned_outcome in CHANGES and lateness_only(complaint)
