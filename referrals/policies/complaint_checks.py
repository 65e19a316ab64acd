"""Who may do what with a complaint, in sentences: nobody who decided decides again (fvl § 33, new hands)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from referrals import states
from referrals.models import Complaint, Decision, Referral
from referrals.policies.complaint_facts import (
    CHANGES,
    UPHELD,
    deciders,
    formalities_in_order,
    quashed,
    waits_for_signature,
    without_decision,
)
from rve.core.errors import Conflict, DomainError, NotAllowed, NotFound
from rve.core.models import Role, RoleAssignment, User
from rve.core.policies import RVE_ROLES, Actor


def _at_unit(actor: Actor, complaint: Complaint) -> None:
    if not (actor.at_rve and complaint.referral.region_id == actor.region.pk):
        raise NotFound(_("There is no such complaint here."))


def _step(complaint: Complaint, verb: str) -> None:
    if (complaint.status, verb) not in states.COMPLAINT:
        raise Conflict(_("This cannot be done in the state the complaint is in now."))


def check_in_new_hands(actor: Actor, complaint: Complaint) -> None:
    """NotAllowed for whoever prepared, signed or second-read what is complained of."""
    if actor.user.pk in deciders(complaint):
        raise NotAllowed(_("You took part in the decision. Somebody else must handle the complaint."))


def _is_assignee(actor: Actor, complaint: Complaint) -> None:
    if complaint.assignee_id is None:
        raise Conflict(_("Nobody has the complaint yet: assign it first."))
    if complaint.assignee_id != actor.user.pk:
        name = complaint.assignee.name if complaint.assignee else ""
        raise Conflict(_("The complaint is with {name}.").format(name=name))


def check_can_see_complaint(actor: Actor, complaint: Complaint) -> None:
    """NotFound for everyone but the unit of the region."""
    _at_unit(actor, complaint)


def check_can_register_complaint(actor: Actor, referral: Referral) -> None:
    """The unit's own people; a complaint always goes to the one who decided (pbrl § 7-2 first paragraph)."""
    if not (actor.at_rve and referral.region_id == actor.region.pk):
        raise NotFound(_("There is no such case here."))
    if referral.status == Referral.Status.DRAFT:
        raise NotFound(_("There is no such case here."))


def check_can_add(actor: Actor, complaint: Complaint) -> None:
    """Anyone at the unit, as with registering one, until it has ended or gone to Statsforvalteren."""
    _at_unit(actor, complaint)
    _step(complaint, "add")
    _check_not_over(complaint)


def check_can_ask_formalities(actor: Actor, complaint: Complaint) -> None:
    _at_unit(actor, complaint)
    _step(complaint, "ask_formalities")
    check_in_new_hands(actor, complaint)
    if formalities_in_order(complaint):
        raise Conflict(_("Nothing is missing in its form."))


def check_can_mend(actor: Actor, complaint: Complaint) -> None:
    _at_unit(actor, complaint)
    _step(complaint, "mend")


def check_can_judge_lateness(actor: Actor, complaint: Complaint) -> None:
    """One that came late, not yet judged; never after a year (fvl § 31)."""
    _at_unit(actor, complaint)
    if complaint.lateness == Complaint.Lateness.OVER_A_YEAR:
        raise Conflict(
            _("More than a year has passed since the decision: the complaint can only be dismissed.")
        )
    if complaint.lateness != Complaint.Lateness.TO_JUDGE:
        raise Conflict(_("There is no lateness to judge."))
    _step(complaint, "judge_lateness")
    check_in_new_hands(actor, complaint)


def check_can_assign(actor: Actor, complaint: Complaint, to: User | None = None) -> None:
    """A team lead or a physician assigns to anyone who did not decide; an assessor only takes it."""
    _at_unit(actor, complaint)
    _step(complaint, "assign")
    if complaint.ended_at is not None:
        raise Conflict(_("What Statsforvalteren decided is carried out already."))
    leads = actor.has(Role.TEAM_LEAD, Role.PHYSICIAN)
    if not leads and complaint.assignee_id not in (None, actor.user.pk):
        raise NotAllowed(_("A team lead or a physician gives the complaint to another."))
    if not leads and actor.user.pk in deciders(complaint):
        raise NotAllowed(_("You took part in the decision. Somebody else must handle the complaint."))
    if to is not None:
        _check_assignee(actor, complaint, to, leads=leads)


def _check_assignee(actor: Actor, complaint: Complaint, to: User, *, leads: bool) -> None:
    works_here = RoleAssignment.objects.in_force(actor.today).filter(
        user=to, user__is_active=True, organisation=actor.organisation, role__in=RVE_ROLES
    )
    if not works_here.exists():
        raise DomainError(_("{name} does not work at the unit.").format(name=to.name), field="to")
    if to.pk in deciders(complaint):
        text = _("{name} took part in the decision. Choose somebody who did not.")
        raise DomainError(text.format(name=to.name), field="to")
    if not leads and to.pk != actor.user.pk:
        raise NotAllowed(_("A team lead or a physician gives the complaint to another."), field="to")


def check_can_plan_outcome(actor: Actor, complaint: Complaint) -> None:
    """The assignee, while it is in review and nothing waits for a signature."""
    _at_unit(actor, complaint)
    _step(complaint, "plan_outcome")
    check_not_quashed(complaint)
    _is_assignee(actor, complaint)
    check_nothing_waits(complaint)


def check_not_quashed(complaint: Complaint) -> None:
    """Conflict where Statsforvalteren quashed the decision: whatever the result, it is decided anew."""
    if quashed(complaint):
        raise Conflict(_("Statsforvalteren quashed the decision: make a new one."))


def check_nothing_waits(complaint: Complaint) -> None:
    """Conflict while a new decision or a statement waits for a physician."""
    if complaint.new_decisions.filter(status=Decision.Status.PREPARED).exists():
        raise Conflict(_("A new decision waits for a signature. Take it back first."))
    if complaint.planned_outcome == UPHELD:
        raise Conflict(_("The statement waits for a signature. Take it back first."))


def check_can_answer_preliminarily(actor: Actor, complaint: Complaint) -> None:
    """Once, while the complaint is in work (fvl § 11 a second paragraph)."""
    _at_unit(actor, complaint)
    _step(complaint, "preliminary_answer")
    if not complaint.clocks.filter(kind="complaint_preliminary", met_at=None, cancelled_at=None).exists():
        raise Conflict(_("A preliminary answer is sent already."))


def _check_not_over(complaint: Complaint) -> None:
    """The rest of one that was partly overturned is sent or withdrawn once."""
    if complaint.ended_at is not None:
        raise Conflict(_("The complaint is over."))


def check_can_uphold(actor: Actor, complaint: Complaint) -> None:
    _at_unit(actor, complaint)
    _step(complaint, "uphold")
    _check_not_over(complaint)
    check_not_quashed(complaint)
    _is_assignee(actor, complaint)
    check_nothing_waits(complaint)


def check_can_sign_complaint(actor: Actor, complaint: Complaint) -> None:
    """A physician who neither decided what is complained of nor handles the complaint."""
    if not actor.has(Role.PHYSICIAN):
        raise NotAllowed(_("Only a physician can sign."))
    check_in_new_hands(actor, complaint)
    if actor.user.pk == complaint.assignee_id:
        raise NotAllowed(_("You handle the complaint yourself. Another physician must sign."))


def check_can_sign_statement(actor: Actor, complaint: Complaint) -> None:
    """What waits for a signature without a new decision: the statement, or that it took too long."""
    _at_unit(actor, complaint)
    _step(complaint, "sign_statement")
    check_can_sign_complaint(actor, complaint)
    if not waits_for_signature(complaint):
        raise Conflict(_("There is no statement waiting for a signature."))


def check_can_send_back_statement(actor: Actor, complaint: Complaint) -> None:
    _at_unit(actor, complaint)
    _step(complaint, "send_back_statement")
    if not waits_for_signature(complaint):
        raise Conflict(_("There is no statement waiting for a signature."))
    check_in_new_hands(actor, complaint)
    if not actor.has(Role.PHYSICIAN):
        _is_assignee(actor, complaint)


def check_can_dismiss(actor: Actor, complaint: Complaint) -> None:
    _at_unit(actor, complaint)
    _step(complaint, "dismiss")
    check_not_quashed(complaint)
    check_in_new_hands(actor, complaint)
    _check_ground_to_dismiss(actor, complaint)
    check_can_dismiss_as(actor, complaint)


def check_can_dismiss_as(actor: Actor, complaint: Complaint) -> None:
    """To dismiss is to decide: a physician who did not decide before, nor handles the complaint."""
    if not actor.has(Role.PHYSICIAN):
        raise NotAllowed(_("Only a physician dismisses a complaint."))
    check_can_sign_complaint(actor, complaint)


def _check_ground_to_dismiss(actor: Actor, complaint: Complaint) -> None:
    """What can be mended or judged is, before it is held against the complainant (fvl §§ 31, 33)."""
    if complaint.lateness == Complaint.Lateness.OVER_A_YEAR:
        return
    if complaint.lateness == Complaint.Lateness.TO_JUDGE:
        raise Conflict(_("It came late: judge the lateness."))
    if formalities_in_order(complaint):
        return
    asked = complaint.clocks.filter(kind="complaint_formalities", met_at=None, cancelled_at=None).first()
    if asked is None:
        raise Conflict(_("Ask for what is missing first, with time to mend it."))
    if asked.due_on >= actor.today:
        raise Conflict(_("What is missing is asked for, and the time to mend it has not run out."))


def check_can_withdraw_complaint(actor: Actor, complaint: Complaint) -> None:
    _at_unit(actor, complaint)
    _step(complaint, "withdraw")
    check_not_quashed(complaint)
    check_in_new_hands(actor, complaint)
    _check_not_over(complaint)


def check_can_record_answer(actor: Actor, complaint: Complaint) -> None:
    _at_unit(actor, complaint)
    _step(complaint, "answer_upheld")


def check_can_review_again(actor: Actor, complaint: Complaint, to: User | None = None) -> None:
    """After Statsforvalteren sent it back: given to somebody who did not decide."""
    _at_unit(actor, complaint)
    _step(complaint, "review_again")
    _check_not_over(complaint)
    leads = actor.has(Role.TEAM_LEAD, Role.PHYSICIAN)
    if not leads and actor.user.pk in deciders(complaint):
        raise NotAllowed(_("You took part in the decision. Somebody else must handle the complaint."))
    if to is not None:
        _check_assignee(actor, complaint, to, leads=leads)


def check_can_prepare_anew(actor: Actor, complaint: Complaint) -> None:
    """A new decision answers the complaint: by its assignee, its outcome and cause said first."""
    _at_unit(actor, complaint)
    _is_assignee(actor, complaint)
    if complaint.dismissal_id is not None:
        raise Conflict(_("A dismissal is complained of: a new decision cannot mend that."))
    if complaint.decision_id is None or without_decision(complaint):
        raise Conflict(_("Only the time it took is complained of: a new decision cannot mend that."))
    if complaint.status == Complaint.Status.RETURNED_CHANGED and complaint.ended_at is None:
        return
    if complaint.status != Complaint.Status.IN_REVIEW:
        raise Conflict(_("The complaint is not in review."))
    if complaint.planned_outcome not in CHANGES and not quashed(complaint):
        raise Conflict(_("Say first what becomes of the complaint, and why."))
