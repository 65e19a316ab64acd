"""What stands around every step: who it is about, where in the form, when it was saved, the guidance."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from referrals.forms.answers import diagnoses_of, missing_of
from referrals.forms.build import STEPS
from referrals.forms.guidance import guidance_for
from referrals.models import Referral
from referrals.pages.referrer.drafts import crumb
from rve.core import settings_by_date
from rve.core.policies import Actor

TITLES: dict[str, Promise] = {
    "patient": gettext_lazy("Patient and consent"),
    "diagnosis": gettext_lazy("Diagnosis"),
    "function": gettext_lazy("Function and measures"),
    "goal": gettext_lazy("Goal and wishes"),
    "practical": gettext_lazy("Practical"),
    "review": gettext_lazy("Look over and send"),
}
HEADINGS: dict[str, Promise] = {
    "patient": gettext_lazy("Patient and consent"),
    "diagnosis": gettext_lazy("Diagnosis and urgency"),
    "function": gettext_lazy("Function and what has been tried"),
    "goal": gettext_lazy("Goal, change and wishes"),
    "practical": gettext_lazy("Practical facts and attachments"),
    "review": gettext_lazy("Look over and send"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the step list."""

    name: str
    number: int
    title: str
    note: str
    done: bool
    current: bool


def steps_of(draft: Referral | None, current: str) -> list[Step]:
    """The six steps; under each what is known of it in a word."""
    form = draft.form if draft else {}
    return [
        Step(name, number, str(title), _note(draft, name), name in form, name == current)
        for number, (name, title) in enumerate(TITLES.items(), start=1)
    ]


def _note(draft: Referral | None, name: str) -> str:
    if draft is None or name not in draft.form:
        return ""
    number = str(draft.details.number) if draft.details else ""
    if any(step == name for step, _field in missing_of(draft.form, number=number)):
        return _("Something is missing")
    if name == "diagnosis":
        return diagnoses_of(draft.form)[0]["code"]
    return _("Done")


def frame(draft: Referral | None, name: str, *, actor: Actor, today: dt.date) -> dict[str, Any]:
    """The context of a step's page besides its form."""
    number = list(TITLES).index(name) + 1
    return {
        "draft": draft,
        "step": name,
        "step_number": number,
        "step_count": len(TITLES),
        "heading": str(HEADINGS[name]),
        "steps": steps_of(draft, name),
        "last": name == STEPS[-1],
        "crumb": crumb(draft, today) if draft else None,
        "saved_today": bool(draft and timezone.localdate(draft.updated_at) == today),
        "draft_days": settings_by_date.value(region=actor.region, key="draft_days", on=today),
        "guidance": guidance_for(
            draft.form if draft else {}, region=actor.region, today=today, language=get_language() or "nb"
        ),
        "attachments": list(draft.attachments.order_by("added_at")) if draft and name == "practical" else [],
        "other_language": "nb" if get_language() == "nn" else "nn",
    }
