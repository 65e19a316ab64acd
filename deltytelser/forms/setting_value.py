"""A dated value of the rule book: what it is from the draft's first day on, and where that stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deltytelser.forms.sources import MOST_TEXT
from deltytelser.forms.uncut import Uncut
from deltytelser.rules.labels import value_label
from deltytelser.rules.rows import MARKS, MOST
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.vocabulary import FUNCTION_LOSS


class SettingValue(Uncut):
    """The field of the value is that of the setting's kind: a number, yes or no, or a word."""

    document = forms.ChoiceField(label=gettext_lazy("Source"))
    where = forms.ChoiceField(
        label=gettext_lazy("Where in it"),
        choices=(("linje", gettext_lazy("Lines")), ("locator", gettext_lazy("Section or place"))),
    )
    text = forms.CharField(label=gettext_lazy("Lines or section"), max_length=MOST_TEXT)
    mark = forms.MultipleChoiceField(
        label=gettext_lazy("Marks"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, rules: RuleSet, present: Mapping[str, Any], lang: str, **kwargs: Any
    ) -> None:
        kwargs.setdefault("initial", _initial(present))
        super().__init__(*args, **kwargs)
        self.fields["document"].choices = list(rules.documents.items())  # type: ignore[attr-defined]
        self.fields["mark"].choices = [(mark, rules.marks[mark][lang]) for mark in MARKS]  # type: ignore[attr-defined]
        self.fields["value"] = _value_field(present["value"], rules, lang)
        self.order_fields(["value"])

    def raw(self) -> dict[str, Any]:
        """Value, source and mark as the file has them."""
        data = self.cleaned_data
        value = data["value"]
        return {
            "value": value == "yes" if value in ("yes", "no") else value,
            "source": {"document": data["document"], data["where"]: data["text"]},
            "mark": data["mark"] or None,
        }


def _initial(present: Mapping[str, Any]) -> dict[str, Any]:
    value, mark = present["value"], present.get("mark") or []
    source = present["source"][0] if isinstance(present["source"], list) else present["source"]
    where = "linje" if "linje" in source else "locator"
    return {
        "value": ("yes" if value else "no") if isinstance(value, bool) else value,
        "document": source.get("document", ""),
        "where": where,
        "text": source.get(where, ""),
        "mark": [mark] if isinstance(mark, str) else mark,
    }


def _value_field(present: object, rules: RuleSet, lang: str) -> forms.Field:
    if isinstance(present, bool):
        return forms.ChoiceField(
            label=_("What it is"), choices=(("yes", _("Yes")), ("no", _("No"))), widget=forms.RadioSelect
        )
    if isinstance(present, int):
        return forms.IntegerField(label=_("What it is"), min_value=1, max_value=MOST)
    words = [(word, value_label(rules, "function_loss", word, lang)) for word in FUNCTION_LOSS]
    return forms.ChoiceField(label=_("What it is"), choices=words)
