"""What the policies of complaints ask about: who decided, who may handle it, what is in order."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from referrals.models import Complaint, Decision, Referral
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
    assessor who let the case wait; of a dismissal, of those who made it.
    """
    decision, dismissed = complaint.decision, complaint.dismissal
    if dismissed is not None:
        return frozenset(key for key in (dismissed.signed_by_id, dismissed.assignee_id) if key is not None)
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
    found = [one for one in referral.complaints.all() if _decides_anew(one, user)]
    return max(found, key=lambda one: one.pk, default=None)


def _decides_anew(one: Complaint, user: User) -> bool:
    open_to_decide = one.status in DECIDED_ANEW and one.ended_at is None and one.dismissal_id is None
    return open_to_decide and one.assignee_id == user.pk


def in_work(referral: Referral) -> Complaint | None:
    """The one complaint the unit works on in the case."""
    return next((one for one in referral.complaints.all() if one.status in IN_WORK), None)


def takes_more(referral: Referral) -> Complaint | None:
    """The complaint of the case that anything new is added to."""
    rows = referral.complaints.filter(status__in=TAKES_MORE, ended_at=None)
    rows = rows.select_related("decision", "referral", "dismissal__signed_by")
    return rows.order_by("-pk").first()


def quashed(complaint: Complaint) -> bool:
    """In review again because Statsforvalteren quashed the decision: only a new one answers it (fvl § 34).

    Where no new decision answers the complaint, there is none to make again.
    """
    again = complaint.status == Complaint.Status.IN_REVIEW and complaint.answered_on is not None
    return again and not without_decision(complaint)


def quashed_by() -> Q:
    """The complaints whose decision Statsforvalteren quashed, whatever has become of them since."""
    again = Q(status=Complaint.Status.IN_REVIEW, answered_on__isnull=False)
    about_more = ~Q(about=[Complaint.About.LATENESS.value])
    return (Q(status=Complaint.Status.RETURNED_QUASHED) | again) & Q(dismissal=None) & about_more


def quashes(complaint: Complaint) -> bool:
    """As `quashed_by`, of one that is read already."""
    gone = complaint.status == Complaint.Status.RETURNED_QUASHED
    again = complaint.status == Complaint.Status.IN_REVIEW and complaint.answered_on is not None
    return (gone or again) and not without_decision(complaint)


def is_quashed(decision: Decision) -> bool:
    """Statsforvalteren quashed it: nothing stands until a new one is signed (fvl § 34)."""
    return Complaint.objects.filter(quashed_by(), decision=decision).exists()


def formalities_in_order(complaint: Complaint) -> bool:
    """Written and signed, by somebody who may (pbrl §§ 7-2, 7-3)."""
    return complaint.signed and complaint.authority_shown


def lateness_only(complaint: Complaint) -> bool:
    """Nothing but the time it took is complained of: no new decision can mend that."""
    return set(complaint.about) == {Complaint.About.LATENESS}


def without_decision(complaint: Complaint) -> bool:
    """Answered without a new decision: only the time it took is complained of, or a dismissal."""
    return complaint.dismissal_id is not None or lateness_only(complaint)


def waits_for_signature(complaint: Complaint) -> bool:
    """A statement upheld, an owned-up lateness or a reversed dismissal that a physician has not signed."""
    reviewed = complaint.status == Complaint.Status.IN_REVIEW
    if complaint.planned_outcome == UPHELD:
        return reviewed or complaint.status == Complaint.Status.PARTLY_OVERTURNED
    return reviewed and complaint.planned_outcome in CHANGES and without_decision(complaint)
