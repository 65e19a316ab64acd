"""The HER-id of those who can be reached by message; it can be entered for every institution."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from institutions.models import Institution
from referrals.pages.back_office.region_form import RegionForm

HER_ID_LABEL = _("HER-id")
HER_ID_HELP = _("From Adresseregisteret. Messages go to it; without one they go by letter and portal alone.")


class HerIdForm(RegionForm):
    def clean_her_id(self) -> str:
        number: str = self.cleaned_data["her_id"].strip()
        if number and not (number.isascii() and number.isdigit()):
            raise forms.ValidationError(_("A HER-id has digits only."))
        return number


class InstitutionForm(HerIdForm):
    """Institutions come with the reference data: here it is only said how they are reached."""

    class Meta:
        model = Institution
        fields = ["name", "her_id"]
        labels = {"name": _("Name"), "her_id": HER_ID_LABEL}
        help_texts = {"her_id": HER_ID_HELP}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].disabled = True
