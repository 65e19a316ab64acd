"""The facts as a form: each with its closed values, and what was changed of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deltytelser.models import Delytelse
from deltytelser.rules.labels_file import VALUES
from deltytelser.rules.vocabulary import CONDITIONS
from institutions.models import Institution
from referrals import dotted
from referrals.models import Referral
from referrals.pages.case_rules import Words, content_of
from referrals.words import LEVELS

CLOSED = ("function_loss", "self_care", "municipal_measures", "goal", "urgency")
YES_NO = ("night_care", "significant_change", "long_travel", "consent", "assessed_here_by_choice")
DAYS = ("event_on", "existing_right_deadline")
SPARE_DIAGNOSES, SPARE_STAYS, MOST_DIAGNOSES = 1, 1, 20
SYSTEMS = (("icd10", "ICD-10"), ("icpc2", "ICPC-2"))
_TO_TEXT = {True: "yes", False: "no", None: ""}
_FROM_TEXT = {"yes": True, "no": False, "": None}


class FactsForm(forms.Form):
    """Fields are named as the facts are, dotted; empty is unknown."""

    def __init__(self, data: Any = None, *, referral: Referral, words: Words, **kwargs: Any) -> None:
        super().__init__(data, use_required_attribute=False, **kwargs)
        self.referral, self.words = referral, words
        self._rows("diagnoses", SPARE_DIAGNOSES)
        for name in CLOSED:
            self._choice(name, self._closed(name), dotted.get(referral.facts, name) or "")
        for name in (*YES_NO, *self.asked_conditions, *self.other_conditions):
            known = dotted.get(referral.facts, name)
            self._choice(name, [("", _("Unknown")), ("yes", _("Yes")), ("no", _("No"))], _TO_TEXT[known])
        for name in DAYS:
            self._day(name)
        self._requested()
        self._rows("earlier_stays", SPARE_STAYS)

    @property
    def asked_conditions(self) -> list[str]:
        """The conditions that were answered, or that a rule reads now."""
        told = [
            *(self.referral.facts.get("conditions") or ()),
            *(self.referral.facts.get("conditions_denied") or ()),
        ]
        content = content_of(self.referral)
        read = [
            name
            for name in (*content.get("missing", []), *content.get("unknown", []))
            if name.startswith(dotted.CONDITION)
        ]
        return list(dict.fromkeys((*read, *(f"{dotted.CONDITION}{one}" for one in told))))

    @property
    def other_conditions(self) -> list[str]:
        asked = set(self.asked_conditions)
        return [name for name in (f"{dotted.CONDITION}{one}" for one in CONDITIONS) if name not in asked]

    def _choice(self, name: str, choices: list[tuple[str, Any]], initial: Any) -> None:
        invalid = {"invalid_choice": _("Choose one of the answers.")}
        self.fields[name] = forms.ChoiceField(
            choices=choices,
            label=self.words.fact(name),
            required=False,
            initial=initial,
            error_messages=invalid,
        )

    def _closed(self, name: str) -> list[tuple[str, Any]]:
        every: Any = self.words.rules.labels["values"] if self.words.rules else {}
        named = [code for code in VALUES[name] if code in every.get(name, {})]
        return [("", _("Unknown")), *((code, self.words.value(name, code)) for code in named)]

    def _day(self, name: str) -> None:
        known = dotted.get(self.referral.facts, name)
        self.fields[name] = forms.DateField(
            label=self.words.fact(name),
            required=False,
            initial=dt.date.fromisoformat(known) if known else None,
            error_messages={
                "invalid": gettext_lazy("Write the date with day, month and year, such as 15.04.2026.")
            },
        )

    def _requested(self) -> None:
        places = Institution.objects.filter(region=self.referral.region_id, active=True).order_by("name")
        letters = Delytelse.objects.filter(region=self.referral.region_id, described=True)
        none = [("", _("No wish"))]
        levels = [(code, str(LEVELS[code])) for code in ("inpatient", "day", "outpatient")]
        choices = {
            "delytelse": [(row.code, str(row)) for row in letters],
            "level": levels,
            "institution": [(row.kode, row.name) for row in places],
        }
        for part, values in choices.items():
            name = f"requested.{part}"
            self._choice(name, [*none, *values], dotted.get(self.referral.facts, name) or "")

    def _rows(self, name: str, spare: int) -> None:
        rows = [*(self.referral.facts.get(name) or []), *({} for _n in range(spare))][:MOST_DIAGNOSES]
        for n, row in enumerate(rows):
            if name == "diagnoses":
                self._choice(f"diagnoses.{n}.system", list(SYSTEMS), row.get("system", "icd10"))
                self.fields[f"diagnoses.{n}.code"] = forms.CharField(
                    required=False, max_length=8, initial=row.get("code", "")
                )
            else:
                letters = [("", "–"), *((code, code) for code in "ABCDEFGHIJKLMNOPQR")]
                self._choice(f"earlier_stays.{n}.delytelse", letters, row.get("delytelse", ""))
                day = row.get("ended_on")
                self.fields[f"earlier_stays.{n}.ended_on"] = forms.DateField(
                    required=False, initial=dt.date.fromisoformat(day) if day else None
                )

    def changes(self) -> dict[str, Any]:
        """The facts whose value is another than before, as they are stored; the form must be valid."""
        facts, found = self.referral.facts, {}
        for name, value in self._values().items():
            before = dotted.get(facts, name)
            if value != (before if before not in ([], "") else None):
                found[name] = value
        return found

    def _values(self) -> dict[str, Any]:
        typed = self.cleaned_data
        yes_no = (*YES_NO, *self.asked_conditions, *self.other_conditions)
        requested = tuple(f"requested.{part}" for part in ("delytelse", "level", "institution"))
        return {
            "diagnoses": self._typed_rows("diagnoses", "system", "code") or None,
            **{name: typed[name] or None for name in (*CLOSED, *requested)},
            **{name: _FROM_TEXT[typed[name]] for name in yes_no},
            **{name: typed[name].isoformat() if typed[name] else None for name in DAYS},
            "earlier_stays": self._typed_rows("earlier_stays", "delytelse", "ended_on") or None,
        }

    def _typed_rows(self, name: str, *parts: str) -> list[dict[str, Any]]:
        found = []
        for n in range(MOST_DIAGNOSES):
            row = {part: self.cleaned_data.get(f"{name}.{n}.{part}") for part in parts}
            if row[parts[-1]]:
                found.append({part: _plain(value) for part, value in row.items()})
        return found


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return (
        value.strip().upper()
        if isinstance(value, str) and value[:1].isalpha() and value[:4] not in ("icd1", "icpc")
        else value
    )
