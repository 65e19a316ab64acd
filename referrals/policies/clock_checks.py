"""Who may move a clock, wait for a result, or note what a clock waits for."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from referrals import clocks
from referrals.models import Clock, Placement, Referral
from referrals.policies.checks import check_can_see
from rve.core.errors import Conflict, NotAllowed
from rve.core.models import Role
from rve.core.policies import Actor

SERIOUS = "suspected_serious"
AFTER_STAY = ("follow_up_gp", "follow_up_visit")


def _rve(actor: Actor, referral: Referral) -> None:
    check_can_see(actor, referral)
    if not (actor.at_rve and referral.region_id == actor.organisation.region_id):
        raise NotAllowed(_("Only the assessment unit can do this."))


def check_can_shorten(actor: Actor, referral: Referral) -> None:
    """Suspected serious illness is set on the case, and the case is the actor's, or a physician or team lead
    does it.
    """
    _rve(actor, referral)
    if referral.assessor_id != actor.user.pk and not actor.has(Role.PHYSICIAN, Role.TEAM_LEAD):
        raise NotAllowed(_("Only the case's assessor, a physician or a team lead can shorten the time."))
    if not referral.is_open:
        raise Conflict(_("The case is not being assessed now."))
    if referral.facts.get("urgency") != SERIOUS:
        raise Conflict(
            _(
                "The time is shortened for suspected serious illness."
                " The referrer or a physician sets that first."
            )
        )


def check_can_move_clock(actor: Actor, clock: Clock) -> None:
    """Never the decision's deadline, the patient's time to complain, or what is at once. The assessment's is
    shortened as `check_can_shorten` says; the others by a team lead; an awaited result by its assessor too.
    """
    case = clock.referral
    _rve(actor, case)
    if clock.kind in clocks.NOT_MOVED:
        raise NotAllowed(_not_moved(clock.kind))
    if clock.kind == "assessment":
        check_can_shorten(actor, case)
        return
    own = clock.kind == "awaited_result" and case.assessor_id == actor.user.pk
    if not own and not actor.has(Role.TEAM_LEAD):
        raise NotAllowed(_("Only a team lead can move this day."))


def _not_moved(kind: str) -> str:
    if kind == "start":
        return _("The deadline stands in the decision. Only a new decision, after a complaint, sets another.")
    if kind == "complaint_window":
        return _("The time to complain is the patient's, and is not moved. Judge a late complaint instead.")
    return _("Helfo is contacted at once: this day is not moved.")


def check_can_await_result(actor: Actor, referral: Referral) -> None:
    """Anyone at the unit, while the case is not ended."""
    _rve(actor, referral)
    if referral.status in (Referral.Status.DRAFT, Referral.Status.CLOSED, Referral.Status.WITHDRAWN):
        raise Conflict(_("The case is no longer open."))


def check_can_note_result(actor: Actor, clock: Clock) -> None:
    _rve(actor, clock.referral)
    if clock.kind != "awaited_result" or not clock.running:
        raise Conflict(_("This result is no longer waited for."))


def check_can_note_contact(actor: Actor, referral: Referral) -> None:
    """The unit, for one who waits for a stay."""
    _rve(actor, referral)
    if not referral.clocks.filter(kind="waiting_list", met_at=None, cancelled_at=None).exists():
        raise Conflict(_("The patient is not on the waiting list."))


def check_can_note_follow_up(actor: Actor, placement: Placement, kind: str) -> None:
    """The institution where the stay was, or the unit."""
    check_can_see(actor, placement)
    if kind not in AFTER_STAY or not running_follow_ups(placement).filter(kind=kind).exists():
        raise Conflict(_("This follow-up is noted already, or was never waited for."))


def running_follow_ups(placement: Placement) -> QuerySet[Clock]:
    """The follow-ups after the stay that are not noted yet, as rows."""
    return Clock.objects.filter(placement=placement, kind__in=AFTER_STAY, met_at=None, cancelled_at=None)
