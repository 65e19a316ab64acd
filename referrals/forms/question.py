"""The answer to a question: closed answers where it is about one fact, and free words beside them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from referrals.forms import choices
from referrals.forms.fields import Day, Pick, Text


def answers_to(fact: str) -> choices.Choices:
    """The closed answers of a fact; empty where only words or a date will do."""
    if fact.startswith(("conditions.", "needs.")) or fact in choices.YES_NO_FACTS:
        return choices.YES_NO_UNKNOWN
    return choices.FACT_ANSWERS.get(fact, ())


def value_of(fact: str, typed: Any) -> Any:
    """What the facts hold for an answer: true and false for yes and no, null for «don't know»."""
    if isinstance(typed, dt.date):
        return typed.isoformat()
    if typed in ("", None, "unknown"):
        return None
    if answers_to(fact) is choices.YES_NO_UNKNOWN:
        return typed == "yes"
    return typed


class AnswerForm(forms.Form):
    """`value` where the question is about a fact with closed answers or a date; `text` always."""

    value: forms.Field
    text = Text(gettext_lazy("In your own words"))

    def __init__(self, data: Any = None, *, fact: str, today: dt.date, **kwargs: Any) -> None:
        super().__init__(data, use_required_attribute=False, **kwargs)
        self.fact = fact
        if closed := answers_to(fact):
            self.fields["value"] = Pick(closed, gettext_lazy("Answer"))
        elif fact in choices.DAY_FACTS:
            day = Day(gettext_lazy("Date"), past=fact == "event_on")
            day.today = today
            self.fields["value"] = day

    @property
    def closed(self) -> bool:
        return isinstance(self.fields.get("value"), Pick)

    @property
    def fact_value(self) -> Any:
        return value_of(self.fact, self.cleaned_data.get("value"))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        typed, text = found.get("value"), found.get("text", "")
        if not typed and not text and not self.errors:
            raise forms.ValidationError(_("Choose an answer, or write one."))
        if typed == "unknown" and not text:
            found["text"] = str(choices.UNKNOWN[1])
        return found
