"""Withdrawing a referral: a coded reason, and words where they help."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from referrals.forms.fields import Text
from rve.core.models import CodedReason, Region


def withdraw_reasons(region: Region, today: dt.date, language: str) -> list[tuple[CodedReason, str]]:
    """The reasons that may be chosen today, with their words."""
    rows = CodedReason.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=today),
        region=region,
        kind=CodedReason.Kind.WITHDRAW,
        valid_from__lte=today,
    ).order_by("pk")
    return [(row, row.text_nn if language == "nn" else row.text_nb) for row in rows]


class WithdrawForm(forms.Form):
    reason_code = forms.ChoiceField(
        label=_("Why is the referral withdrawn?"),
        error_messages={"required": _("Choose a reason."), "invalid_choice": _("Choose one of the reasons.")},
    )
    text = Text(_("In your own words"))

    def __init__(
        self, data: Any = None, *, reasons: Sequence[tuple[CodedReason, str]], **kwargs: Any
    ) -> None:
        super().__init__(data, use_required_attribute=False, **kwargs)
        self._reasons = {row.code: row for row, _words in reasons}
        field = cast("forms.ChoiceField", self.fields["reason_code"])
        field.choices = [("", _("Choose a reason")), *((row.code, words) for row, words in reasons)]

    @property
    def reason(self) -> CodedReason:
        return self._reasons[self.cleaned_data["reason_code"]]
