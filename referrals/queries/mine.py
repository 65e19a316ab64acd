"""A referrer's own referrals: lines with the status in words, counts by view. A fixed number of queries."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, When
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from referrals import policies
from referrals.forms.build import STEPS
from referrals.models import Complaint, Decision, Placement, Question, Referral
from referrals.policies.complaint_facts import quashed_by
from referrals.queries.status_words import Status, status_of
from rve.core.models import Role
from rve.core.policies import Actor

PAGE_SIZE = 25
# Long texts that no line shows.
NOT_LISTED = ("clinical", "practical", "facts", "provenance", "functions", "tried")
S = Referral.Status
OPEN_QUESTION = Q(questions__answered_at=None, questions__withdrawn_at=None, questions__isnull=False)
ASSESSING = (S.RECEIVED, S.IN_ASSESSMENT, S.AWAITING_INFORMATION, S.AWAITING_SIGNATURE)
VIEWS: dict[str, tuple[Promise, Q]] = {
    "all": (gettext_lazy("All"), Q()),
    "answer": (gettext_lazy("Waiting for an answer from you"), Q(status__in=ASSESSING) & Q(to_answer__gt=0)),
    "drafts": (gettext_lazy("Drafts"), Q(status=S.DRAFT)),
    "assessment": (gettext_lazy("Under assessment"), Q(status__in=ASSESSING)),
    "decided": (gettext_lazy("Decided"), Q(status=S.DECIDED)),
    "ended": (gettext_lazy("Closed or withdrawn"), Q(status__in=(S.CLOSED, S.WITHDRAWN))),
}
ORDER = Case(
    When(Q(status__in=ASSESSING) & Q(to_answer__gt=0), then=0),
    When(status=S.DRAFT, then=1),
    When(status__in=ASSESSING, then=2),
    When(status=S.DECIDED, then=3),
    default=4,
    output_field=IntegerField(),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list."""

    public_id: str
    case_pk: int
    patient_pk: int | None
    name: str
    age: int | None
    place: str
    reference: str
    sent_on: dt.date | None
    is_draft: bool
    next_step: str
    status: Status
    due_on: dt.date | None
    referrer: str


@dataclass(frozen=True, slots=True)
class Tab:
    """A view of the list with its count."""

    name: str
    label: str
    count: int
    current: bool


def own(actor: Actor) -> QuerySet[Referral]:
    """The referrals of the actor's organisation, with the number of questions that wait for an answer."""
    if not actor.has(Role.REFERRER):
        return Referral.objects.none()
    return (
        policies.visible_to(actor)
        .filter(organisation=actor.organisation)
        .annotate(to_answer=Count("questions", filter=OPEN_QUESTION))
    )


def tabs(actor: Actor, current: str) -> list[Tab]:
    """Counts of every view in one query."""
    counted = own(actor).aggregate(
        **{f"n_{name}": Count("pk", filter=where) for name, (_l, where) in VIEWS.items()}
    )
    return [
        Tab(name, str(label), counted[f"n_{name}"], name == current)
        for name, (label, _where) in VIEWS.items()
    ]


def page(actor: Actor, *, view: str, text: str, number: str, today: dt.date) -> tuple[Page[Any], list[Row]]:
    """One page of a view: those that wait for an answer first, then drafts, then the newest of each kind."""
    rows = own(actor).filter(VIEWS[view][1]).filter(named(text)).defer(*NOT_LISTED)
    rows = rows.select_related("municipality", "referrer", "created_by").prefetch_related(*_latest())
    found = Paginator(rows.order_by(ORDER, "-created_at", "-pk"), PAGE_SIZE).get_page(number)
    return found, [_row(one, today) for one in found.object_list]


def named(text: str) -> Q:
    """Each word stands in the given or the family name, or begins the reference."""
    every = Q()
    for word in text.split()[:5]:
        every &= (
            Q(given_name__icontains=word) | Q(family_name__icontains=word) | Q(reference__istartswith=word)
        )
    return every


def _latest() -> tuple[Prefetch, Prefetch]:
    gone = Complaint.objects.filter(quashed_by(), decision=OuterRef("pk"))
    signed = Decision.objects.filter(status=Decision.Status.SIGNED).annotate(gone=Exists(gone))
    signed = signed.select_related("institution")
    live = Placement.objects.exclude(status__in=("booked", "queued", "declined", "cancelled")).select_related(
        "institution"
    )
    return (
        Prefetch("decisions", queryset=signed, to_attr="signed"),
        Prefetch("placements", queryset=live.order_by("pk"), to_attr="shown_placements"),
    )


def _row(one: Any, today: dt.date) -> Row:
    signed = one.signed[0] if one.signed else None
    placement = one.shown_placements[-1] if one.shown_placements else None
    return Row(
        public_id=str(one.public_id),
        case_pk=one.pk,
        patient_pk=one.patient_id,
        name=one.name or _("No name yet"),
        age=age_on(one.birth_date, today),
        place=one.municipality.short_name if one.municipality else "",
        reference=one.reference or "",
        sent_on=one.received_on,
        is_draft=one.status == S.DRAFT,
        next_step=next((name for name in STEPS if name not in one.form), "review"),
        status=status_of(
            one,
            signed=signed,
            placement=placement,
            to_answer=one.to_answer,
            quashed=bool(signed and signed.gone),
        ),
        due_on=one.assessment_due if one.status in ASSESSING else None,
        referrer=one.referrer.name if one.referrer else one.created_by.name if one.created_by else "",
    )


def age_on(birth: dt.date | None, day: dt.date) -> int | None:
    """Whole years on a day; None without a birth date."""
    if birth is None:
        return None
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def questions_of(referral: Referral) -> tuple[list[Question], list[Question]]:
    """Those that wait for an answer, and those that have one; oldest first."""
    rows = list(
        referral.questions.filter(withdrawn_at=None)
        .select_related("asked_by", "answered_by")
        .order_by("asked_at")
    )
    return [row for row in rows if row.answered_at is None], [
        row for row in rows if row.answered_at is not None
    ]


def signed_of(referral: Referral) -> Decision | None:
    """The signed decision that stands; a prepared one is nobody's business yet."""
    rows = referral.decisions.filter(status=Decision.Status.SIGNED)
    return rows.select_related("institution", "proposal__rule_set", "signed_by").first()


def placement_of(referral: Referral) -> Placement | None:
    """The newest placement that has been forwarded."""
    rows = referral.placements.exclude(status__in=("booked", "queued", "declined", "cancelled"))
    return rows.select_related("institution").order_by("-pk").first()
