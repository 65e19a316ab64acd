"""`check_can_…` raises with a sentence a user can read. Another tenant's case is «not found»."""

from __future__ import annotations

from django.utils.translation import gettext as _

from referrals import states
from referrals.models import Complaint, Decision, Placement, Question, Referral
from referrals.policies import complaint_checks
from referrals.policies.complaint_facts import at_work_on, in_work
from referrals.policies.visible import AT_INSTITUTION, visible_to
from rve.core.errors import Conflict, NotAllowed, NotFound
from rve.core.models import Role
from rve.core.policies import Actor

IN_WORK = (Referral.Status.IN_ASSESSMENT, Referral.Status.AWAITING_INFORMATION)
DONE = (Referral.Status.DECIDED, Referral.Status.CLOSED)
SENT_BY_REFERRERS = (Referral.Channel.FORM, Referral.Channel.API, Referral.Channel.MESSAGE)


def _in_region(actor: Actor, referral: Referral) -> bool:
    if not (actor.at_rve and referral.region_id == actor.organisation.region_id):
        return False
    return referral.status != Referral.Status.DRAFT or referral.organisation_id == actor.organisation.pk


def _at_practice(actor: Actor, referral: Referral) -> bool:
    return actor.has(Role.REFERRER) and referral.organisation_id == actor.organisation.pk


def _at_place(actor: Actor, placement: Placement) -> bool:
    own = placement.institution.organisation_id == actor.organisation.pk
    return actor.has(Role.INSTITUTION) and own and placement.status in AT_INSTITUTION


def check_can_see(actor: Actor, case: Referral | Placement) -> None:
    """NotFound for a case that is not this person's to read."""
    if isinstance(case, Placement):
        seen = _in_region(actor, case.referral) or _at_place(actor, case)
    else:
        seen = _in_region(actor, case) or _at_practice(actor, case)
        seen = seen or (actor.has(Role.INSTITUTION) and visible_to(actor).filter(pk=case.pk).exists())
    if not seen:
        raise NotFound(_("There is no such case here."))


def _rve(actor: Actor, referral: Referral) -> None:
    check_can_see(actor, referral)
    if not _in_region(actor, referral):
        raise NotAllowed(_("Only the assessment unit can do this."))


def _step(referral: Referral, verb: str) -> states.Transition:
    return states.step(states.REFERRAL, referral.status, verb)


def _holds(actor: Actor, referral: Referral) -> None:
    if referral.assessor_id == actor.user.pk:
        return
    if referral.assessor is None:
        raise Conflict(_("Take the case first."))
    raise Conflict(_("The case is with {name}. Take it over first.").format(name=referral.assessor.name))


def _in_work(referral: Referral) -> None:
    if referral.status not in IN_WORK:
        raise Conflict(_("The case is not being assessed now."))


def _anew(actor: Actor, referral: Referral) -> Complaint:
    """The complaint this person decides a decided case anew for; nothing else changes a decision."""
    found = at_work_on(referral, actor.user)
    if found is None:
        other = in_work(referral)
        if other is not None and other.assignee is not None:
            raise Conflict(_("The complaint is with {name}.").format(name=other.assignee.name))
        raise Conflict(_("The letter has gone: only a complaint or a new referral can change the decision."))
    if any(one.status == Decision.Status.PREPARED for one in referral.decisions.all()):
        raise Conflict(_("A decision is prepared already, and waits for a signature."))
    return found


def _verb(decision: Decision, verb: str) -> str:
    return verb if decision.complaint_id is None else f"{verb}_anew"


def check_can_refer(actor: Actor) -> None:
    if not actor.has(Role.REFERRER) and not actor.at_rve:
        raise NotAllowed(_("Only a referrer can write a referral."))


def check_can_register(actor: Actor) -> None:
    """RVE's own door: paper, phone, forwarded."""
    if not actor.at_rve:
        raise NotAllowed(_("Only the assessment unit can register a referral."))


def check_can_take_in(actor: Actor, channel: str) -> None:
    """By form, by a system and by message a referrer sends; paper, phone and forwarded are the unit's own."""
    if channel in SENT_BY_REFERRERS:
        check_can_refer(actor)
    else:
        check_can_register(actor)


def check_can_write_draft(actor: Actor, referral: Referral) -> None:
    check_can_see(actor, referral)
    if referral.organisation_id != actor.organisation.pk:
        raise NotFound(_("There is no such case here."))
    if referral.status != Referral.Status.DRAFT:
        raise Conflict(_("The referral is sent already."))


def check_can_claim(actor: Actor, referral: Referral) -> None:
    _rve(actor, referral)
    _step(referral, "claim")
    if referral.assessor_id == actor.user.pk:
        raise Conflict(_("The case is yours already."))


def check_can_put_back(actor: Actor, referral: Referral) -> None:
    _rve(actor, referral)
    _step(referral, "put_back")
    if not actor.has(Role.TEAM_LEAD):
        _holds(actor, referral)


def check_can_reassign(actor: Actor, referral: Referral) -> None:
    _rve(actor, referral)
    if not referral.is_open:
        raise Conflict(_("The case is no longer open."))
    if not actor.has(Role.TEAM_LEAD):
        _holds(actor, referral)


def check_can_settle(actor: Actor, referral: Referral) -> None:
    _rve(actor, referral)
    if referral.status in DONE:
        _anew(actor, referral)
        return
    _in_work(referral)
    _holds(actor, referral)


def check_can_ask(actor: Actor, referral: Referral) -> None:
    check_can_settle(actor, referral)
    _step(referral, "ask")


def check_can_answer(actor: Actor, question: Question) -> None:
    """The referrer's organisation, or RVE for one who answered by phone or letter."""
    referral = question.referral
    check_can_see(actor, referral)
    if not (_at_practice(actor, referral) or _in_region(actor, referral)):
        raise NotAllowed(_("Only the referrer can answer."))
    if not referral.is_open and referral.status != Referral.Status.DECIDED:
        raise Conflict(_("The case is no longer open for answers."))
    if question.answered_at is not None or question.withdrawn_at is not None:
        raise Conflict(_("The question is answered already."))


def check_can_prepare(actor: Actor, referral: Referral) -> None:
    _rve(actor, referral)
    if referral.status == Referral.Status.AWAITING_SIGNATURE:
        raise Conflict(_("A decision is prepared already, and waits for a signature."))
    if referral.status in DONE:
        complaint_checks.check_can_prepare_anew(actor, _anew(actor, referral))
        return
    _step(referral, "prepare")
    _holds(actor, referral)


def _prepared(referral: Referral) -> Decision:
    prepared = (one for one in referral.decisions.all() if one.status == Decision.Status.PREPARED)
    decision = next(prepared, None)
    if decision is None:
        raise Conflict(_("There is no decision waiting for a signature."))
    return decision


def check_can_second_read(actor: Actor, referral: Referral) -> None:
    _rve(actor, referral)
    decision = _prepared(referral)
    if not decision.thin_grounds:
        raise Conflict(_("This decision needs no second reader."))
    if decision.second_reader_id is not None:
        raise Conflict(_("The decision has been read by a second person already."))
    if decision.prepared_by_id == actor.user.pk:
        raise NotAllowed(_("Somebody else than the one who prepared it must read it."))
    if decision.complaint is not None:
        complaint_checks.check_in_new_hands(actor, decision.complaint)


def check_can_leave_out_parents(actor: Actor, referral: Referral) -> None:
    """Anyone at the unit: what is known of the family comes by phone to whoever answers."""
    _rve(actor, referral)
    if referral.status in (Referral.Status.DRAFT, Referral.Status.WITHDRAWN):
        raise Conflict(_("The case is no longer open."))


def check_can_sign(actor: Actor, referral: Referral) -> None:
    """Only a physician signs (prioriteringsforskriften § 4 with comment)."""
    _rve(actor, referral)
    if not actor.has(Role.PHYSICIAN):
        raise NotAllowed(_("Only a physician can sign."))
    decision = _prepared(referral)
    _step(referral, _verb(decision, "sign"))
    if decision.complaint is not None:
        complaint_checks.check_can_sign_complaint(actor, decision.complaint)
    if decision.thin_grounds and decision.second_reader_id is None:
        raise Conflict(_("A refusal on thin grounds must be read by a second person first."))
    if decision.proposal_id != referral.proposal_id:
        raise Conflict(
            _("New information came after the decision was prepared. Send it back, so that it is weighed.")
        )


def check_can_send_back(actor: Actor, referral: Referral) -> None:
    """A physician, or the assessor who wants it back."""
    _rve(actor, referral)
    decision = _prepared(referral)
    _step(referral, _verb(decision, "send_back"))
    if decision.complaint is not None:
        complaint_checks.check_in_new_hands(actor, decision.complaint)
    if actor.has(Role.PHYSICIAN):
        return
    if decision.complaint is None:
        _holds(actor, referral)
    elif decision.complaint.assignee_id != actor.user.pk:
        name = decision.complaint.assignee.name if decision.complaint.assignee else ""
        raise Conflict(_("The complaint is with {name}.").format(name=name))


def check_can_withdraw(actor: Actor, referral: Referral) -> None:
    check_can_see(actor, referral)
    if not (_at_practice(actor, referral) or _in_region(actor, referral)):
        raise NotAllowed(_("Only the referrer or the assessment unit can withdraw a referral."))
    _step(referral, "withdraw")
    complaint = next((one for one in referral.complaints.all() if one.ended_at is None), None)
    if complaint is not None:
        text = _("Complaint {reference} is not finished: it must be withdrawn or ended first.")
        raise Conflict(text.format(reference=complaint.reference))
    if _has_begun(referral):
        raise Conflict(_("The stay has begun: the institution ends it with a discharge."))


def _has_begun(referral: Referral) -> bool:
    return any(one.status in ("started", "interrupted") for one in referral.placements.all())


def check_can_reroute(actor: Actor, referral: Referral) -> None:
    _rve(actor, referral)
    _step(referral, "reroute")
    granted = Decision.Outcome.GRANTED
    signed = (one for one in referral.decisions.all() if one.status == Decision.Status.SIGNED)
    if not any(one.outcome == granted for one in signed):
        raise Conflict(_("There is no signed right to find a place for."))
    if _has_begun(referral):
        raise Conflict(_("The stay has begun."))


def check_can_handle(actor: Actor, placement: Placement, verb: str) -> None:
    """What the institution does with a placement: accept, decline, schedule, start, interrupt, discharge."""
    check_can_see(actor, placement)
    if not _at_place(actor, placement):
        raise NotAllowed(_("Only the institution can do this."))
    states.step(states.PLACEMENT, placement.status, verb)


def check_can_give_week(actor: Actor, placement: Placement) -> None:
    """The institution itself, or RVE."""
    check_can_see(actor, placement)
    if not (_at_place(actor, placement) or _in_region(actor, placement.referral)):
        raise NotAllowed(_("Only the institution can do this."))


def check_can_note_helfo(actor: Actor, referral: Referral) -> None:
    _rve(actor, referral)
    if referral.status != Referral.Status.DECIDED:
        raise Conflict(_("There is no signed right with a deadline."))
