"""The municipality as it is typed: a name, a number, or both as the list offers them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from institutions.models import Municipality


def spelled(number: str, name: str) -> str:
    """As the list offers it: Verdal (5038)."""
    return f"{name} ({number})"


def all_by_number() -> dict[str, str]:
    """Number and name of every municipality, by name."""
    return dict(Municipality.objects.order_by("name").values_list("number", "name"))


class MunicipalityField(forms.CharField):
    """Clean value: the four digits. The form hands in the municipalities by number."""

    def __init__(self, label: Any = "", **kwargs: Any) -> None:
        super().__init__(label=label, required=False, max_length=80, **kwargs)
        self.known: Mapping[str, str] = {}

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        digits = re.search(r"\b(\d{4})\b", text)
        if digits:
            return self._by_number(digits[1])
        named = [number for number, name in self.known.items() if name.casefold() == text.casefold()]
        if len(named) == 1:
            return named[0]
        if named:
            raise ValidationError(_("Several municipalities have this name. Choose one from the list."))
        raise ValidationError(_("There is no such municipality. Choose one from the list."))

    def _by_number(self, number: str) -> str:
        if number not in self.known:
            raise ValidationError(_("There is no municipality with this number."))
        return number
