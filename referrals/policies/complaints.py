"""Complaints: who sees them, and what the server tells each person they can do with one."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import QuerySet

from referrals.models import Complaint
from referrals.policies import complaint_checks as checks
from referrals.policies.complaint_facts import (
    CHANGES,
    IN_TIME,
    IN_WORK,
    UPHELD,
    at_work_on,
    deciders,
    eligible,
    formalities_in_order,
    in_work,
    lateness_only,
    takes_more,
    waits_for_signature,
    without_decision,
)
from referrals.policies.visible import visible_to
from rve.core.errors import DomainError
from rve.core.models import Role
from rve.core.policies import Actor

__all__ = [
    "CHANGES",
    "IN_TIME",
    "IN_WORK",
    "UPHELD",
    "at_work_on",
    "complaint_actions",
    "complaint_states_visible_to",
    "complaints_visible_to",
    "deciders",
    "eligible",
    "formalities_in_order",
    "in_work",
    "lateness_only",
    "takes_more",
    "waits_for_signature",
    "without_decision",
]


def complaints_visible_to(actor: Actor) -> QuerySet[Complaint]:
    """The complaints this person may open: the unit's people, those of the region; nobody else."""
    if not actor.at_rve:
        return Complaint.objects.none()
    return Complaint.objects.filter(referral__region=actor.region)


def complaint_states_visible_to(actor: Actor) -> QuerySet[Complaint]:
    """That there is a complaint, and its state, on the cases this person reads: RVE, and the referrer's own.

    Only reference, state and day of receipt are loaded: what it says stays at the unit.
    """
    if not (actor.at_rve or actor.has(Role.REFERRER)):
        return Complaint.objects.none()
    own = visible_to(actor)
    if not actor.at_rve:
        own = own.filter(organisation=actor.organisation)
    rows = Complaint.objects.filter(referral__in=own)
    return rows.only("reference", "status", "received_on", "referral_id").order_by("-received_on", "-pk")


def _asks(check: Callable[..., None]) -> Callable[..., bool]:
    def can(actor: Actor, *about: object) -> bool:
        try:
            check(actor, *about)
        except DomainError:
            return False
        return True

    can.__name__ = check.__name__.removeprefix("check_")
    return can


can_see_complaint = _asks(checks.check_can_see_complaint)
can_register_complaint = _asks(checks.check_can_register_complaint)
can_add = _asks(checks.check_can_add)
can_ask_formalities = _asks(checks.check_can_ask_formalities)
can_mend = _asks(checks.check_can_mend)
can_judge_lateness = _asks(checks.check_can_judge_lateness)
can_assign = _asks(checks.check_can_assign)
can_plan_outcome = _asks(checks.check_can_plan_outcome)
can_answer_preliminarily = _asks(checks.check_can_answer_preliminarily)
can_uphold = _asks(checks.check_can_uphold)
can_sign_statement = _asks(checks.check_can_sign_statement)
can_send_back_statement = _asks(checks.check_can_send_back_statement)
can_dismiss_as = _asks(checks.check_can_dismiss_as)
can_dismiss = _asks(checks.check_can_dismiss)
can_withdraw_complaint = _asks(checks.check_can_withdraw_complaint)
can_record_answer = _asks(checks.check_can_record_answer)
can_review_again = _asks(checks.check_can_review_again)
can_prepare_anew = _asks(checks.check_can_prepare_anew)
_ACTIONS = {
    "ask_formalities": can_ask_formalities,
    "mend": can_mend,
    "judge_lateness": can_judge_lateness,
    "assign": can_assign,
    "preliminary_answer": can_answer_preliminarily,
    "plan_outcome": can_plan_outcome,
    "prepare": can_prepare_anew,
    "uphold": can_uphold,
    "sign_statement": can_sign_statement,
    "send_back_statement": can_send_back_statement,
    "dismiss": can_dismiss,
    "withdraw": can_withdraw_complaint,
    "add_to": can_add,
    "record_answer": can_record_answer,
    "review_again": can_review_again,
}


def complaint_actions(actor: Actor, complaint: Complaint) -> list[str]:
    """What this person can do with this complaint now, told by the server."""
    return [name for name, can in _ACTIONS.items() if can(actor, complaint)]
