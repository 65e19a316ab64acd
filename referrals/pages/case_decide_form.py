"""The decision as a form: what may be chosen, what the proposal would choose, and what was typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deltytelser.models import Delytelse
from referrals.forms.choices import LONGEST_TEXT
from referrals.models import Decision
from referrals.pages.case_places import Group
from referrals.use_cases.departures import DecisionInput
from referrals.words import LEVELS, REDIRECTS
from rve.core.models import CodedReason, Region

OUTCOMES = (
    ("granted", gettext_lazy("Right")),
    ("refused", gettext_lazy("No right")),
    ("redirected", gettext_lazy("Send on")),
)
LEVEL_CHOICES = tuple((code, LEVELS[code]) for code in ("inpatient", "day", "outpatient"))
QUEUE = "queue"
WORDS = ("nytte", "ressurs", "alvorlighet", "municipal_help", "override_text")


class DecideForm(forms.Form):
    """Nothing is required here: what a decision must hold is the use case's to say, at the field."""

    outcome = forms.ChoiceField(choices=OUTCOMES, required=False, widget=forms.RadioSelect)
    delytelse = forms.ChoiceField(required=False)
    level = forms.ChoiceField(choices=LEVEL_CHOICES, required=False, widget=forms.RadioSelect)
    lodging = forms.BooleanField(required=False)
    start_deadline = forms.DateField(
        required=False,
        error_messages={
            "invalid": gettext_lazy("Write the date with day, month and year, such as 15.04.2026.")
        },
    )
    place = forms.CharField(required=False, max_length=120)
    redirect_to = forms.ChoiceField(required=False)
    nytte = forms.CharField(required=False, max_length=LONGEST_TEXT)
    ressurs = forms.CharField(required=False, max_length=LONGEST_TEXT)
    alvorlighet = forms.CharField(required=False, max_length=LONGEST_TEXT)
    municipal_help = forms.CharField(required=False, max_length=LONGEST_TEXT)
    override_code = forms.CharField(required=False, max_length=40)
    override_text = forms.CharField(required=False, max_length=LONGEST_TEXT)
    touched = forms.CharField(required=False, max_length=1, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, region: Region, **kwargs: Any) -> None:
        super().__init__(data, use_required_attribute=False, **kwargs)
        rows = Delytelse.objects.filter(region=region, described=True)
        self.fields["delytelse"].choices = [("", "–"), *((row.code, str(row)) for row in rows)]  # type: ignore[attr-defined]
        self.fields["redirect_to"].choices = [("", _("Choose where")), *REDIRECTS.items()]  # type: ignore[attr-defined]

    def decision(self) -> DecisionInput:
        """What is handed to the use case; the form must be valid."""
        typed = self.cleaned_data
        kode, pool, week = parts_of(typed["place"])
        return DecisionInput(
            outcome=typed["outcome"],
            delytelse=typed["delytelse"],
            level=typed["level"],
            lodging=typed["lodging"] and typed["level"] != "inpatient",
            start_deadline=typed["start_deadline"],
            institution=kode or None,
            pool_id=pool or None,
            week=week,
            redirect_to=typed["redirect_to"],
            nytte=typed["nytte"],
            ressurs=typed["ressurs"],
            alvorlighet=typed["alvorlighet"],
            municipal_help=typed["municipal_help"],
            override_code=typed["override_code"],
            override_text=typed["override_text"],
        )

    @property
    def first_message(self) -> str:
        return next((str(error) for errors in self.errors.values() for error in errors), "")


def parts_of(place: str) -> tuple[str, str, dt.date | None]:
    """Institution, pool and Monday of a choice; no Monday for the queue, empty for no choice."""
    kode, _slash, rest = place.partition("/")
    pool, _slash, week = rest.partition("/")
    try:
        return kode, pool, dt.date.fromisoformat(week)
    except ValueError:
        return kode, pool, None


def initial_from(
    *, proposed: Mapping[str, Any], words: Mapping[str, str], groups: Sequence[Group]
) -> dict[str, Any]:
    """What the form holds before anyone has touched it: the proposal, and the words of the draft."""
    first = groups[0].options[0][0] if groups else ""
    return {**proposed, "place": first, **{name: words.get(name, "") for name in WORDS}}


def outcome_of(proposed: str) -> str:
    """The outcome that a proposal points to; none where a person must weigh."""
    return proposed if proposed in Decision.Outcome.values else ""


def override_choices(reasons: Sequence[CodedReason], lang: str) -> list[tuple[str, str]]:
    return [
        ("", _("Choose a reason")),
        *((row.code, row.text_nn if lang == "nn" else row.text_nb) for row in reasons),
    ]
