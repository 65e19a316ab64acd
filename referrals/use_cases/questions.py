"""What only the referrer knows: asked with one click, answered in the portal or by
phone. The clock never stops.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from referrals import attention, clocks, policies, provenance
from referrals.models import Decision, Proposal, Question, Referral
from referrals.use_cases import clocks as case_clocks
from referrals.use_cases import messages_out, notices
from referrals.use_cases.alarm import alarm_if_serious
from referrals.use_cases.history import note
from referrals.use_cases.propose import check_facts, propose
from referrals.use_cases.rows import lock_referral, move_referral, save
from referrals.use_cases.settle import put_facts
from rve.core.errors import DomainError, NotFound
from rve.core.policies import Actor

LONGEST, LONGEST_NAME = 4_000, 60


@dataclass(frozen=True, slots=True)
class QuestionItem:
    """A question about one fact (dotted, as in the facts), or in free words (`fact` empty)."""

    fact: str
    text: str


@transaction.atomic
def ask(
    *, referral: Referral, items: Sequence[QuestionItem], by: Actor, now: dt.datetime, version: int
) -> list[Question]:
    """Asks the referrer; a fact that is asked already is not asked twice. The referrer's clock starts."""
    case = lock_referral(referral, version)
    policies.check_can_ask(by, case)
    asked = set(
        case.questions.filter(answered_at=None, withdrawn_at=None)
        .exclude(fact="")
        .values_list("fact", flat=True)
    )
    new = [item for item in items if not item.fact or item.fact not in asked]
    _check_items(items)
    made = [
        Question.objects.create(
            referral=case, fact=item.fact, text=item.text.strip(), asked_by=by.user, asked_at=now
        )
        for item in {(item.fact or item.text): item for item in new}.values()
    ]
    move_referral(case, "ask")
    case.manual_reason = ""
    if not case_clocks.is_running(case, "referrer_answer"):
        _start_answer_clock(case, now)
    save(case, now=now)
    note(
        case,
        "asked",
        by=by,
        now=now,
        facts=[one.fact for one in made],
        questions=[str(one.public_id) for one in made],
    )
    notices.tell(
        notices.referrer(case),
        referral=case,
        template="question",
        key=f"asked/{case.pk}/{case.version}",
        path=notices.path_of(case, for_referrer=True),
        now=now,
    )
    messages_out.ask_sender(case, made, now=now)
    return made


def _check_items(items: Sequence[QuestionItem]) -> None:
    if not items:
        raise DomainError(_("Choose at least one question."), field="questions")
    for item in items:
        if not item.text.strip():
            raise DomainError(_("A question needs words."), field="questions")
        if len(item.text) > LONGEST or len(item.fact) > LONGEST_NAME:
            raise DomainError(_("That question is too long: ask it in fewer words."), field="questions")
        if item.fact.startswith("needs."):
            raise DomainError(
                _("This is for the assessor to settle, not for the referrer."), field="questions"
            )


def _start_answer_clock(case: Referral, now: dt.datetime) -> None:
    """Five virkedager to answer; on the eighth of the assessment's the case goes on without
    (or the day after asking).
    """
    today = timezone.localdate(now, clocks.OSLO)
    assert case.receipt is not None
    calendar = case_clocks.calendar_of(case.region, starts_on=case.receipt, on=today)
    go_on = clocks.go_on_day(receipt=case.receipt, asked_on=today, calendar=calendar)
    # Asked for a complaint the case is decided already: nothing goes on by itself.
    extra = {} if case.status == Referral.Status.DECIDED else {"go_on_on": go_on.isoformat()}
    case_clocks.start_clock(kind="referrer_answer", referral=case, starts_on=today, now=now, extra=extra)


@transaction.atomic
def answer(*, question: Question, value: Any, text: str, by: Actor, now: dt.datetime) -> Question:
    """The referrer's answer, in words and (for a fact) as its value; the proposal
    follows. Late answers count too.
    """
    case = lock_referral(question.referral)
    row = Question.objects.select_for_update().filter(pk=question.pk, referral=case).first()
    if row is None:
        raise NotFound(_("There is no such question."))
    row.referral = case
    policies.check_can_see(by, case)
    if row.answered_by_id == by.user.pk and (row.value, row.answer) == (value, text.strip()):
        return row
    policies.check_can_answer(by, row)
    if value is None and not text.strip():
        raise DomainError(_("Write an answer."), field="text")
    row.answer, row.value, row.answered_by, row.answered_at = text.strip(), value, by.user, now
    row.save()
    _take_in(case, row, by=by, now=now, verb="answered")
    notices.tell(
        [case.assessor] if case.assessor and case.assessor.is_active else [],
        referral=case,
        template="answered",
        key=f"answered/{row.pk}",
        path=notices.path_of(case),
        now=now,
    )
    return row


@transaction.atomic
def note_phone_call(
    *,
    referral: Referral,
    text: str,
    by: Actor,
    now: dt.datetime,
    version: int,
    fact: str = "",
    value: Any = None,
) -> Question:
    """Asked and answered by phone, noted by the assessor; an open question about the same
    fact is answered by it.
    """
    case = lock_referral(referral, version)
    policies.check_can_settle(by, case)
    if not text.strip():
        raise DomainError(_("Write what was said."), field="text")
    if len(text) > LONGEST or len(fact) > LONGEST_NAME:
        raise DomainError(_("That is too long: note what matters for the case."), field="text")
    row = case.questions.filter(fact=fact, answered_at=None, withdrawn_at=None).first() if fact else None
    row = row or Question(referral=case, fact=fact, text=text.strip(), asked_by=by.user, asked_at=now)
    row.channel, row.answer, row.value = Question.Channel.PHONE, text.strip(), value
    row.answered_by, row.answered_at = by.user, now
    row.save()
    _take_in(case, row, by=by, now=now, verb="phoned")
    return row


def _take_in(case: Referral, row: Question, *, by: Actor, now: dt.datetime, verb: str) -> None:
    """What an answer changes: the fact, the state when nothing is left to ask, the clock, the proposal."""
    if row.fact and row.value is not None:
        put_facts(case, {row.fact: row.value}, by=by, now=now, how=provenance.ANSWER)
        check_facts(case, about={row.fact: row.value})
    left = case.questions.filter(answered_at=None, withdrawn_at=None).exists()
    if not left:
        case_clocks.meet(case, "referrer_answer", now=now)
        if case.status == Referral.Status.AWAITING_INFORMATION:
            move_referral(case, "answer")
        case.manual_reason = ""
    if case.decisions.filter(status=Decision.Status.PREPARED).update(version=F("version") + 1):
        case.attention = attention.add(case.attention, attention.NEW_INFORMATION)
    case.last_answer_at = now
    save(case, now=now)
    note(case, verb, by=by, now=now, question=str(row.public_id), fact=row.fact, value=row.value)
    if row.fact and row.value is not None:
        decided = case.status == Referral.Status.DECIDED
        cause = Proposal.Cause.COMPLAINT if decided else Proposal.Cause.ANSWER
        propose(referral=case, cause=cause, by=by, now=now, about={row.fact: row.value})
        alarm_if_serious(case, now=now)
