"""A paragraph of the letter library: new, or in place of one that ships."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from referrals.letters.data import KINDS as ALL_KINDS
from referrals.letters.data import TO_REFERRER_ONLY, Paragraph
from referrals.letters.paragraphs import library
from referrals.letters.picks import Pick, shipped_picks, unknown_names
from referrals.models import LetterParagraph
from referrals.pages.back_office.region_form import DATE, RegionForm
from referrals.pages.letters.words import KINDS
from rve.core import clock

LANGUAGES = (("nb", gettext_lazy("bokmål")), ("nn", gettext_lazy("nynorsk")))
LONGEST_KEY = 40


def kinds_in_words(kinds: Iterable[str]) -> str:
    return ", ".join(str(KINDS.get(kind, kind)) for kind in kinds)


def kind_choices() -> list[tuple[str, object]]:
    return [(kind, KINDS[kind]) for kind in ALL_KINDS if kind not in TO_REFERRER_ONLY]


def shipped(key: str, language: str) -> Pick | None:
    return next((one for one in shipped_picks(language) if one.paragraph.key == key), None)


class LibraryForm(RegionForm):
    key = forms.CharField(required=False, max_length=LONGEST_KEY, widget=forms.HiddenInput)
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Letters it fits"), choices=kind_choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = LetterParagraph
        fields = [
            *("key", "heading_nb", "text_nb", "heading_nn", "text_nn"),
            *("kinds", "valid_from", "valid_to"),
        ]
        labels = {
            "heading_nb": gettext_lazy("Heading, bokmål"),
            "text_nb": gettext_lazy("Words, bokmål"),
            "heading_nn": gettext_lazy("Heading, nynorsk"),
            "text_nn": gettext_lazy("Words, nynorsk"),
            "valid_from": gettext_lazy("First day"),
            "valid_to": gettext_lazy("First day no longer valid"),
        }
        widgets = {
            "valid_from": DATE,
            "valid_to": DATE,
            "text_nb": forms.Textarea(attrs={"rows": 5}),
            "text_nn": forms.Textarea(attrs={"rows": 5}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.valid_from <= clock.today():
            for name in self.fields:
                self.fields[name].disabled = name != "valid_to"
            self.fields["valid_to"].help_text = _("Words in use are not changed: end them and add new ones.")
        self.title = self.instance.heading_nb if self.instance.pk else ""
        self._start_from_shipped()

    def _start_from_shipped(self) -> None:
        """The shipped words beside the form, and in it where it is empty."""
        found = [(code, name, one) for code, name in LANGUAGES if (one := shipped(self.chosen_key, code))]
        self.standard = tuple(
            (
                _("Standard words, {language}").format(language=name),
                f"{one.paragraph.heading}\n{one.paragraph.text}",
            )
            for code, name, one in found
        )
        for code, _name, one in found if not self.instance.pk else ():
            self.initial[f"heading_{code}"] = one.paragraph.heading
            self.initial[f"text_{code}"] = one.paragraph.text
            self.initial["kinds"] = list(one.kinds)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.fields["key"].disabled:
            return data
        for code, _name in LANGUAGES:
            unknown = unknown_names(
                Paragraph("", data.get(f"heading_{code}", ""), data.get(f"text_{code}", ""))
            )
            if unknown:
                self.add_error(
                    f"text_{code}", _("{{{name}}} is not known in this paragraph.").format(name=unknown[0])
                )
        data["key"] = data.get("key") or slugify(data.get("heading_nb", ""))[:LONGEST_KEY] or "own"
        if any(one.key == data["key"] for one in library("nb")):
            data["key"] = f"own-{data['key']}"[:LONGEST_KEY]
        return data
