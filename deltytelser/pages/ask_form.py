"""The facts of «Ask the book» as a form: closed values, days, and three-way answers. Nothing is saved."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deltytelser.catalogue.read import load_world
from deltytelser.pages.ask_fields import CONDITION, DAYS, GROUNDS, MOST_STAYS, WORDS, YES_NO, field_id
from deltytelser.rules.cells import OLDEST
from deltytelser.rules.labels import fact_label, label, value_label
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.vocabulary import CONDITIONS, DELYTELSER, LEVELS
from deltytelser.rules.world import World

WRITTEN: Final = ("%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d")
_EARLIEST: Final = dt.date(1900, 1, 1)
Choices = list[tuple[str, Any]]


@lru_cache(maxsize=1)
def shipped_world() -> World:
    """The region's reference data as shipped, without waits: places are then ordered by distance."""
    return load_world()


class DayField(forms.DateField):
    """A day, as people write it."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(
            label=text,
            required=name == "received_on",
            input_formats=WRITTEN,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            error_messages={
                "invalid": gettext_lazy("Write the date with day, month and year, such as 15.04.2026."),
                "required": gettext_lazy("Write the day of receipt."),
            },
        )

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and value < _EARLIEST:
            raise forms.ValidationError(_("The year must be 1900 or later."))


class AskForm(forms.Form):
    """Fields are named as the facts are, dotted; empty is unknown."""

    def __init__(self, data: Any, *, rules: RuleSet, lang: str) -> None:
        super().__init__(data, use_required_attribute=False, auto_id="%s")
        self.rules, self.lang = rules, lang
        for name in DAYS:
            self.fields[name] = DayField(name, fact_label(rules, name, lang))
        self.fields["age"] = self._age()
        self._choice("patient.municipality", _municipalities(rules, lang), empty=False)
        for name, words in WORDS.items():
            values = [(word, value_label(rules, name, word, lang)) for word in words]
            self._choice(name, values, empty=name != "referrer.kind")
        for name in (*YES_NO, *GROUNDS, *(CONDITION + one for one in CONDITIONS)):
            self._three_way(name)
        self._wishes()
        for number in range(MOST_STAYS):
            letters = [(letter, letter) for letter in DELYTELSER]
            self._choice(f"earlier_stays.{number}.delytelse", letters, text=_("Delytelse"), none="–")
            self.fields[f"earlier_stays.{number}.ended_on"] = DayField("ended_on", _("Last day"))
        for name, one in self.fields.items():
            one.widget.attrs["id"] = field_id(name)

    def _age(self) -> forms.Field:
        return forms.IntegerField(
            label=fact_label(self.rules, "age", self.lang),
            min_value=0,
            max_value=OLDEST - 20,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            error_messages=dict.fromkeys(
                ("required", "invalid", "min_value", "max_value"),
                gettext_lazy("Write the age on the day of receipt in whole years."),
            ),
        )

    def _choice(
        self, name: str, values: Choices, *, empty: bool = True, text: str = "", none: str = ""
    ) -> None:
        first = [("", none or value_label(self.rules, name, None, self.lang))] if empty else []
        self.fields[name] = forms.ChoiceField(
            choices=[*first, *values],
            required=not empty,
            label=text or fact_label(self.rules, name, self.lang),
            error_messages={
                "invalid_choice": gettext_lazy("Choose one of the answers."),
                "required": gettext_lazy("Choose one of the answers."),
            },
        )

    def _three_way(self, name: str) -> None:
        words = [(code, label(self.rules, "values", code, self.lang)) for code in ("yes", "no", "unknown")]
        self.fields[name] = forms.ChoiceField(
            choices=[(code if code != "unknown" else "", text) for code, text in words],
            required=False,
            label=fact_label(self.rules, name, self.lang),
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": gettext_lazy("Choose one of the answers.")},
        )

    def _wishes(self) -> None:
        places = sorted((one.name, code) for code, one in shipped_world().institutions.items())
        none = _("No wish")
        self._choice("requested.delytelse", [(letter, letter) for letter in DELYTELSER], none=none)
        levels = [(level, label(self.rules, "levels", level, self.lang)) for level in reversed(LEVELS)]
        self._choice("requested.level", levels, none=none)
        self._choice("requested.institution", [(code, name) for name, code in places], none=none)

    def clean(self) -> dict[str, Any]:
        """A stay needs both its delytelse and its last day."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for number in range(MOST_STAYS):
            letter, day = (f"earlier_stays.{number}.{part}" for part in ("delytelse", "ended_on"))
            if cleaned.get(day) and not cleaned.get(letter):
                self.add_error(letter, _("Choose the delytelse of the stay."))
            if cleaned.get(letter) and not cleaned.get(day) and day not in self.errors:
                self.add_error(day, _("Write the last day of the stay."))
        return cleaned


def _municipalities(rules: RuleSet, lang: str) -> Choices:
    """The region's by health trust, then the rest of the country."""
    by_area: dict[str | None, Choices] = {}
    for one in sorted(shipped_world().municipalities.values(), key=lambda one: one.name):
        by_area.setdefault(one.area, []).append((one.number, one.name))
    inside = sorted(area for area in by_area if area)
    groups: Choices = [(label(rules, "areas", area, lang), by_area[area]) for area in inside]
    return [*groups, (_("Other regions"), by_area.get(None, []))]
