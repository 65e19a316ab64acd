"""Fields of the referral form: what is typed wrong is said at the field, and what was typed is kept."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from referrals.forms.choices import LONGEST_TEXT, Choices

EARLIEST = dt.date(1900, 1, 1)
# As it is written in Norway, whatever the language of the page.
WRITTEN = ("%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d", "%d%m%Y", "%d/%m/%Y")
SHORT_YEAR = re.compile(r"^\d{1,2}\.\d{1,2}\.\d{2}$")


class Line(forms.CharField):
    """One line of text; nothing is required while typing."""

    def __init__(self, label: Any = "", *, most: int = 200, **kwargs: Any) -> None:
        super().__init__(label=label, required=False, **kwargs)
        self.most = most
        self.validators.append(MaxLengthValidator(most, _("At most %(limit_value)d characters fit here.")))


class Text(forms.CharField):
    """Free text of at most 20 000 characters, `rows` high."""

    def __init__(self, label: Any = "", *, rows: int = 2, **kwargs: Any) -> None:
        super().__init__(label=label, required=False, widget=forms.Textarea({"rows": rows}), **kwargs)
        message = _(
            "The text has %(show_value)d characters, and at most %(limit_value)d fit. It is kept here:"
            " shorten it, or attach it as a file in step 5."
        )
        self.validators.append(MaxLengthValidator(LONGEST_TEXT, message))


class Choice(forms.ChoiceField):
    """One of closed answers, or none."""

    def __init__(self, choices: Choices, label: Any = "", **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"invalid_choice": _("Choose one of the answers.")})
        super().__init__(choices=choices, label=label, required=False, **kwargs)


class Pick(Choice):
    """One of closed answers that all stand on the page."""

    widget = forms.RadioSelect


class Ticks(forms.MultipleChoiceField):
    """Any number of closed answers."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, choices: Choices, label: Any = "", **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"invalid_choice": _("Choose one of the answers.")})
        super().__init__(choices=choices, label=label, required=False, **kwargs)


class Tick(forms.BooleanField):
    def __init__(self, label: Any = "", **kwargs: Any) -> None:
        super().__init__(label=label, required=False, **kwargs)


class Whole(forms.IntegerField):
    """A whole number within limits."""

    def __init__(self, label: Any = "", *, least: int = 0, most: int, **kwargs: Any) -> None:
        message = _("Write a whole number.")
        super().__init__(
            label=label,
            required=False,
            min_value=least,
            max_value=most,
            localize=False,
            error_messages={
                "invalid": message,
                "min_value": _("At least %(limit_value)d."),
                "max_value": _("At most %(limit_value)d."),
            },
            **kwargs,
        )


class Day(forms.DateField):
    """A date, `past` where it cannot lie after today; today is told by the form."""

    def __init__(self, label: Any = "", *, past: bool = True, **kwargs: Any) -> None:
        super().__init__(
            label=label,
            required=False,
            input_formats=WRITTEN,
            error_messages={"invalid": _("Write the date with day, month and year, such as 15.04.2026.")},
            **kwargs,
        )
        self.past = past
        self.today: dt.date | None = None

    def to_python(self, value: Any) -> dt.date | None:
        """A year of two digits is the latest that the day can be: 12.03.65 is in 1965."""
        found: dt.date | None = super().to_python(value)
        short = isinstance(value, str) and SHORT_YEAR.match(value.strip())
        if short and found and self.past and self.today and found > self.today:
            return found.replace(
                year=found.year - 100, day=min(found.day, 28) if found.month == 2 else found.day
            )
        return found

    def validate(self, value: dt.date | None) -> None:
        super().validate(value)
        if value is None:
            return
        if value < EARLIEST:
            raise ValidationError(_("The year must be 1900 or later."))
        if self.past and self.today and value > self.today:
            raise ValidationError(
                _("The date is in the future. Today is %(today)s."), params={"today": spoken(self.today)}
            )


def spoken(day: dt.date) -> str:
    """A date as it is typed: 15.04.2026."""
    return f"{day:%d.%m.%Y}"
