"""Step 3: function by area, what was tried, own training, and conditions by the diagnosis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from referrals.forms import choices
from referrals.forms.fields import Choice, Pick, Text, Tick, Ticks, Whole
from referrals.forms.step import StepForm

MOST_WEEKS = 520


class FunctionForm(StepForm):
    """`asked`: the conditions of the diagnosis, code and words, at most eight."""

    name = "function"

    bedbound = Pick(choices.YES_NO_UNKNOWN, _("Is the patient confined to bed?"))
    night_care = Pick(choices.YES_NO_UNKNOWN, _("Does the patient need staff at night?"))
    function_text = Text(
        _("How it shows in daily life"),
        help_text=_("Walks how far, with what aid; what the patient needs help with; work, school, leisure."),
    )
    tried_else = Ticks(choices.TRIED_ELSE)
    own_training = Text(_("Own training and its result"), help_text=_("Two sentences are enough."))
    conditions_rest = Ticks(choices.CONDITIONS_REST)

    def __init__(self, data: Any, *, asked: choices.Choices = (), **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.asked = asked
        for area, label in choices.AREAS:
            self.fields[area] = Pick(choices.DEGREES, label)
        for measure, label in choices.MEASURES:
            self.fields[f"tried-{measure}"] = Tick(label)
            self.fields[f"tried-{measure}-weeks"] = Whole(_("Weeks"), most=MOST_WEEKS)
            self.fields[f"tried-{measure}-effect"] = Choice(choices.EFFECTS, _("Effect"))
        self.fields["conditions"] = Ticks(asked)
        self.order_fields([area for area, _label in choices.AREAS])

    @classmethod
    def flat(cls, answers: Mapping[str, Any]) -> dict[str, Any]:
        data = {key: value for key, value in answers.items() if key not in {"tried", "conditions_asked"}}
        rest = answers.get("conditions_rest")
        data["conditions_rest"] = rest if isinstance(rest, list) else [rest] if rest else []
        for row in answers.get("tried") or []:
            data[f"tried-{row['measure']}"] = True
            data[f"tried-{row['measure']}-weeks"] = row.get("weeks")
            data[f"tried-{row['measure']}-effect"] = row.get("effect")
        return data

    def answers(self) -> dict[str, Any]:
        found = {key: value for key, value in super().answers().items() if not key.startswith("tried-")}
        rest = found["conditions_rest"] or []
        return found | {
            "tried": [row for measure, _words in choices.MEASURES if (row := self._tried(measure))],
            "conditions_asked": [code for code, _words in self.asked],
            "conditions_rest": rest[0] if len(rest) == 1 else rest or "",
        }

    def _tried(self, measure: str) -> dict[str, Any] | None:
        """A measure counts as tried when it is ticked, or when weeks or an effect stand beside it."""
        ticked, weeks, effect = (self._answer(f"tried-{measure}{part}") for part in ("", "-weeks", "-effect"))
        if not (ticked or weeks not in (None, "") or effect):
            return None
        return {"measure": measure, "weeks": weeks, "effect": effect or ""}

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        tried = any(self._value(found, measure) for measure, _words in choices.MEASURES)
        otherwise = found.get("tried_else") or []
        if tried and set(otherwise) & {"none", "unknown"}:
            self.add_error("tried_else", _("A measure is ticked above. Take away one of the answers."))
        elif len(set(otherwise) & {"none", "unknown"}) > 1:
            self.add_error("tried_else", _("Choose one of these."))
        if len(found.get("conditions_rest") or []) > 1:
            self.add_error("conditions_rest", _("Choose one of these."))
        return found

    def _value(self, found: Mapping[str, Any], measure: str) -> bool:
        weeks = found.get(f"tried-{measure}-weeks")
        return bool(
            found.get(f"tried-{measure}") or weeks is not None or found.get(f"tried-{measure}-effect")
        )

    @property
    def areas(self) -> list[forms.BoundField]:
        return [self[area] for area, _label in choices.AREAS]

    @property
    def measures(self) -> list[dict[str, Any]]:
        """Tick, weeks and effect of each measure."""
        return [
            {
                "tick": self[f"tried-{measure}"],
                "weeks": self[f"tried-{measure}-weeks"],
                "effect": self[f"tried-{measure}-effect"],
                "on": self._tried_now(measure),
            }
            for measure, _label in choices.MEASURES
        ]

    def _tried_now(self, measure: str) -> bool:
        self.is_valid()
        return self._tried(measure) is not None
