"""What this token's next request may do with a case, told by the server from rows that are at hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from referrals import states
from referrals.api.questions_shown import open_questions
from referrals.models import Decision, Referral
from referrals.policies.checks import DONE, IN_WORK
from referrals.policies.complaint_facts import DECIDED_ANEW
from rve.core.api.caller import Caller
from rve.core.models import Role

FREE = (Referral.Status.RECEIVED, *IN_WORK)


def allowed_actions(caller: Caller, case: Any) -> list[str]:
    """`case` as from `find_whole`: no more queries."""
    return [name for name, (scope, may) in _ACTIONS.items() if caller.may(scope) and may(caller, case)]


def _sends(caller: Caller, case: Any) -> bool:
    """The referrer's organisation, or the unit."""
    actor = caller.actor
    own = actor.has(Role.REFERRER) and case.organisation_id == actor.organisation.pk
    return own or (actor.at_rve and case.region_id == actor.region.pk)


def _answer(caller: Caller, case: Any) -> bool:
    going_on = case.is_open or case.status == Referral.Status.DECIDED
    return going_on and _sends(caller, case) and bool(open_questions(case, language="nb"))


def _attach(caller: Caller, case: Any) -> bool:
    return case.is_open and _sends(caller, case)


def _withdraw(caller: Caller, case: Any) -> bool:
    begun = any(one.status in ("started", "interrupted") for one in case.all_placements)
    complained = any(one.ended_at is None for one in case.all_complaints)
    possible = (case.status, "withdraw") in states.REFERRAL
    return possible and _sends(caller, case) and not (begun or complained)


def _in_hand(caller: Caller, case: Any) -> bool:
    """Nobody has the case, or the caller; a decided one only by a complaint that the caller decides anew."""
    if not caller.actor.at_rve:
        return False
    user = caller.actor.user.pk
    if case.status in DONE:
        mine = [one for one in case.all_complaints if one.assignee_id == user and one.ended_at is None]
        return any(one.status in DECIDED_ANEW for one in mine) and _prepared(case) is None
    return case.status in FREE and case.assessor_id in (None, user)


def _prepare(caller: Caller, case: Any) -> bool:
    return _in_hand(caller, case) and case.status not in DONE and case.proposal_id is not None


def _prepared(case: Any) -> Decision | None:
    found = (one for one in case.all_decisions if one.status == Decision.Status.PREPARED)
    return next(found, None)


def _sign(caller: Caller, case: Any) -> bool:
    waits = _prepared(case)
    if waits is None or not (caller.is_person and caller.actor.at_rve and caller.actor.has(Role.PHYSICIAN)):
        return False
    read = waits.second_reader_id is not None or not waits.thin_grounds
    return read and waits.proposal_id == case.proposal_id


def _complain(caller: Caller, case: Any) -> bool:
    """Somebody's complaint is registered by the unit."""
    return caller.actor.at_rve and case.status in DONE


_ACTIONS: dict[str, tuple[str, Callable[[Caller, Any], bool]]] = {
    "answer": ("referrals:write", _answer),
    "attach": ("referrals:write", _attach),
    "withdraw": ("referrals:write", _withdraw),
    "settle": ("assessments:write", _in_hand),
    "prepare": ("decisions:prepare", _prepare),
    "sign": ("decisions:sign", _sign),
    "complain": ("complaints:write", _complain),
}
