"""A region's own words for a paragraph of the letters: checked against what the law wants said."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from referrals.letters.data import Paragraph
from referrals.letters.paragraphs import library, paragraph_problems
from referrals.models import LetterParagraph
from referrals.pages.back_office.paragraph_words import label_of, letters_with
from referrals.pages.back_office.region_form import DATE, RegionForm
from rve.core import clock

LANGUAGES = (("nb", gettext_lazy("bokmål")), ("nn", gettext_lazy("nynorsk")))
WORDS = ("key", "heading_nb", "text_nb", "heading_nn", "text_nn", "valid_from")


def choices() -> list[tuple[str, str]]:
    return [(one.key, f"{label_of(one)} ({letters_with(one.key)})") for one in library("nb")]


def standard_of(key: str, language: str) -> Paragraph | None:
    return next((one for one in library(language) if one.key == key), None)


class ParagraphForm(RegionForm):
    key = forms.ChoiceField(label=gettext_lazy("Paragraph"), choices=choices)

    class Meta:
        model = LetterParagraph
        fields = ["key", "heading_nb", "text_nb", "heading_nn", "text_nn", "valid_from", "valid_to"]
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
            "text_nb": forms.Textarea(attrs={"rows": 6}),
            "text_nn": forms.Textarea(attrs={"rows": 6}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A paragraph without a heading goes on from the one before.
        self.fields["heading_nb"].required = self.fields["heading_nn"].required = False
        if self.instance.pk and self.instance.valid_from <= clock.today():
            for name in WORDS:
                self.fields[name].disabled = True
            self.fields["valid_to"].help_text = _("Words in use are not changed: end them and add new ones.")
        self._start_from_standard()

    def _start_from_standard(self) -> None:
        """The standard words beside the form, and in it where it is empty."""
        found = [(code, name, standard_of(self.chosen_key, code)) for code, name in LANGUAGES]
        shown = [(code, name, one) for code, name, one in found if one]
        self.standard = tuple(
            (_("Standard words, {language}").format(language=name), f"{one.heading}\n{one.text}".strip())
            for _code, name, one in shown
        )
        if not self.instance.pk:
            for code, _name, one in shown:
                self.initial.update({f"heading_{code}": one.heading, f"text_{code}": one.text})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for code, _name in LANGUAGES:
            if not self.fields["key"].disabled and data.get("key") and f"text_{code}" in data:
                self._check(
                    Paragraph(data["key"], data.get(f"heading_{code}", ""), data[f"text_{code}"]), code
                )
        return data

    def _check(self, paragraph: Paragraph, language: str) -> None:
        if f"text_{language}" in self.errors:
            return
        for code, detail in paragraph_problems(paragraph, language):
            said = {
                "empty": _("Write the words of the paragraph."),
                "unknown_placeholder": _("{{{name}}} is not known in this paragraph.").format(name=detail),
                "must_say": _("The law wants this said. Use the words: {words}").format(
                    words=detail.replace("|", f" {_('or')} ")
                ),
            }
            self.add_error(f"text_{language}", said.get(code, detail))
