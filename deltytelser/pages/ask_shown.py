"""Everything «Ask the book» shows: the form with its marks, and the proposal with its tables lit."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.forms import BoundField
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from deltytelser.pages import ask_errors
from deltytelser.pages.ask_examples import by_outcome
from deltytelser.pages.ask_facts import DIAGNOSES, facts_from, has_facts, standard, titled
from deltytelser.pages.ask_fields import (
    CONDITION,
    CONDITION_GROUPS,
    FUNCTION,
    GROUNDS,
    OTHER,
    REFERRAL,
    field_id,
)
from deltytelser.pages.ask_form import WRITTEN, AskForm, shipped_world
from deltytelser.pages.ask_rules import Asked, choices_for, rules_asked
from deltytelser.pages.reading import rules_language
from deltytelser.rules.errors import InvalidFacts
from deltytelser.rules.tree import reason_tree
from rve.core.policies import Actor


@dataclass(slots=True)
class Mark:
    """What stands beside a field: what is wrong with it, or that it decides."""

    id: str
    error: str = ""
    needed: bool = False


@dataclass(slots=True)
class Shown:
    """A field with its mark. `kind`: answers (yes, no, unknown), words or text."""

    bound: BoundField
    mark: Mark
    kind: str


@dataclass(slots=True)
class Group:
    title: str | Promise
    id: str
    fields: list[Shown]
    answered: int = 0
    needed: int = 0


@dataclass(slots=True)
class Answer:
    """What the rules said, or the fields and sentences that say why they could not be asked."""

    tree: dict[str, Any] | None = None
    errors: dict[str, str] = field(default_factory=dict)


def page_context(given: QueryDict, *, actor: Actor, today: dt.date) -> dict[str, Any]:
    """The page and its answer. NotFound for rules that are not the actor's to ask."""
    asked = rules_asked(given.get("rule_set", ""), actor=actor, receipt=_receipt(given), today=today)
    if asked.rules is None:
        return {"rules": None}
    fresh = not has_facts(given)
    told = given.copy()
    if fresh:
        told.update(standard(asked.day))
    lang = rules_language()
    form = AskForm(told, rules=asked.rules, lang=lang)
    answer = _answer(form, told, asked, whole="whole" in told, today=today)
    return {
        "asked": asked,
        "tree": answer.tree,
        "fresh": fresh and not told.getlist(DIAGNOSES),
        "whole": "whole" in told,
        "rule_set": told.get("rule_set", ""),
        "rule_sets": choices_for(actor),
        "examples": by_outcome(asked.rules, lang),
        "diagnoses": titled(told.getlist(DIAGNOSES)),
        "permalink": f"?{told.urlencode()}",
        **_form_context(form, answer),
    }


def _receipt(given: QueryDict) -> dt.date | None:
    for name in ("first_received_on", "received_on"):
        for written in WRITTEN:
            try:
                return dt.datetime.strptime(given.get(name, ""), written).date()  # noqa: DTZ007 - a day of law
            except ValueError:
                continue
    return None


def _answer(form: AskForm, told: QueryDict, asked: Asked, *, whole: bool, today: dt.date) -> Answer:
    if not form.is_valid():
        return Answer(errors={name: str(errors[0]) for name, errors in form.errors.items()})
    if asked.fault:
        return Answer(errors={"rule_set": asked.fault})
    if not told.getlist(DIAGNOSES):
        return Answer(errors={DIAGNOSES: _("Choose a diagnosis.")})
    facts = facts_from(form.cleaned_data, told.getlist(DIAGNOSES))
    assert asked.rules is not None
    try:
        tree = reason_tree(
            facts, rules=asked.rules, world=shipped_world(), on=today, lang=form.lang, whole=whole
        )
    except InvalidFacts as error:
        name, words = ask_errors.in_words(error)
        return Answer(errors={name: words})
    return Answer(tree=tree)


def _form_context(form: AskForm, answer: Answer) -> dict[str, Any]:
    needed = {one["fact"] for one in answer.tree["missing"]} if answer.tree else set()
    shown = {
        name: Shown(
            form[name], Mark(field_id(name), answer.errors.get(name, ""), name in needed), _kind(form, name)
        )
        for name in form.fields
    }
    stays = [name for name in form.fields if name.startswith("earlier_stays.")]

    def fields(*names: str) -> list[Shown]:
        return [shown[name] for name in names]

    return {
        "day_fields": fields("received_on", "first_received_on"),
        "patient_fields": fields("age", "patient.municipality"),
        "referral_fields": fields(*REFERRAL),
        "function_fields": fields(*FUNCTION),
        "need_fields": fields(*GROUNDS),
        "other_fields": fields(*OTHER),
        "stays": [fields(*stays[number : number + 2]) for number in range(0, len(stays), 2)],
        "condition_groups": _groups(shown),
        "marks": [one.mark for one in shown.values()],
        "diagnoses_error": answer.errors.get(DIAGNOSES, ""),
        "fault": answer.errors.get("rule_set", ""),
        "wrong": [
            (field_id(name) if name in shown else "f-search", _label(form, name), words)
            for name, words in answer.errors.items()
            if name != "rule_set"
        ],
    }


def _label(form: AskForm, name: str) -> str:
    return str(form.fields[name].label) if name in form.fields else _("Diagnoses")


def _kind(form: AskForm, name: str) -> str:
    widget = type(form.fields[name].widget).__name__
    return {"RadioSelect": "answers", "Select": "words"}.get(widget, "text")


def _groups(shown: dict[str, Shown]) -> list[Group]:
    groups = []
    for number, (title, names) in enumerate(CONDITION_GROUPS):
        fields = [shown[CONDITION + name] for name in names]
        groups.append(
            Group(
                title=title,
                id=f"conditions-{number}",
                fields=fields,
                answered=sum(1 for one in fields if one.bound.value()),
                needed=sum(1 for one in fields if one.mark.needed),
            )
        )
    return groups
