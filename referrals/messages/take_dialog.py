"""A dialogue message: the answer to what was asked, else news of a case, else kept for a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone

from referrals.clocks import OSLO
from referrals.messages import flags
from referrals.messages.about_case import ask_to_read, case_by_reference, is_of, tell_case, uuids
from referrals.messages.parse.dialog import SentDialog, dialog
from referrals.messages.parse.envelope import Envelope
from referrals.messages.take_referral import sorted_files
from referrals.messages.tenants import actor_of, sender_of
from referrals.models import MessageIn, MessageOut, Question, Referral
from referrals.use_cases import questions
from referrals.use_cases.attachments import FileInput, attach
from referrals.use_cases.rows import lock_referral
from rve.core.errors import Conflict, DomainError
from rve.core.models import Organisation
from rve.core.policies import Actor


def take_dialog(
    row: MessageIn, envelope: Envelope, *, unit: Organisation, now: dt.datetime
) -> list[dict[str, str]]:
    """Answers the questions it refers to; the attachments that could not be taken in."""
    sent = dialog(envelope)
    today = timezone.localdate(now, OSLO)
    tenant = sender_of(envelope.sender, unit=unit, on=today)
    files, faults = sorted_files(sent.files)
    case = case_by_reference(envelope, unit=unit)
    row.flag = _in_the_way(case, envelope, sent, tenant)
    if row.flag or case is None:
        return faults
    by = actor_of(tenant if case.organisation_id == tenant.pk else case.organisation, today=today)
    if not _answered(case, row, envelope, sent, files=files, tenant=tenant, by=by, now=now):
        tell_case(case, row=row, flag=flags.NEWS, files=files, by=by, now=now)
    elif faults:
        row.flag = flags.FILES
        ask_to_read(lock_referral(case), now=now)
    return faults


def _in_the_way(case: Referral | None, envelope: Envelope, sent: SentDialog, tenant: Organisation) -> str:
    """Why it is not put into a case; "" when nothing is."""
    if case is None:
        return flags.UNKNOWN_CASE
    if not is_of(case, envelope, tenant):
        return flags.OTHER_SENDER
    details = case.patient.details if case.patient else None
    number = "".join(sent.patient.number.split())
    if number and details and details.number and number != details.number:
        return flags.OTHER_PATIENT
    return ""


def _answered(
    case: Referral,
    row: MessageIn,
    envelope: Envelope,
    sent: SentDialog,
    *,
    files: Sequence[FileInput],
    tenant: Organisation,
    by: Actor,
    now: dt.datetime,
) -> bool:
    """Whether there were open questions that took the answer: one text for all that stood in one message."""
    asked = [one for one in _asked(case, envelope, tenant) if _waits(one)]
    words = sent.words or (_see_files(files) if files else "")
    if not asked or not words:
        return False
    try:
        for one in asked:
            questions.answer(question=one, value=None, text=words[: questions.LONGEST], by=by, now=now)
    except Conflict:
        return False
    Question.objects.filter(pk__in=[one.pk for one in asked]).update(channel=Question.Channel.MESSAGE)
    _attach_all(case, files, by=by, now=now)
    row.referral, row.question = case, asked[0]
    return True


def _see_files(files: Sequence[FileInput]) -> str:
    return "Svar i vedlegg: " + ", ".join(one.name for one in files)


def _attach_all(case: Referral, files: Sequence[FileInput], *, by: Actor, now: dt.datetime) -> None:
    locked = lock_referral(case)
    for file in files:
        try:
            attach(referral=locked, name=file.name, data=file.data, by=by, now=now)
        except DomainError:
            return


def _waits(question: Question) -> bool:
    return question.answered_at is None and question.withdrawn_at is None


def _asked(case: Referral, envelope: Envelope, tenant: Organisation) -> list[Question]:
    """The questions of the message that is answered; by the conversation alone, of the newest one in it. Who
    has the case for another reason (a stay, a copy) answers nothing that the referrer was asked.
    """
    rows = MessageOut.objects.filter(referral=case, kind=MessageOut.Kind.QUESTION).order_by("-pk")
    if case.organisation_id != tenant.pk:
        rows = rows.filter(receiver_her_id__in=envelope.sender.her_ids)
    parent = next(iter(uuids([envelope.parent])), None)
    out = rows.filter(public_id=parent).first() if parent else None
    if out is None and _answers_something_else(parent):
        return []
    out = out or rows.filter(public_id__in=uuids(envelope.refers_to)).first() or rows.first()
    if out is None:
        return []
    ids = out.context.get("questions") or ([str(out.question.public_id)] if out.question else [])
    return list(case.questions.filter(public_id__in=ids).order_by("pk"))


def _answers_something_else(parent: str | None) -> bool:
    """A comment on a status or an onward referral is no answer to a question."""
    return parent is not None and MessageOut.objects.filter(public_id=parent).exists()
