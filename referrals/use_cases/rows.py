"""Locking a case's rows, moving them by the tables, and saving them a version on."""

from __future__ import annotations

import datetime as dt

from django.db.models import F
from django.utils.translation import gettext as _

from referrals import states
from referrals.models import Complaint, Decision, Placement, Referral
from rve.core.errors import NotFound, Stale


def _fresh(found: Referral | Placement | Decision | Complaint | None, version: int | None) -> None:
    if found is None:
        raise NotFound(_("There is no such case here."))
    if version is not None and found.version != version:
        raise Stale(_("Somebody changed this since you opened it. Look at it again, then decide."))


def lock_referral(referral: Referral, version: int | None = None) -> Referral:
    """The case as it is now, locked until the transaction ends; Stale when it is not
    the version that was seen.
    """
    rows = Referral.objects.select_for_update(of=("self",)).select_related(
        "region", "organisation", "patient", "referrer", "assessor", "proposal", "details", "municipality"
    )
    found = rows.filter(pk=referral.pk).first()
    _fresh(found, version)
    assert found is not None
    return found


def lock_placement(placement: Placement, version: int | None = None) -> Placement:
    """The placement, its case locked before it."""
    case = lock_referral(placement.referral)
    rows = Placement.objects.select_for_update(of=("self",)).select_related(
        "institution__organisation", "pool", "booking", "queue_entry", "decision"
    )
    found = rows.filter(pk=placement.pk).first()
    _fresh(found, version)
    assert found is not None
    found.referral = case
    return found


def lock_decision(decision: Decision, version: int | None = None) -> Decision:
    """The decision, its case locked before it."""
    case = lock_referral(decision.referral)
    found = (
        Decision.objects.select_for_update(of=("self",))
        .select_related("proposal", "complaint__assignee", "complaint__decision")
        .filter(pk=decision.pk)
        .first()
    )
    _fresh(found, version)
    assert found is not None
    found.referral = case
    return found


def lock_complaint(complaint: Complaint, version: int | None = None) -> Complaint:
    """The complaint, its case locked before it."""
    case = lock_referral(complaint.referral)
    rows = Complaint.objects.select_for_update(of=("self",)).select_related(
        "decision__proposal", "assignee", "dismissal"
    )
    found = rows.filter(pk=complaint.pk).first()
    _fresh(found, version)
    assert found is not None
    found.referral = case
    return found


def move_referral(referral: Referral, verb: str) -> None:
    """The next state by the table; Conflict when the table does not have it. Not saved yet."""
    referral.status = states.step(states.REFERRAL, referral.status, verb).target


def move_placement(placement: Placement, verb: str) -> None:
    placement.status = states.step(states.PLACEMENT, placement.status, verb).target


def move_decision(decision: Decision, verb: str) -> None:
    decision.status = states.step(states.DECISION, decision.status, verb).target


def move_complaint(complaint: Complaint, verb: str) -> None:
    complaint.status = states.step(states.COMPLAINT, complaint.status, verb).target


def save(row: Referral | Placement | Decision | Complaint, *, now: dt.datetime) -> None:
    """Writes the row one version on; the case of a place, a decision or a complaint moves with it."""
    row.version += 1
    if isinstance(row, Referral | Complaint | Placement):
        row.updated_at = now
    row.save()
    if isinstance(row, Placement):
        # Whoever signs has seen the place.
        Decision.objects.filter(pk=row.decision_id).update(version=F("version") + 1)
    if not isinstance(row, Referral):
        move_on(row, now=now)


def move_on(row: Placement | Decision | Complaint, *, now: dt.datetime) -> None:
    """The case a version on: it shows what became of the row, and whoever follows it must see that."""
    on_case(row.referral_id, now=now)
    if type(row)._meta.get_field("referral").is_cached(row):
        row.referral.version += 1
        row.referral.updated_at = now


def on_case(pk: int, *, now: dt.datetime) -> None:
    Referral.objects.filter(pk=pk).update(version=F("version") + 1, updated_at=now)


def on_places(case: Referral, *, now: dt.datetime, **which: object) -> None:
    """The placements that institutions read (or those of them asked for) a version on, where this use case
    has not saved them: something of the case that they show has changed.
    """
    rows = case.placements.filter(forwarded_at__isnull=False, **which).exclude(updated_at=now)
    rows.update(version=F("version") + 1, updated_at=now)
