"""The row editor's form as the page shows it: every line with its words, every field with its choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deltytelser.forms import effects
from deltytelser.forms.facts import CONDITION, Fact, offered, words_of
from deltytelser.forms.lines import Line
from deltytelser.forms.row_form import REFUSES, WHEN, RowForm
from deltytelser.forms.sources import LAW, TypedSource
from deltytelser.rules.labels import label
from deltytelser.rules.phrases import cell_label, word_phrase
from deltytelser.rules.rows import LAW_PARTS, MARKS
from deltytelser.rules.ruleset import RuleSet

Option = tuple[str, str, bool]  # value, words, chosen
_OF_KIND: Final = {"gate": "redirects", "level": "levels", "route_named": "institutions"}


@dataclass(frozen=True)
class ShownLine:
    line: Line
    label: str
    modes: list[Option]
    options: list[Option]
    more: list[Option]  # the rest of a long list, folded away
    last: bool = False


@dataclass(frozen=True)
class ShownGroup:
    key: str
    title: str
    lines: list[ShownLine]
    error: str = ""
    number: int = 0


@dataclass(frozen=True)
class ShownField:
    field: effects.Field
    value: str
    options: list[Option]
    error: str

    @property
    def key(self) -> str:
        return f"effect-{self.field.name}"


@dataclass(frozen=True)
class ShownSource:
    source: TypedSource
    documents: list[Option]


@dataclass(frozen=True)
class ShownForm:
    form: RowForm
    when: ShownGroup
    alternatives: list[ShownGroup]
    refuses: ShownGroup | None
    facts: list[tuple[str | Promise, list[tuple[str, str]]]]  # what can be added, by group
    effect: list[ShownField]
    sources: list[ShownSource]
    marks: list[Option]
    texts: list[dict[str, Any]]
    braces: list[tuple[str, str]] = field(default_factory=list)

    @property
    def groups(self) -> list[ShownGroup]:
        return [self.when, *self.alternatives, *([self.refuses] if self.refuses else [])]


def shown_form(
    form: RowForm, rules: RuleSet, lang: str, letters: Mapping[str, str], new_line: str = ""
) -> ShownForm:
    """Everything on the page. `letters`: the short name of each delytelse; `new_line`: where to begin."""
    show = _Show(form, rules, lang, letters, new_line)
    return ShownForm(
        form=form,
        when=show.group(WHEN, _("When all of this is known")),
        alternatives=[
            show.group(name, _("Alternative %(number)s") % {"number": number}, number)
            for number, name in enumerate(form.alternatives, 1)
        ],
        refuses=show.group(REFUSES, _("Refuses when this is known too")) if form.kind == "right" else None,
        facts=[
            (title, [(one.name, show.fact(one)) for one in facts]) for title, facts in offered(form.table)
        ],
        effect=[show.effect(one) for one in effects.FIELDS.get(form.kind, ())],
        sources=[ShownSource(one, show.documents(one.document)) for one in form.sources],
        marks=[(mark, rules.marks[mark][lang], mark in form.marks) for mark in MARKS],
        texts=[_text(name, text, form.errors.get(name, "")) for name, text in form.texts.items()],
        braces=[
            (word, str(BRACES[word]))
            for word in BRACES
            if any(f"{{{word}}}" in one for one in form.texts.values())
        ],
    )


class _Show:
    def __init__(
        self, form: RowForm, rules: RuleSet, lang: str, letters: Mapping[str, str], new_line: str
    ) -> None:
        self.form, self.rules, self.lang, self.letters, self.new_line = form, rules, lang, letters, new_line

    def fact(self, fact: Fact) -> str:
        return _("Condition") if fact.name == CONDITION else cell_label(self.rules, fact.modes[0], self.lang)

    def group(self, key: str, title: str, number: int = 0) -> ShownGroup:
        lines = [self.line(one) for one in self.form.lines.get(key, [])]
        return ShownGroup(key, title, lines, self.form.errors.get(key, ""), number)

    def line(self, line: Line) -> ShownLine:
        fact = line.kind
        options = [(word, self.word(fact, word), word in line.words) for word in words_of(fact, self.rules)]
        folded = fact.look == "conditions" or len(options) > _FOLDED_FROM
        if fact.look == "conditions":
            options.sort(key=lambda one: one[1].casefold())
        return ShownLine(
            line=line,
            label=self.fact(fact),
            modes=[(mode, self.mode(fact, mode), mode == line.mode) for mode in fact.modes],
            options=[one for one in options if one[2] or not folded],
            more=[one for one in options if folded and not one[2]],
            last=line.key == self.new_line,
        )

    def mode(self, fact: Fact, mode: str) -> str:
        if fact.name == CONDITION:
            return cell_label(self.rules, mode, self.lang)
        return _("is none of") if mode.endswith("_not") else _("is one of")

    def word(self, fact: Fact, word: str) -> str:
        if fact.look == "flag":
            return _("Yes") if word == "yes" else _("No")
        if word in self.letters and fact.name in ("delytelse", "lookup", "requested"):
            return f"{word} {self.letters[word]}"
        said = word_phrase(self.rules, fact.modes[0], word, self.lang)
        return said[:1].upper() + said[1:] if fact.name != "found_by" else said

    def effect(self, one: effects.Field) -> ShownField:
        value = self.form.effect.get(one.name, "")
        options = [
            (word, self.effect_word(one.name, word), word == value)
            for word in effects.words_of(one, self.rules)
        ]
        return ShownField(one, value, options, self.form.errors.get(f"effect-{one.name}", ""))

    def effect_word(self, name: str, word: str) -> str:
        if name == "refuses":
            return {"never": _("Never: a person decides"), "always": _("Always")}.get(
                word, _("When more is known")
            )
        if name == "test":
            return _("None") if word == effects.NO_TEST else label(self.rules, "tests", word, self.lang)
        if name == "delytelse":
            return f"{word} {self.letters.get(word, '')}".strip()
        group = _OF_KIND.get(self.form.kind)
        return label(self.rules, group, word, self.lang) if group else word

    def documents(self, chosen: str) -> list[Option]:
        law = {
            "right": _("The law of the day: the right"),
            "assessment": _("The law of the day: the assessment"),
            "urgent": _("The law of the day: suspected serious illness"),
        }
        options = [*self.rules.documents.items(), *((LAW + part, law[part]) for part in LAW_PARTS)]
        return [(key, str(words), key == chosen) for key, words in options]


_FOLDED_FROM: Final = 8
BRACES: Final = {
    "weeks": gettext_lazy("the number of weeks"),
    "limit": gettext_lazy("the date that is counted out"),
    "receipt": gettext_lazy("the day of receipt"),
    "due": gettext_lazy("the day the assessment is due"),
    "code": gettext_lazy("the diagnosis code"),
    "range": gettext_lazy("the range of codes in the map"),
    "delytelse": gettext_lazy("the letter of the delytelse"),
    "requested": gettext_lazy("the letter that the referrer asked for"),
    "institution": gettext_lazy("the name of the place"),
    "level": gettext_lazy("the level"),
    "grounds": gettext_lazy("the grounds that hold"),
    "paragraphs": gettext_lazy("the sections of the law"),
    "sentence": gettext_lazy("the sentence of another row"),
}


def _text(name: str, text: str, error: str) -> dict[str, Any]:
    labels = {
        "nb": _("Bokmål"),
        "nn": _("Nynorsk"),
        "nb_short": _("In a few words, bokmål"),
        "nn_short": _("In a few words, nynorsk"),
    }
    language = name.removesuffix("_short")
    return {
        "key": name,
        "label": labels[name],
        "text": text,
        "error": error,
        "lang": language,
        "short": name != language,
    }
