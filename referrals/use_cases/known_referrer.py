"""Who referred, as one of our users: a system tells a name and an HPR number, a question goes to a person."""

from __future__ import annotations

import datetime as dt

from referrals.models import Referral
from referrals.use_cases.intake_shapes import Intake
from rve.core.models import Organisation, Role, RoleAssignment, User

SENT_BY_SYSTEMS = (Referral.Channel.API, Referral.Channel.MESSAGE)


def user_of(intake: Intake, *, on: dt.date) -> User | None:
    """The user that is named, else of a system's referral the one referrer of the sender's organisation who
    has the HPR number. None where there is none, or several: then nobody gets an e-mail about it.
    """
    if intake.referrer.user is not None:
        return intake.referrer.user
    number, sender = intake.referrer.hpr_number, intake.organisation
    if not number or intake.channel not in SENT_BY_SYSTEMS or sender.kind == Organisation.Kind.RVE:
        return None
    roles = RoleAssignment.objects.in_force(on).filter(organisation=sender, role=Role.REFERRER)
    people = User.objects.filter(hpr_number=number, is_active=True, is_client=False)
    found = list(people.filter(pk__in=roles.values("user_id")).order_by("pk")[:2])
    return found[0] if len(found) == 1 else None
