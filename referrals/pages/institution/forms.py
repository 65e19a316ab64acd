"""What an institution answers: closed choices and real dates."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rve.core import clock
from rve.core.models import CodedReason
from rve.core.policies import Actor

TOO_FAR = dt.timedelta(days=2 * 365)


class ReasonField(forms.ModelChoiceField):
    """A coded reason in the reader's written language."""

    def label_from_instance(self, row: Any) -> str:
        return str(row.text_nn if get_language() == "nn" else row.text_nb)


def reasons(actor: Actor, kind: str) -> Any:
    """The reasons of a kind that may be chosen today."""
    today = actor.today
    return CodedReason.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=today), region=actor.region, kind=kind, valid_from__lte=today
    ).order_by("text_nb")


class ActorForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        self.actor = actor
        super().__init__(*args, **kwargs)
        for name, kind in getattr(self, "reason_kinds", {}).items():
            self.fields[name].queryset = reasons(actor, kind)  # type: ignore[attr-defined]


class DeclineForm(ActorForm):
    reason_kinds = {"reason": "decline"}
    reason = ReasonField(
        label=_("Reason"), queryset=CodedReason.objects.none(), empty_label=_("Choose a reason")
    )
    comment = forms.CharField(
        label=_("Comment to the assessment unit"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 2000}),
    )


class ScheduleForm(ActorForm):
    reason_kinds = {"reason": "postpone"}
    day = forms.DateField(label=_("Day"), help_text=_("For example 27.04.2026"))
    time = forms.TimeField(label=_("Time"), initial="11.00", help_text=_("For example 11.00"))
    reason = ReasonField(
        label=_("Why the time is moved"),
        queryset=CodedReason.objects.none(),
        required=False,
        empty_label=_("The first time given"),
    )

    def clean_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["day"]
        if day < clock.today():
            raise forms.ValidationError(_("That day has passed. Give a day from today on."))
        if day > clock.today() + TOO_FAR:
            raise forms.ValidationError(_("That is more than two years ahead. Check the year."))
        return day

    def moment(self) -> dt.datetime:
        """The day and time, where the institution is."""
        return timezone.make_aware(dt.datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"]))


class PastDayForm(ActorForm):
    on = forms.DateField(label=_("Day"), help_text=_("For example 27.04.2026"))

    def clean_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["on"]
        if day > clock.today():
            raise forms.ValidationError(_("That day has not come yet. Report it when it has happened."))
        return day


class StartForm(PastDayForm):
    event = forms.ChoiceField(
        label=_("What began"),
        choices=[
            ("treatment", _("Rehabilitation at the place")),
            ("work_up", _("Work-up at the place")),
            ("digital", _("A digital consultation where rehabilitation began")),
        ],
        help_text=_("An introductory talk alone does not meet the deadline."),
    )


class InterruptForm(PastDayForm):
    reason_kinds = {"reason": "interrupt"}
    reason = ReasonField(
        label=_("Reason"), queryset=CodedReason.objects.none(), empty_label=_("Choose a reason")
    )


class FollowUpForm(PastDayForm):
    text = forms.CharField(
        label=_("In words"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 2000}),
    )


class DischargeForm(PastDayForm):
    note = forms.CharField(
        label=_("Note to the assessment unit"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 4000}),
    )
