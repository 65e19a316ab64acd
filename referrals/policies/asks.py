"""`can_…` asks what `check_can_…` refuses, and what the server tells each person they can do."""

from __future__ import annotations

from collections.abc import Callable

from referrals.models import Placement, Referral
from referrals.policies import checks
from rve.core.errors import DomainError
from rve.core.policies import Actor


def _asks(check: Callable[..., None]) -> Callable[..., bool]:
    def can(actor: Actor, *about: object) -> bool:
        try:
            check(actor, *about)
        except DomainError:
            return False
        return True

    can.__name__ = check.__name__.removeprefix("check_")
    return can


can_see = _asks(checks.check_can_see)
can_refer = _asks(checks.check_can_refer)
can_register = _asks(checks.check_can_register)
can_write_draft = _asks(checks.check_can_write_draft)
can_claim = _asks(checks.check_can_claim)
can_put_back = _asks(checks.check_can_put_back)
can_reassign = _asks(checks.check_can_reassign)
can_settle = _asks(checks.check_can_settle)
can_ask = _asks(checks.check_can_ask)
can_answer = _asks(checks.check_can_answer)
can_prepare = _asks(checks.check_can_prepare)
can_second_read = _asks(checks.check_can_second_read)
can_sign = _asks(checks.check_can_sign)
can_send_back = _asks(checks.check_can_send_back)
can_withdraw = _asks(checks.check_can_withdraw)
can_reroute = _asks(checks.check_can_reroute)
can_handle = _asks(checks.check_can_handle)
can_give_week = _asks(checks.check_can_give_week)
can_note_helfo = _asks(checks.check_can_note_helfo)

_ON_REFERRAL = {
    "submit": can_write_draft,
    "delete": can_write_draft,
    "claim": can_claim,
    "put_back": can_put_back,
    "reassign": can_reassign,
    "settle": can_settle,
    "ask": can_ask,
    "phone": can_settle,
    "prepare": can_prepare,
    "second_read": can_second_read,
    "sign": can_sign,
    "send_back": can_send_back,
    "withdraw": can_withdraw,
    "reroute": can_reroute,
}
_ON_PLACEMENT = ("accept", "decline", "schedule", "start", "interrupt", "discharge")


def allowed_actions(actor: Actor, case: Referral | Placement) -> list[str]:
    """What this person can do with this case now, for pages and API: told by the server, never guessed."""
    if isinstance(case, Referral):
        actions = [name for name, can in _ON_REFERRAL.items() if can(actor, case)]
        waiting = (one for one in case.questions.all() if one.answered_at is None)
        open_question = next((one for one in waiting if one.withdrawn_at is None), None)
        return [*actions, "answer"] if open_question and can_answer(actor, open_question) else actions
    verbs = [verb for verb in _ON_PLACEMENT if can_handle(actor, case, verb)]
    return ["resume" if verb == "start" and case.status == "interrupted" else verb for verb in verbs]
