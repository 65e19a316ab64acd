"""An open case of the same patient: told as «open since» and no more, and logged by the use case."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest

from referrals.forms.step import StepForm
from referrals.models import Referral
from referrals.pages.referrer.drafts import actor_of
from referrals.use_cases.intake import open_case_of

KEY = "open_since"


def look(request: HttpRequest, draft: Referral, form: StepForm, *, now: dt.datetime) -> None:
    """Asks once number and treatment relation are given and right; the answer is kept with the session."""
    known = dict(request.session.get(KEY, {}))
    known.pop(str(draft.public_id), None)
    form.is_valid()
    number = form.cleaned_data.get("identity_number") or ""
    if number and form.cleaned_data.get("treatment_relation"):
        found = open_case_of(number=number, by=actor_of(request), now=now)
        if found is not None:
            known[str(draft.public_id)] = found.since.isoformat()
    request.session[KEY] = known


def open_since(request: HttpRequest, draft: Referral | None) -> dt.date | None:
    """The day it was opened, where there is one."""
    text = request.session.get(KEY, {}).get(str(draft.public_id)) if draft else None
    return dt.date.fromisoformat(text) if text else None
