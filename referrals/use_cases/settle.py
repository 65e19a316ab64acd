"""The assessor settles the grounds and mends facts; the proposal follows at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from institutions.models import Municipality
from referrals import dotted, policies, provenance
from referrals.models import Proposal, Referral
from referrals.use_cases.alarm import alarm_if_serious
from referrals.use_cases.history import note
from referrals.use_cases.propose import check_facts, propose
from referrals.use_cases.rows import lock_referral, on_places, save
from rve.core.errors import DomainError, NotAllowed
from rve.core.models import Role
from rve.core.policies import Actor

__all__ = ["propose", "put_facts", "settle_facts"]

# What may be settled: everything the rules read, save who the patient is and when the referral came.
SETTLED = frozenset(
    {
        "function_loss",
        "self_care",
        "night_care",
        "goal",
        "municipal_measures",
        "significant_change",
        "event_on",
        "urgency",
        "long_travel",
        "consent",
        "assessed_here_by_choice",
        "existing_right_deadline",
        "diagnoses",
        "earlier_stays",
        "referred_on",
        "patient.municipality",
        "requested.delytelse",
        "requested.level",
        "requested.institution",
    }
)
# What institutions read of the facts.
_AT_PLACES = ("diagnoses", "urgency", "patient")


@transaction.atomic
def settle_facts(
    *, referral: Referral, values: Mapping[str, Any], by: Actor, now: dt.datetime, version: int
) -> Proposal | None:
    """Sets facts by dotted name (null: unknown again), writes who did it, and proposes anew.

    None where the rules still cannot read another fact, which the case's flag names. DomainError names the
    fact that is not one, or whose value the rules refuse; nothing is then changed.
    """
    case = lock_referral(referral, version)
    policies.check_can_settle(by, case)
    put_facts(case, values, by=by, now=now, how=provenance.ASSESSOR)
    check_facts(case, about=values)
    save(case, now=now)
    note(case, "facts_settled", by=by, now=now, facts=dict(values))
    cause = Proposal.Cause.COMPLAINT if case.status == Referral.Status.DECIDED else Proposal.Cause.ASSESSOR
    made = propose(referral=case, cause=cause, by=by, now=now, about=values)
    if "urgency" in values:
        alarm_if_serious(case, now=now)
    return made


def put_facts(case: Referral, values: Mapping[str, Any], *, by: Actor, now: dt.datetime, how: str) -> None:
    """Writes the values and their provenance on the case, not saved yet; DomainError for a
    name that is no fact.
    """
    if values.get("urgency") == "suspected_serious" and by.at_rve and not by.has(Role.PHYSICIAN):
        raise NotAllowed(_("Only a physician can set «suspected serious illness»."), field="urgency")
    facts, marks = dict(case.facts), dict(case.provenance)
    for name, value in values.items():
        if name not in SETTLED and not name.startswith(("needs.", dotted.CONDITION)):
            raise DomainError(_("«{name}» is not a fact that can be settled.").format(name=name), field=name)
        if name.startswith(dotted.CONDITION) and value not in (True, False, None):
            raise DomainError(_("A condition is yes, no or unknown."), field=name)
        facts = dotted.put(facts, name, value)
        marks[name] = provenance.mark(by=by, now=now, how=how)
    if any(facts.get(name) != case.facts.get(name) for name in _AT_PLACES):
        on_places(case, now=now)
    case.facts, case.provenance = facts, marks
    if "patient.municipality" in values:
        case.municipality = Municipality.objects.filter(number=str(values["patient.municipality"])).first()
