"""Who writes what about a patient on the way: the institution asks, the assessment unit answers."""

from __future__ import annotations

from django.utils.translation import gettext as _

from referrals.models import Placement, PlacementNote
from referrals.policies.asks import can_see
from referrals.policies.checks import check_can_see
from rve.core.errors import Conflict, NotAllowed
from rve.core.models import Role
from rve.core.policies import Actor

# While the institution has the patient, or is to have.
WITH_THE_PLACE = ("forwarded", "accepted", "scheduled", "started", "interrupted")


def check_can_ask_unit(actor: Actor, placement: Placement) -> None:
    """The institution that has the case."""
    check_can_see(actor, placement)
    own = placement.institution.organisation_id == actor.organisation.pk
    if not (actor.has(Role.INSTITUTION) and own):
        raise NotAllowed(_("Only the institution can do this."))
    _check_with_the_place(placement)


def check_can_answer_place(actor: Actor, question: PlacementNote) -> None:
    """The assessment unit, any of its people, once."""
    placement = question.placement
    check_can_see(actor, placement)
    if not actor.at_rve:
        raise NotAllowed(_("Only the assessment unit can do this."))
    _check_with_the_place(placement)
    if question.answers_id is not None or PlacementNote.objects.filter(answers=question).exists():
        raise Conflict(_("The question is answered already."))


def _check_with_the_place(placement: Placement) -> None:
    if placement.status not in WITH_THE_PLACE:
        raise Conflict(_("The place no longer has the case."))


def can_ask_unit(actor: Actor, placement: Placement) -> bool:
    """As `check_can_ask_unit`, asked."""
    own = placement.institution.organisation_id == actor.organisation.pk and actor.has(Role.INSTITUTION)
    return own and can_see(actor, placement) and placement.status in WITH_THE_PLACE
