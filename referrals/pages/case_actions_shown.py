"""Which actions the page offers, as the policies tell, and in words why one is not possible."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from referrals import policies
from referrals.models import Referral
from referrals.queries import case as queries
from rve.core.errors import DomainError
from rve.core.models import CodedReason
from rve.core.policies import Actor

_CHECKS: dict[str, Callable[[Actor, Referral], None]] = {
    "settle": policies.check_can_settle,
    "ask": policies.check_can_ask,
    "prepare": policies.check_can_prepare,
}


def why_not(action: str, actor: Actor, referral: Referral) -> str:
    """The sentence of the policy that stands in the way; empty where nothing does."""
    if referral.is_open and referral.assessor_id is None:
        return _("Take the case first.")
    try:
        _CHECKS[action](actor, referral)
    except DomainError as error:
        return error.message
    return ""


def actions(actor: Actor, referral: Referral, around: queries.Around, allowed: list[str]) -> dict[str, Any]:
    """The choices behind the actions: colleagues and coded reasons, only where they are needed."""
    return {
        "colleagues": queries.colleagues(actor) if "reassign" in allowed else [],
        "reassign_reasons": _reasons(actor, CodedReason.Kind.REASSIGN) if "reassign" in allowed else [],
        "withdraw_reasons": _reasons(actor, CodedReason.Kind.WITHDRAW) if "withdraw" in allowed else [],
        "held_by_other": referral.assessor is not None and referral.assessor_id != actor.user.pk,
    }


def _reasons(actor: Actor, kind: str) -> list[tuple[str, str]]:
    nynorsk = (get_language() or "nb").startswith("nn")
    return [(row.code, row.text_nn if nynorsk else row.text_nb) for row in queries.reasons(actor, kind)]
