"""Several answers at once, to the assessor's questions and to what the rules ask: all of them, or none."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from deltytelser.rules.labels import asked_of
from deltytelser.rules.labels import question as sentence
from referrals import policies
from referrals.engine import compiled
from referrals.facts_shape import faults, shape_of
from referrals.models import Question, Referral
from referrals.queries.questions import question_id
from referrals.use_cases.questions import answer
from referrals.use_cases.rows import lock_referral
from rve.core.errors import DomainError
from rve.core.policies import Actor


@dataclass(frozen=True, slots=True)
class AnswerInput:
    """`question`: the public id of a question, or `question_id` of a fact that the rules ask about."""

    question: uuid.UUID
    value: Any = None
    text: str = ""


@transaction.atomic
def answer_all(
    *, referral: Referral, answers: Sequence[AnswerInput], by: Actor, now: dt.datetime, version: int
) -> Referral:
    """Takes them in the order given; the proposal follows. DomainError at `answers.N.…` for the first that
    cannot be taken, and nothing is changed.
    """
    case = lock_referral(referral, version)
    policies.check_can_see(by, case)
    for place, one in enumerate(answers):
        try:
            asked = _asked(case, one, by, now)
            _check_value(asked, one.value)
            answer(question=asked, value=one.value, text=one.text, by=by, now=now)
        except DomainError as error:
            error.field = f"answers.{place}.{_FIELDS.get(error.field or '', 'value')}"
            raise
    return lock_referral(case)


def _check_value(asked: Question, value: Any) -> None:
    """Of the fact's published shape; what else it may not be, the rules say."""
    shape = shape_of(asked.fact) if asked.fact else None
    for _path, why in faults(value, shape) if shape is not None else ():
        raise DomainError(why, field="value")


_FIELDS = {"text": "text", "question": "question"}


def _asked(case: Referral, one: AnswerInput, by: Actor, now: dt.datetime) -> Question:
    """The assessor's question; else a new row for what the rules ask, unless that fact is asked already."""
    rows = Question.objects.filter(referral=case).select_related("referral")
    found = rows.filter(public_id=one.question).first()
    if found is not None:
        return found
    proposal = Referral.objects.select_related("proposal__rule_set").get(pk=case.pk).proposal
    missing = proposal.missing if proposal else []
    fact = next((name for name in missing if question_id(case, name) == one.question), None)
    if proposal is None or fact is None or asked_of(fact) != "referrer":
        raise DomainError(_("There is no such question, or it is answered already."), field="question")
    asked = rows.filter(fact=fact, answered_at=None, withdrawn_at=None).first()
    return asked or Question.objects.create(
        referral=case,
        fact=fact,
        text=sentence(compiled(proposal.rule_set), fact, "nb"),
        asked_by=by.user,
        asked_at=now,
    )
