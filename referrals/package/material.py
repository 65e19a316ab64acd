"""What the package is made from: one case's rows as they stood at one moment, and nothing of another case."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet
from django.db.models.functions import Length
from django.utils import timezone

from referrals.models import (
    Attachment,
    Clock,
    Complaint,
    ComplaintFile,
    Decision,
    Letter,
    Proposal,
    Question,
    Referral,
)
from referrals.package.words import Say
from referrals.pages.case_rules import Words, words_of
from referrals.policies.complaint_facts import quashed_by
from rve.core.dates import LOCAL_ZONE
from rve.core.models import AccessLog, CaseEvent, Message

_ROW = (
    "region",
    "patient",
    "referrer",
    "organisation",
    "municipality",
    "proposal__rule_set",
    "proposal__snapshot",
)


@dataclass(frozen=True, slots=True)
class Material:
    """Everything of one case up to `now`, oldest first. `words`: the rule set's, in the language."""

    complaint: Complaint
    referral: Referral
    decision: Decision | None
    decisions: list[Decision]
    quashed: frozenset[int]
    proposals: list[Proposal]
    attachments: list[Attachment]
    questions: list[Question]
    letters: list[Letter]
    handed_over: list[Message]
    files: list[ComplaintFile]
    events: list[CaseEvent]
    clocks: list[Clock]
    views: list[AccessLog]
    words: Words
    say: Say
    now: dt.datetime


def gather(complaint: Complaint, *, say: Say, now: dt.datetime) -> Material:
    """The rows. Files are read one by one, when they are written."""
    referral = Referral.objects.select_related(*_ROW).get(pk=complaint.referral_id)
    decisions = _decisions(referral, now)
    return Material(
        complaint=complaint,
        referral=referral,
        decision=next((one for one in decisions if one.pk == complaint.decision_id), None),
        decisions=decisions,
        quashed=_quashed(referral, now),
        proposals=list(
            referral.proposals.filter(made_at__lte=now).select_related("rule_set", "snapshot").order_by("pk")
        ),
        attachments=list(referral.attachments.filter(added_at__lte=now).order_by("pk")),
        questions=list(
            referral.questions.filter(asked_at__lte=now)
            .select_related("asked_by", "answered_by")
            .order_by("pk")
        ),
        letters=list(referral.letters.filter(created_at__lte=now).order_by("created_at", "pk")),
        handed_over=_handed_over(referral, now),
        files=list(_files(complaint).filter(added_at__lte=now).order_by("pk")),
        events=list(_events(referral, now)),
        clocks=list(referral.clocks.order_by("starts_on", "pk")),
        views=list(_views(referral, now)),
        words=words_of(referral),
        say=say,
        now=now,
    )


def _decisions(referral: Referral, now: dt.datetime) -> list[Decision]:
    rows = referral.decisions.filter(signed_at__lte=now).select_related(
        "proposal__rule_set",
        "proposal__snapshot",
        "institution",
        "override_reason",
        "prepared_by",
        "signed_by",
        "second_reader",
    )
    return list(rows.order_by("signed_at", "pk"))


def _quashed(referral: Referral, now: dt.datetime) -> frozenset[int]:
    """The decisions that Statsforvalteren had quashed by then."""
    rows = referral.complaints.filter(quashed_by(), answered_on__lte=timezone.localdate(now, LOCAL_ZONE))
    return frozenset(key for key in rows.values_list("decision_id", flat=True) if key)


def _files(complaint: Complaint) -> QuerySet[ComplaintFile]:
    """What came with the complaint, and with the one whose dismissal it is about, and what was answered
    before; never an earlier package.
    """
    kinds = (ComplaintFile.Kind.COMPLAINT, ComplaintFile.Kind.ANSWER)
    rows = ComplaintFile.objects.filter(
        complaint__in=[key for key in (complaint.pk, complaint.dismissal_id) if key], kind__in=kinds
    )
    return rows.defer("data").annotate(size=Length("data"))


def _handed_over(referral: Referral, now: dt.datetime) -> list[Message]:
    rows = Message.objects.filter(case_kind="referral", case_id=referral.pk, sent_at__lte=now)
    return list(rows.filter(kind=Message.Kind.LETTER).order_by("sent_at", "pk"))


def _events(referral: Referral, now: dt.datetime) -> QuerySet[CaseEvent]:
    """The newest first, as the history is told from them."""
    rows = CaseEvent.objects.filter(kind="referral", case_id=referral.pk, at__lte=now)
    return rows.select_related("by", "organisation").order_by("-at", "-pk")


def _views(referral: Referral, now: dt.datetime) -> QuerySet[AccessLog]:
    rows = AccessLog.objects.filter(
        case_ids__contains=[referral.pk], at__gte=referral.created_at, at__lte=now
    )
    return rows.select_related("user", "organisation").order_by("at", "pk")
