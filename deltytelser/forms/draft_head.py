"""What a draft is about: its title, why the rules change, the first day in force; a file to begin from."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from deltytelser.forms.uncut import Uncut

DATE = forms.DateInput(attrs={"placeholder": "dd.mm.yyyy", "autocomplete": "off"})
MOST_BYTES = 4_000_000


class DraftHead(Uncut):
    """The three that every change needs."""

    title = forms.CharField(
        label=_("What is changed"),
        max_length=120,
        help_text=_("In one line, as colleagues will see it in the list."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    why = forms.CharField(
        label=_("Why"),
        max_length=4000,
        help_text=_("What speaks for the change, and who has asked for it. The one who approves reads this."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    first_day = forms.DateField(
        label=_("First day in force"),
        help_text=_("After today. Referrals received before this day follow the rules as they were."),
        widget=DATE,
    )


class DraftUpload(DraftHead):
    """A draft from the files of a rule set."""

    file = forms.FileField(
        label=_("Zip file with YAML"),
        help_text=_("As it was downloaded from a version or a draft, here or in another region."),
        widget=forms.ClearableFileInput(attrs={"accept": ".zip,application/zip"}),
    )
    field_order = ("file", "title", "why", "first_day")

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is too large to be a rule set."))
        return file
