"""Filters for what a case holds: headings, practical block, events."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from referrals import event_words as _event_words
from referrals.forms import choices
from referrals.queries.institution import age_on
from referrals.words import tenths as in_tenths
from rve.core.models import CaseEvent

register = template.Library()

HEADINGS = {
    "situation": _("Situation"),
    "function": _("Function now"),
    "tried": _("Tried"),
    "own_training": _("Own training"),
    "goal": _("Goal"),
    "change": _("What has changed"),
    "wishes": _("Wishes"),
    "message": _("Also in the message"),
}
PRACTICAL = {
    "infection": _("Infection that needs isolation"),
    "infection_note": _("About the infection"),
    "medicines": _("Medicines"),
    "substance_use": _("Substance use"),
    "mental_health": _("Mental health"),
    "work_status": _("Work"),
    "benefits": _("Benefits"),
    "individual_plan": _("Individual plan"),
    "coordinator": _("Coordinator"),
    "transfers": _("Transfers"),
    "aids": _("Aids"),
    "weight_kg": _("Weight, kg"),
    "oxygen": _("Oxygen"),
    "dialysis": _("Dialysis"),
    "diet": _("Diet"),
    "companion": _("Companion"),
    "companion_note": _("About the companion"),
    "next_of_kin_name": _("Next of kin"),
    "next_of_kin_relation": _("Relation"),
    "next_of_kin_phone": _("Phone, next of kin"),
    "dates_not_suitable": _("Days that do not suit"),
    "other": _("Other"),
}
CLOSED: dict[str, choices.Choices] = {
    "infection": choices.INFECTIONS,
    "work_status": choices.WORK_STATUS,
    "individual_plan": choices.PLANS,
    "transfers": choices.TRANSFERS,
    "oxygen": choices.YES_NO,
    "dialysis": choices.YES_NO,
    "companion": choices.YES_NO,
}


@register.filter
def clinical_blocks(clinical: dict[str, str]) -> list[tuple[str | Promise, str]]:
    """The text of a referral under its headings, in reading order, the empty ones left out."""
    return [(heading, clinical[key]) for key, heading in HEADINGS.items() if clinical.get(key)]


@register.filter
def practical_blocks(practical: dict[str, Any]) -> list[tuple[str | Promise, object]]:
    """The answered part of the practical block, in words."""
    return [(label, _word(key, practical[key])) for key, label in PRACTICAL.items() if practical.get(key)]


def _word(key: str, value: object) -> object:
    return dict(CLOSED[key]).get(str(value), value) if key in CLOSED else value


@register.filter
def event_words(event: CaseEvent) -> str:
    return _event_words.sentence(event)


@register.filter(name="age_on")
def age(birth: dt.date, day: dt.date) -> int:
    return age_on(birth, day)


@register.filter
def with_id(field: BoundField, prefix: str) -> str:
    """The widget with an id of its own, where a page has several forms with fields of the same name."""
    return field.as_widget(attrs={"id": f"{prefix}-{field.name}"})


@register.filter
def tenths(number: int) -> str:
    return in_tenths(number)
