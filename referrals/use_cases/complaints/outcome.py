"""What becomes of the complaint, said before the new decision is prepared."""

from __future__ import annotations

import datetime as dt
import json

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from referrals import clocks, dotted
from referrals.models import Complaint
from referrals.policies import complaint_checks as policies
from referrals.policies.complaint_facts import CHANGES
from referrals.use_cases import clocks as case_clocks
from referrals.use_cases.history import note_complaint
from referrals.use_cases.letters import write_letter
from referrals.use_cases.rows import lock_complaint, move_complaint, save
from referrals.use_cases.settle import SETTLED
from rve.core.errors import DomainError
from rve.core.policies import Actor

# The stage of the rules that says whether there is a right.
_RIGHT = 3


@transaction.atomic
def plan_outcome(
    *,
    complaint: Complaint,
    outcome: str,
    cause: str = "",
    cause_text: str = "",
    caught_by: str = "",
    by: Actor,
    now: dt.datetime,
    version: int,
) -> Complaint:
    """Overturned or partly, with its cause and the fact whose question would have caught it; then `prepare`.

    Upheld is not planned: `uphold` takes the statement.
    """
    row = lock_complaint(complaint, version)
    policies.check_can_plan_outcome(by, row)
    if outcome not in CHANGES or (row.dismissal_id is not None and outcome != CHANGES[0]):
        raise DomainError(_("Choose whether all or part of the decision is changed."), field="outcome")
    if cause not in Complaint.Cause.values:
        raise DomainError(_("Choose why the decision is changed."), field="cause")
    fact = caught_by.strip()
    if fact and fact not in SETTLED and not fact.startswith(("needs.", dotted.CONDITION)):
        raise DomainError(
            _("«{name}» is not a fact that is asked about.").format(name=fact), field="caught_by"
        )
    move_complaint(row, "plan_outcome")
    row.planned_outcome, row.cause = outcome, cause
    row.cause_text, row.caught_by = cause_text.strip(), fact[:60]
    save(row, now=now)
    note_complaint(
        row,
        "complaint_planned",
        by=by,
        now=now,
        reason=row.cause_text,
        outcome=outcome,
        cause=cause,
        caught_by=row.caught_by,
    )
    return row


@transaction.atomic
def preliminary_answer(
    *, complaint: Complaint, by: Actor, now: dt.datetime, version: int, reason: str = ""
) -> Complaint:
    """Tells that the answer takes more than a month, why, and when it can be expected (fvl § 11 a)."""
    row = lock_complaint(complaint, version)
    policies.check_can_answer_preliminarily(by, row)
    case_clocks.meet(row.referral, "complaint_preliminary", complaint=row, now=now)
    save(row, now=now)
    note_complaint(row, "complaint_preliminary", by=by, now=now, reason=reason.strip())
    write_letter(
        kind="preliminary_answer",
        referral=row.referral,
        decision=row.decision,
        complaint=row,
        by=by,
        now=now,
        extra={"reason": reason.strip()},
    )
    return row


def note_outcome(row: Complaint, outcome: str, *, by: Actor, now: dt.datetime) -> None:
    """The event all statistics of outcomes are made from; rows: of the decision complained of."""
    decision, case = row.decision, row.referral
    today = timezone.localdate(now, clocks.OSLO)
    note_complaint(
        row,
        "complaint_outcome",
        by=by,
        now=now,
        reason=row.cause_text if outcome in CHANGES else "",
        outcome=outcome,
        cause=row.cause if outcome in CHANGES else "",
        caught_by=row.caught_by if outcome in CHANGES else "",
        rows=deciding_rows(row),
        delytelse=decision.delytelse if decision else case.delytelse,
        municipality=case.municipality.number if case.municipality else "",
        days=(today - row.received_on).days,
    )


def deciding_rows(row: Complaint) -> list[str]:
    """The rows of the rules that gave or refused the right in the proposal behind the decision."""
    if row.decision is None:
        return []
    trace = json.loads(row.decision.proposal.content)["trace"]
    return sorted({one["row"] for one in trace if one["stage"] == _RIGHT})
