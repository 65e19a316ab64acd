"""Who is told of which place: the unit and the practice of every one, an institution of its own."""

from __future__ import annotations

from institutions.models import Institution
from referrals.models import Referral
from rve.core.models import Role
from rve.core.policies import Actor


def sent_by(actor: Actor, case: Referral) -> bool:
    """Whether the caller's organisation referred the patient; one that does both is the sender of its own
    cases alone.
    """
    return actor.has(Role.REFERRER) and case.organisation_id == actor.organisation.pk


def is_told_of(actor: Actor, case: Referral, place: Institution) -> bool:
    """Where a patient went before or after a stay is not for the institution of that stay."""
    own = place.organisation_id is not None and place.organisation_id == actor.organisation.pk
    return own or actor.at_rve or sent_by(actor, case)
