"""Step 4: the goal, what has changed, earlier stays and wishes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from referrals.forms import choices
from referrals.forms.fields import Choice, Day, Line, Pick, Text, Tick
from referrals.forms.step import StepForm

STAYS = 3


class GoalForm(StepForm):
    """`delytelser` and `institutions`: code and words, as they may be chosen today."""

    name = "goal"
    lists = ("earlier_stays",)
    defaults: ClassVar[dict[str, Any]] = {}

    goal = Pick(choices.GOALS, _("Main goal"))
    goal_text = Text(
        _("The patient's goal, in concrete words"),
        rows=3,
        help_text=_("What the patient wants to be able to do. «Training» is too vague."),
    )
    earlier_stay = Pick(
        choices.YES_NO_UNKNOWN, _("Has the patient been to specialised rehabilitation before?")
    )
    significant_change = Pick(choices.YES_NO_UNKNOWN, _("Has function changed much since the last stay?"))
    change_text = Text(_("What has changed"))
    requested_level = Choice(choices.LEVELS, _("Wished level"))
    wishes = Text(_("Other wishes"))
    assessed_here_by_choice = Tick(
        _("The patient lives in another region and stays here, or chose to be assessed here")
    )
    existing_right_deadline = Day(
        _("Deadline already given for the same need"),
        past=False,
        help_text=_("Set by an earlier assessment in the specialist health service. It stands."),
    )

    def __init__(
        self,
        data: Any,
        *,
        delytelser: choices.Choices = (),
        institutions: choices.Choices = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.fields["requested_delytelse"] = Choice(
            (("", _("No suggestion")), *delytelser), _("Suggested delytelse")
        )
        self.fields["requested_institution"] = Choice(
            (("", _("No wish")), *institutions), _("Wished institution")
        )
        for index in range(STAYS):
            self._add_stay(f"earlier_stays-{index}", delytelser)

    def _add_stay(self, row: str, delytelser: choices.Choices) -> None:
        """A line of the table: its heads are its labels."""
        ended = Day(_("Last day"))
        ended.today = self.today
        self.fields[f"{row}-delytelse"] = Choice((("", _("Choose")), *delytelser), _("For what"))
        self.fields[f"{row}-ended_on"] = ended
        self.fields[f"{row}-where"] = Line(_("Where"), most=120)
        for part in ("delytelse", "ended_on", "where"):
            field = self.fields[f"{row}-{part}"]
            field.widget.attrs["aria-label"] = field.label

    @property
    def stay_rows(self) -> list[dict[str, forms.BoundField]]:
        return self.rows("earlier_stays")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for index in range(STAYS):
            self._whole_stay(found, f"earlier_stays-{index}")
        return found

    def _whole_stay(self, found: Mapping[str, Any], row: str) -> None:
        """The rules need both what a stay was for and when it ended."""
        what, when = f"{row}-delytelse", f"{row}-ended_on"
        if found.get(what) and when in found and not found[when]:
            self.add_error(when, _("Write about when the stay ended; the month is enough: 01.04.2025."))
        elif (found.get(when) or found.get(f"{row}-where")) and what in found and not found[what]:
            self.add_error(what, _("Choose what the stay was for."))
