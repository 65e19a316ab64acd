"""Why the proposal of a case is what it is, stage by stage: made again from what it was made of."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from deltytelser.rules.tree import reason_tree
from referrals.models import Referral
from referrals.pages.case_rules import Words, words_of
from referrals.queries import case as queries
from rve.core import access_log, clock
from rve.core.policies import RVE_ROLES, roles


def tree_of(referral: Referral, words: Words) -> dict[str, Any] | None:
    """The tree of the case's proposal, with the rules, world and day of then; None without a proposal."""
    proposal = referral.proposal
    if proposal is None or words.rules is None or words.world is None:
        return None
    facts = json.loads(proposal.facts)
    return reason_tree(facts, rules=words.rules, world=words.world, on=proposal.made_on, lang=words.lang)


@roles(*RVE_ROLES)
@never_cache
@require_GET
def reasons(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """All the reasons on one page, to be read or printed."""
    actor = request.actor  # type: ignore[attr-defined]
    referral = queries.find(actor, public_id)
    access_log.seen(
        actor=actor,
        data="case",
        basis="assessment",
        at=clock.now(),
        case_ids=[referral.pk],
        patient_ids=[referral.patient_id] if referral.patient_id else [],
    )
    found = {
        "referral": referral,
        "tree": tree_of(referral, words_of(referral)),
        "query": f"?{request.GET.urlencode()}" if request.GET else "",
    }
    return render(request, "referrals/case/reasons.html", found)
