"""The new decision that answers a complaint: never to the complainant's harm, never the same again.

The old one stands until the new one is signed, and then gives way in the same transaction. The place the
patient has stays the patient's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from deltytelser.rules.vocabulary import LEVELS
from referrals.models import Complaint, Decision, Placement, Referral
from referrals.policies import complaint_checks
from referrals.policies.complaint_facts import at_work_on, quashed
from referrals.use_cases import clocks as case_clocks
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
_ALL = frozenset(field for compared in _COMPARED.values() for field in compared)
_REASONS = ("nytte", "ressurs", "alvorlighet", "municipal_help")
_TOLD = {"carry_out": "complaint_carried_out", "decide_anew": "complaint_decided_anew"}


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
    Where they quashed the old one, the new one may say the same again, with reasons of its own.
    """
    old = standing(complaint.referral)
    if complaint.status != Complaint.Status.RETURNED_CHANGED:
        _check_no_harm(old, asked, about=complaint.about)
    _check_place(complaint.referral, asked)
    if quashed(complaint):
        _check_reasoned_anew(old, asked)
        return
    fields = {field for code in complaint.about for field in _COMPARED[_ABOUT(code)]}
    if complaint.status == Complaint.Status.RETURNED_CHANGED:
        fields = set(_ALL)
    if all(_same(old, asked, field) for field in fields):
        raise DomainError(
            _("Nothing that was complained of is changed: uphold the decision instead."), field="outcome"
        )


def _check_reasoned_anew(old: Decision, asked: DecisionInput) -> None:
    same = all(_same(old, asked, field) for field in _ALL)
    if same and all(getattr(old, one).strip() == getattr(asked, one).strip() for one in _REASONS):
        raise DomainError(
            _("Statsforvalteren quashed the decision: the same result needs new reasons."), field="nytte"
        )


def standing(case: Referral) -> Decision:
    """The signed decision, which stands until a new one is signed."""
    return case.decisions.select_related("institution").get(status=Decision.Status.SIGNED)


def _check_no_harm(old: Decision, asked: DecisionInput, *, about: Sequence[str]) -> None:
    """A complaint never costs the complainant what was given (fvl § 34, read for the unit)."""
    if old.outcome == Decision.Outcome.REDIRECTED and asked.outcome == Decision.Outcome.REFUSED:
        raise DomainError(_("A complaint never makes a refusal of what was sent on."), field="outcome")
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
    if not {_ABOUT.RIGHT, _ABOUT.PLACE} & set(about):
        _check_as_much(old, asked)


def _check_as_much(old: Decision, asked: DecisionInput) -> None:
    """Nobody who complains of the time alone is given less of the stay."""
    both = old.level in LEVELS and asked.level in LEVELS
    if both and LEVELS.index(asked.level) < LEVELS.index(old.level):
        raise DomainError(_("The level was not complained of, and is not made lower."), field="level")
    if old.lodging and not asked.lodging:
        raise DomainError(_("The lodging was not complained of, and is not taken away."), field="lodging")


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
    """The complaint ends with the signature of the new decision; partly overturned, its rest is still to be
    sent to Statsforvalteren, whose time is that of the whole (fvl § 33 fourth paragraph).
    """
    complaint = lock_complaint(complaint)
    complaint.referral = row.referral
    verb = _ending(complaint)
    move_complaint(complaint, verb)
    rest = complaint.status == Complaint.Status.PARTLY_OVERTURNED
    complaint.signed_by, complaint.signed_at = by.user, now
    complaint.ended_at = None if rest else now
    save(complaint, now=now)
    if rest:
        case_clocks.meet(row.referral, "complaint_preliminary", complaint=complaint, now=now)
    else:
        answered(complaint, now=now)
    let_go(row.referral, now=now)
    row.complaint = complaint
    if verb in _TOLD:
        note_complaint(complaint, _TOLD[verb], by=by, now=now, decision=str(row.public_id))
    else:
        note_outcome(complaint, str(complaint.status), by=by, now=now)


def _ending(complaint: Complaint) -> str:
    """How a new decision ends it; what Statsforvalteren changed or quashed is no outcome of the unit's."""
    if complaint.status == Complaint.Status.RETURNED_CHANGED:
        return "carry_out"
    if quashed(complaint):
        return "decide_anew"
    partly = complaint.planned_outcome == Complaint.Status.PARTLY_OVERTURNED
    return "overturn_partly" if partly else "overturn"
