"""The case page: everything on one screen, read, weigh, decide."""

from __future__ import annotations

import json
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from referrals import engine
from referrals.pages.case_page import address_of, show
from referrals.queries import case as queries
from rve.core.policies import RVE_ROLES, roles


@roles(*RVE_ROLES)
@never_cache
@require_GET
def case(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return show(request, public_id)


@roles(*RVE_ROLES)
@require_POST
def look(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The places for the delytelse, level and deadline that are being chosen; nothing is changed."""
    typed = request.POST.copy()
    typed["touched"] = "1"
    return show(request, public_id, typed=typed)


@roles(*RVE_ROLES)
@require_GET
def replay(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Makes the stored proposal again from its stored facts, and says whether every character is the same."""
    proposal = queries.find(request.actor, public_id).proposal  # type: ignore[attr-defined]
    if proposal is not None:
        again = engine.propose_from(
            facts=json.loads(proposal.facts),
            rules=engine.compiled(proposal.rule_set),
            world=engine.world_of(proposal.snapshot),
            on=proposal.made_on,
        )
        if engine.canonical(again) == proposal.content:
            messages.success(
                request, _("Made again from the same facts and rules: the same to the last character.")
            )
        else:
            messages.error(request, _("Made again, the proposal is not the same. Tell the team lead."))
    return redirect(address_of(request, public_id))
