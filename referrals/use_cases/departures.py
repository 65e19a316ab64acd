"""Where a decision departs from its proposal, and what it must hold to be one."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from deltytelser.models import Delytelse
from institutions.models import Level
from referrals.models import Decision, Proposal, Referral
from rve.core.errors import DomainError
from rve.core.models import CodedReason


@dataclass(frozen=True, slots=True)
class DecisionInput:
    """What the assessor decides. `level`: inpatient, day, outpatient; `week`: a Monday, None
    for the first free place.

    `pool_id`: key or public id of a pool, None for the institution's own that fits.
    """

    outcome: str
    nytte: str = ""
    ressurs: str = ""
    alvorlighet: str = ""
    delytelse: str = ""
    level: str = ""
    lodging: bool = False
    start_deadline: dt.date | None = None
    institution: str | None = None
    pool_id: Any = None
    week: dt.date | None = None
    redirect_to: str = ""
    municipal_help: str = ""
    override_code: str = ""
    override_text: str = ""


def departs(proposal: Proposal, decision: DecisionInput) -> list[str]:
    """Which of outcome, delytelse, level, deadline differ from the proposal. Shortening
    the deadline does not count.

    A proposal that leaves the outcome to a person (manual) is not departed from by
    deciding; an incomplete one is.
    """
    found = []
    if proposal.outcome not in (decision.outcome, "manual"):
        found.append("outcome")
    if decision.outcome == Decision.Outcome.REDIRECTED:
        return found
    if proposal.delytelse and decision.delytelse != proposal.delytelse:
        found.append("delytelse")
    if decision.outcome == Decision.Outcome.GRANTED:
        if proposal.level and decision.level != proposal.level:
            found.append("level")
        latest = proposal.start_deadline
        if latest is not None and decision.start_deadline is not None and decision.start_deadline > latest:
            found.append("start_deadline")
    return found


def on_thin_grounds(proposal: Proposal, decision: DecisionInput) -> bool:
    """A refusal while facts that the refusing rules read, or that would decide, are not known by anybody."""
    if decision.outcome != Decision.Outcome.REFUSED:
        return False
    return bool(proposal.missing or json.loads(proposal.content)["unknown"])


def _need(present: object, field: str, message: str) -> None:
    if not present:
        raise DomainError(message, field=field)


def check_whole(case: Referral, decision: DecisionInput) -> None:
    """DomainError at the field that is missing or makes no sense for the outcome."""
    if decision.outcome not in Decision.Outcome.values:
        raise DomainError(_("Choose an outcome."), field="outcome")
    if decision.outcome == Decision.Outcome.REDIRECTED:
        _need(decision.redirect_to, "redirect_to", _("Say where the referral is sent on to."))
        return
    _need(decision.nytte.strip(), "nytte", _("Write the expected benefit in words."))
    _need(decision.ressurs.strip(), "ressurs", _("Write the resources against the benefit in words."))
    _need(decision.alvorlighet.strip(), "alvorlighet", _("Write the severity in words."))
    if decision.outcome == Decision.Outcome.GRANTED:
        _check_granted(case, decision)


def _check_granted(case: Referral, decision: DecisionInput) -> None:
    known = Delytelse.objects.filter(region=case.region, code=decision.delytelse)
    _need(known.exists(), "delytelse", _("Choose a delytelse."))
    _need(decision.level in (Level.INPATIENT, Level.DAY, Level.OUTPATIENT), "level", _("Choose a level."))
    _need(decision.start_deadline, "start_deadline", _("Set the latest day of start."))
    receipt = case.first_received_on or case.received_on
    assert decision.start_deadline is not None and receipt is not None
    if decision.start_deadline < receipt:
        raise DomainError(_("The latest start cannot be before the receipt."), field="start_deadline")


def check_municipal_help(proposal: Proposal, decision: DecisionInput) -> None:
    """A refusal because it is the municipality's responsibility must say which help makes that responsible.

    Only a proposal that refuses on benefit or resources alone lets it be left out.
    """
    if decision.outcome != Decision.Outcome.REFUSED or decision.municipal_help.strip():
        return
    tests = {one["test"] for one in json.loads(proposal.content)["trace"] if one["stage"] == 3}
    if proposal.outcome != "refused" or "ansvar" in tests:
        raise DomainError(
            _("Say which help the municipality gives that makes the refusal responsible."),
            field="municipal_help",
        )


def override_reason(
    case: Referral, decision: DecisionInput, departures: list[str], on: dt.date
) -> CodedReason | None:
    """The coded reason of a departure, if there is one; DomainError where code or words are missing."""
    if not departures:
        return None
    _need(
        decision.override_code, "override_code", _("The decision departs from the proposal: choose a reason.")
    )
    _need(
        decision.override_text.strip(), "override_text", _("Say in words why you depart from the proposal.")
    )
    reasons = CodedReason.objects.filter(
        region=case.region, kind=CodedReason.Kind.OVERRIDE, code=decision.override_code, valid_from__lte=on
    )
    found = reasons.first()
    if found is None or (found.valid_to is not None and found.valid_to <= on):
        raise DomainError(_("Choose one of the reasons."), field="override_code")
    return found
