"""The new decision that answers a complaint: never to the complainant's harm, never the same again.

The old one stands until the new one is signed, and then gives way in the same transaction. The place the
patient has stays the patient's.
"""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from referrals.models import Complaint, Decision, Placement, Referral
from referrals.policies import complaint_checks
from referrals.policies.complaint_facts import at_work_on
from referrals.use_cases.complaints.ends import answered, let_go
from referrals.use_cases.complaints.outcome import note_outcome
from referrals.use_cases.departures import DecisionInput
from referrals.use_cases.history import note_complaint
from referrals.use_cases.places import live_placement
from referrals.use_cases.rows import lock_complaint, move_complaint, move_decision, save
from rve.core.dates import short_date
from rve.core.errors import DomainError
from rve.core.policies import Actor

BEGUN = (Placement.Status.STARTED, Placement.Status.INTERRUPTED)
_ABOUT = Complaint.About
_COMPARED = {
    _ABOUT.RIGHT: ("outcome", "delytelse", "level", "lodging", "redirect_to"),
    _ABOUT.DEADLINE: ("outcome", "start_deadline"),
    _ABOUT.PLACE: ("outcome", "institution", "level", "lodging"),
    _ABOUT.LATENESS: (),
}


def complaint_for(case: Referral, by: Actor) -> Complaint | None:
    """The complaint this person decides anew for, locked; None for a first decision."""
    if case.status != Referral.Status.DECIDED:
        return None
    found = at_work_on(case, by.user)
    if found is None:
        return None
    row = lock_complaint(found)
    row.referral = case
    complaint_checks.check_can_prepare_anew(by, row)
    return row


def check_new(complaint: Complaint, asked: DecisionInput) -> None:
    """DomainError for a new decision to the complainant's harm, or equal to the old in all complained of.

    What Statsforvalteren changed is carried out as they said: only that something changes is asked of it.
    """
    old = standing(complaint.referral)
    if complaint.status != Complaint.Status.RETURNED_CHANGED:
        _check_no_harm(old, asked)
    _check_place(complaint.referral, asked)
    fields = {field for code in complaint.about for field in _COMPARED[_ABOUT(code)]}
    if complaint.status == Complaint.Status.RETURNED_CHANGED:
        fields = {field for compared in _COMPARED.values() for field in compared}
    if all(_same(old, asked, field) for field in fields):
        raise DomainError(
            _("Nothing that was complained of is changed: uphold the decision instead."), field="outcome"
        )


def standing(case: Referral) -> Decision:
    """The signed decision, which stands until a new one is signed."""
    return case.decisions.select_related("institution").get(status=Decision.Status.SIGNED)


def _check_no_harm(old: Decision, asked: DecisionInput) -> None:
    """A complaint never costs the complainant what was granted (fvl § 34, read for the unit)."""
    if old.outcome != Decision.Outcome.GRANTED:
        return
    if asked.outcome != Decision.Outcome.GRANTED:
        raise DomainError(
            _("A right that was granted is not taken away because of a complaint."), field="outcome"
        )
    latest, new = old.start_deadline, asked.start_deadline
    if latest is not None and new is not None and new > latest:
        text = _("A complaint never makes the deadline later than {day}.")
        raise DomainError(text.format(day=short_date(latest)), field="start_deadline")


def _check_place(case: Referral, asked: DecisionInput) -> None:
    live = live_placement(case)
    if live is None or live.status not in BEGUN or not asked.institution:
        return
    if asked.institution != live.institution.kode:
        text = _("The stay at {name} has begun: another place cannot be chosen.")
        raise DomainError(text.format(name=live.institution.name), field="institution")


def _same(old: Decision, asked: DecisionInput, field: str) -> bool:
    granted = asked.outcome == Decision.Outcome.GRANTED
    if field == "institution":
        kode = old.institution.kode if old.institution else None
        return not (granted and asked.institution) or asked.institution == kode
    if field in ("level", "lodging", "start_deadline") and not granted:
        return True
    if field == "redirect_to" and asked.outcome != Decision.Outcome.REDIRECTED:
        return True
    if field == "delytelse" and not asked.delytelse:
        return True
    return bool(getattr(old, field) == getattr(asked, field))


def replace_old(row: Decision, *, by: Actor, now: dt.datetime) -> Decision:
    """The old decision gives way: in the transaction, and before the row, of the new one's signature."""
    old = standing(row.referral)
    move_decision(old, "supersede")
    old.superseded_at = now
    save(old, now=now)
    return old


def other_place(old: Decision, new: Decision, live: Placement) -> bool:
    """Whether the new decision cannot be met by the place the patient has; never once the stay has begun."""
    if live.status in BEGUN:
        return False
    if new.institution_id is not None and new.institution_id != live.institution_id:
        return True
    if not live.pool.delytelser.filter(code=new.delytelse).exists():
        return True
    return new.level != old.level and new.level != live.level


def finish(row: Decision, complaint: Complaint, *, by: Actor, now: dt.datetime) -> None:
    """The complaint ends with the signature of the new decision."""
    complaint = lock_complaint(complaint)
    complaint.referral = row.referral
    carried = complaint.status == Complaint.Status.RETURNED_CHANGED
    partly = complaint.planned_outcome == Complaint.Status.PARTLY_OVERTURNED
    move_complaint(complaint, "carry_out" if carried else "overturn_partly" if partly else "overturn")
    complaint.signed_by, complaint.signed_at, complaint.ended_at = by.user, now, now
    save(complaint, now=now)
    answered(complaint, now=now)
    let_go(row.referral, now=now)
    row.complaint = complaint
    if carried:
        note_complaint(complaint, "complaint_carried_out", by=by, now=now, decision=str(row.public_id))
    else:
        note_outcome(complaint, str(complaint.status), by=by, now=now)
