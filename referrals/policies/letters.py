"""Who writes in a letter before it is sent."""

from __future__ import annotations

from django.utils.translation import gettext as _

from referrals.models import Referral
from referrals.policies.checks import check_can_see
from rve.core.errors import Conflict, NotAllowed
from rve.core.policies import Actor


def check_can_write_letter(actor: Actor, referral: Referral) -> None:
    """The unit's own people, on a case that was received and not withdrawn."""
    check_can_see(actor, referral)
    if not (actor.at_rve and referral.region_id == actor.organisation.region_id):
        raise NotAllowed(_("Only the assessment unit can do this."))
    if referral.status in (Referral.Status.DRAFT, Referral.Status.WITHDRAWN):
        raise Conflict(_("No letter is written in this case."))
