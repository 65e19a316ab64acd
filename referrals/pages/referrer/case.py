"""What the referrer's page of a sent referral shows."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from referrals import policies
from referrals.forms import choices
from referrals.forms.question import AnswerForm
from referrals.forms.withdraw import WithdrawForm, withdraw_reasons
from referrals.models import Clock, Question, Referral
from referrals.pages.case_clock import panel
from referrals.pages.case_rules import words_of
from referrals.pages.referrer.sent_facts import sent_facts
from referrals.queries import mine
from referrals.queries.outcome import outcome_of
from referrals.queries.questions import asked_at_once
from referrals.queries.sent import facts_as_sent, sent_lines
from referrals.queries.status_words import status_of
from referrals.queries.timeline import timeline
from referrals.use_cases.clocks import calendar_today
from rve.core.policies import Actor


def case_context(referral: Referral, *, actor: Actor, today: dt.date, language: str) -> dict[str, Any]:
    """Status, clock, questions, outcome when signed, letters, what was sent, what may be done."""
    waiting, answered = mine.questions_of(referral)
    signed, placement = mine.signed_of(referral), mine.placement_of(referral)
    outcome = outcome_of(signed, language=language)
    clocks = {clock.kind: clock for clock in referral.clocks.filter(cancelled_at=None).order_by("pk")}
    letters = policies.visible_letters(actor).filter(referral=referral).order_by("-created_at")
    can_withdraw = policies.can_withdraw(actor, referral)
    return {
        "referral": referral,
        "age": mine.age_on(referral.birth_date, today),
        "today": today,
        "status": status_of(
            referral,
            signed=signed,
            placement=placement,
            to_answer=len(waiting),
            quashed=outcome is not None and outcome.quashed,
        ),
        "clock": panel(
            clocks.get(Clock.Kind.ASSESSMENT), today=today, calendar=calendar_today(referral.region, today)
        ),
        "answer_clock": clocks.get(Clock.Kind.REFERRER_ANSWER),
        "questions": [(one, answer_form(one, today=today)) for one in waiting],
        "answered": [(one, answer_words(one)) for one in answered],
        "may_ask": asked_at_once(referral, language=language) if referral.is_open and not waiting else [],
        "signed": signed,
        "outcome": outcome,
        "placement": placement,
        "letters": letters.defer("pdf"),
        "sent": _sent(referral),
        "attachments": list(referral.attachments.order_by("added_at")),
        "events": timeline(referral),
        "can_withdraw": can_withdraw,
        "withdraw_form": WithdrawForm(reasons=withdraw_reasons(actor.region, today, language))
        if can_withdraw
        else None,
    }


def _sent(referral: Referral) -> list[tuple[str, str]]:
    facts = facts_as_sent(referral)
    return [
        *sent_lines(referral, facts),
        *sent_facts(facts, region=referral.region, words=words_of(referral)),
    ]


def answer_form(question: Question, *, today: dt.date, data: Any = None) -> AnswerForm:
    """With ids of its own: a page can hold several."""
    return AnswerForm(data, fact=question.fact, today=today, auto_id=f"q{question.pk}_%s")


def answer_words(question: Question) -> str:
    """The closed answer in words; empty where it was given in words alone."""
    value = question.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return choices.words(choices.FACT_ANSWERS.get(question.fact, ()), value)
