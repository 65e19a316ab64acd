"""What every form of the back office shares: its rows belong to the actor's region."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rve.core.policies import Actor

DATE = forms.DateInput(attrs={"placeholder": _("dd.mm.yyyy"), "autocomplete": "off"})


class RegionForm(forms.ModelForm):
    """`title` and `standard` (heading, words) are shown beside the fields where there are any."""

    title: object = ""
    standard: tuple[tuple[object, object], ...] = ()

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        self.actor = actor
        super().__init__(*args, **kwargs)
        if hasattr(self.instance, "region_id") and not self.instance.region_id:
            self.instance.region = actor.region

    @property
    def chosen_key(self) -> str:
        """The key of the row, of what was posted, or of the link that led here."""
        posted = self.data.get(self.add_prefix("key"), "") if self.is_bound else self.initial.get("key", "")
        return str(getattr(self.instance, "key", "") or posted)
