"""What to ask the referrer: the facts that would decide first, each with a question ready to send."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from referrals.forms.choices import FACT_ANSWERS, YES_NO_FACTS, YES_NO_UNKNOWN, Choices
from referrals.models import Question, Referral
from referrals.pages.case_facts_rows import unknown_facts
from referrals.pages.case_rules import Words
from referrals.queries.case import Around

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Item:
    """A fact that can be asked about. `answers`: (value, words) for the note of a phone call."""

    fact: str
    label: str
    text: str
    decides: bool
    answers: list[tuple[str, str]]
    on: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    items: list[Item]
    open: list[Question]
    answered: list[Question]
    decides: bool
    virkedag: int | None


def ask_panel(
    referral: Referral, around: Around, words: Words, *, virkedag: int | None, typed: Any = None
) -> Panel:
    """The unknown facts that are the referrer's to tell and not asked about yet, those that decide first.

    `typed`: POST data of questions that were not sent; their ticks and words stand as they were.
    """
    ticked = set(typed.getlist("fact")) if typed is not None else set()
    waiting = [one for one in around.questions if one.answered_at is None and one.withdrawn_at is None]
    asked = {one.fact for one in waiting}
    items = [
        Item(
            fact=fact.name,
            label=fact.label,
            text=(typed.get(f"text:{fact.name}") if typed is not None else "")
            or question_text(fact.name, words),
            decides=fact.decides,
            answers=phone_answers(fact.name),
            on=fact.name in ticked,
        )
        for fact in unknown_facts(referral, words)
        if fact.name not in asked
    ]
    return Panel(
        items=items,
        open=waiting,
        answered=[one for one in around.questions if one.answered_at is not None],
        decides=any(item.decides for item in items),
        virkedag=virkedag,
    )


def question_text(fact: str, words: Words) -> str:
    """The question of the rule set, or one made of the fact's name."""
    return words.question(fact) or _("What can you say about this: {fact}?").format(
        fact=words.fact(fact).lower()
    )


def phone_answers(fact: str) -> list[tuple[str, str]]:
    """What may be noted for a fact, as «fact=value»; none for a date."""
    found: Choices = FACT_ANSWERS.get(fact, ())
    if fact in YES_NO_FACTS or fact.startswith("conditions."):
        found = YES_NO_UNKNOWN
    return [(f"{fact}={code}", str(words)) for code, words in found if code != UNKNOWN]
