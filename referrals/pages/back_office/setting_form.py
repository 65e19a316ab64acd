"""A setting from a first day: a field for what it is, and what holds now beside it."""

from __future__ import annotations

import contextlib
import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from referrals.pages.back_office.region_form import DATE, RegionForm
from referrals.pages.back_office.setting_words import SENDER, SENDER_MUST, SETTINGS, in_words
from rve.core import clock
from rve.core.models import Setting
from rve.core.settings_by_date import DEFAULTS, value

MOST = 366


def _yes(chosen: object) -> bool:
    return chosen in (True, "True")


class DaysField(forms.Field):
    """Days, one a line, as written here (dd.mm.yyyy) or as stored; a sorted list of ISO days comes out."""

    widget = forms.Textarea(attrs={"rows": 5})

    def to_python(self, value: object) -> list[str]:
        words = str(value or "").replace(",", " ").split()
        return sorted({self._day(word).isoformat() for word in words})

    def validate(self, value: object) -> None:
        """No days is an answer too."""

    @staticmethod
    def _day(word: str) -> dt.date:
        for written in ("%Y-%m-%d", "%d.%m.%Y"):
            with contextlib.suppress(ValueError):
                return dt.datetime.strptime(word, written).replace(tzinfo=dt.UTC).date()
        raise forms.ValidationError(_("«{word}» is no day: write it as 31.12.2026.").format(word=word))


class SettingForm(RegionForm):
    key = forms.ChoiceField(widget=forms.HiddenInput, choices=[(key, key) for key in DEFAULTS])

    class Meta:
        model = Setting
        fields = ["key", "value", "valid_from", "source"]
        labels = {"valid_from": gettext_lazy("First day"), "source": gettext_lazy("Source")}
        help_texts = {"source": gettext_lazy("The paragraph of the law, or «local default».")}
        widgets = {"valid_from": DATE}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.setting = self.chosen_key if self.chosen_key in DEFAULTS else next(iter(DEFAULTS))
        self.initial["key"] = self.setting
        self.title = SETTINGS[self.setting].label
        now = value(region=self.actor.region, key=self.setting, on=clock.today())
        self.standard = (
            (_("What it means"), SETTINGS[self.setting].meaning),
            (_("Holds today"), in_words(self.setting, now)),
            (_("Standard value"), in_words(self.setting, DEFAULTS[self.setting])),
        )
        self._fit(self.instance.value if self.instance.pk else now)
        if self.instance.pk and self.instance.valid_from <= clock.today():
            for field in self.fields.values():
                field.disabled = True

    def _fit(self, now: Any) -> None:
        """The field that fits the kind of value, with what holds now in it."""
        words, standard = SETTINGS[self.setting], DEFAULTS[self.setting]
        self.initial["value"] = now
        if isinstance(standard, dict):
            self._sender_fields(now)
        elif isinstance(standard, bool):
            self.fields["value"] = forms.TypedChoiceField(
                label=str(words.label),
                coerce=_yes,
                choices=[(True, gettext_lazy("yes")), (False, gettext_lazy("no"))],
            )
        elif isinstance(standard, list):
            self.initial["value"] = "\n".join(now)
            self.fields["value"] = DaysField(label=str(words.label), required=False)
        else:
            self.fields["value"] = forms.IntegerField(
                label=str(words.label),
                help_text=str(words.unit),
                min_value=words.least or (0 if standard == 0 else 1),
                max_value=words.most or MOST,
            )

    def _sender_fields(self, now: dict[str, Any]) -> None:
        """One field for each part of the sender; together they are the value."""
        self.fields["value"] = forms.JSONField(required=False, widget=forms.HiddenInput, disabled=True)
        for part, (label, help_text) in SENDER.items():
            self.fields[part] = forms.CharField(
                label=str(label), help_text=str(help_text), required=part in SENDER_MUST, max_length=160
            )
            self.initial[part] = now.get(part, "")
        self.order_fields(["key", *SENDER, "valid_from", "source", "value"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if isinstance(DEFAULTS[self.setting], list):
            data.setdefault("value", [])
        if isinstance(DEFAULTS[self.setting], dict):
            data["value"] = {part: data.get(part, "") for part in SENDER}
        first = data.get("valid_from")
        if first and not self.instance.pk and first < clock.today():
            self.add_error(
                "valid_from", _("A setting cannot begin in the past: cases were decided under the old one.")
            )
        return data
