"""The number of places as it is typed: 2, 2,5 or 2.5, or an agreement without a number."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from institutions.models import Pool
from institutions.use_cases.capacity import MOST_TENTHS


def as_typed(places: Decimal | None) -> str:
    """2.5 as «2,5», 3 as «3»; nothing for None."""
    return "" if places is None else f"{places.normalize():f}".replace(".", ",")


class PoolForm(forms.Form):
    """`cleaned_data["tenths"]` is the capacity in tenths, None without a number."""

    places = forms.CharField(
        label=_("Places"),
        required=False,
        max_length=6,
        help_text=_("At most one decimal: 2,5 is two and a half places on average over half a year."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    unnumbered = forms.BooleanField(
        label=_("The agreement has no number of places"),
        required=False,
        help_text=_("Bookings are then counted, and never stopped."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, pool: Pool) -> None:
        initial = {
            "places": as_typed(pool.places),
            "unnumbered": pool.places is None,
            "version": pool.version,
        }
        super().__init__(data, initial=initial)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        typed = cleaned.get("places", "").strip()
        if cleaned.get("unnumbered"):
            cleaned["tenths"] = None
        elif not typed:
            self.add_error("places", _("Write how many places there are, or tick that there is no number."))
        else:
            cleaned["tenths"] = self._tenths(typed)
        return cleaned

    def _tenths(self, typed: str) -> int | None:
        try:
            tenths = Decimal(typed.replace(",", ".").replace(" ", "")) * 10
        except InvalidOperation:
            tenths = Decimal("NaN")
        if not (tenths.is_finite() and tenths == int(tenths) and 0 <= tenths <= MOST_TENTHS):
            self.add_error(
                "places", _("Write a number from 0 to 999 with at most one decimal, for example 2,5.")
            )
            return None
        return int(tenths)
