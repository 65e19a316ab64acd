"""The guidance beside the form, made anew while typing; nothing is saved."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from referrals.forms.answers import CONTACT
from referrals.forms.build import STEPS, step_form
from referrals.forms.guidance import guidance_for
from referrals.pages.referrer import drafts
from referrals.pages.referrer.drafts import actor_of
from rve.core import clock
from rve.core.models import Role
from rve.core.policies import roles


@roles(Role.REFERRER)
@require_POST
def live(request: HttpRequest, public_id: uuid.UUID, step: str) -> HttpResponse:
    """The draft with the fields of this step as they stand on the page now.

    Not logged each time: it answers advice only, on a page whose own view was logged.
    """
    if step not in STEPS:
        raise Http404
    draft = drafts.own(request, public_id)
    actor = actor_of(request)
    language, today = get_language() or "nb", clock.today()
    form = step_form(
        step, form=draft.form, region=actor.region, today=today, language=language, data=request.POST
    )
    typed = {key: value for key, value in form.answers().items() if key not in CONTACT}
    seen = guidance_for({**draft.form, step: typed}, region=actor.region, today=today, language=language)
    return render(request, "referrals/referrer/_guidance_now.html", {"guidance": seen})
