"""The case that a complaint is about: found by reference or name, from a posted form and never an address."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from referrals.complaint_words import number_of
from referrals.models import Complaint, Decision, Referral
from referrals.policies import visible_to
from referrals.policies.complaint_facts import TAKES_MORE, quashed_by
from referrals.use_cases.patients import sort_key
from referrals.words import MARKS, OUTCOMES, QUASHED, QUASHED_MARK, REFERRAL
from rve.core import access_log, clock, identity_numbers
from rve.core.policies import Actor

MOST = 25
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """A case, with the decision that may be complained of."""

    public_id: str
    name: str
    born: object
    reference: str
    state: str
    mark: str
    outcome: str
    signed_at: object
    complaint: str


def page(request: HttpRequest) -> HttpResponse:
    """The search field, and below it what was found."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    text = " ".join(request.POST.get("q", "").split())[:80]
    message = _why_not(text) if request.method == "POST" else ""
    found = list(_cases(actor, text)[: MOST + 1]) if text and not message else []
    access_log.seen(
        actor=actor,
        data="search",
        basis="assessment",
        at=clock.now(),
        case_ids=[case.pk for case in found],
        patient_ids=[case.patient_id for case in found if case.patient_id],
    )
    context = {
        "text": "" if identity_numbers.could_be_one(text) else text,
        "hits": [_hit(case) for case in found[:MOST]],
        "more": len(found) > MOST,
        "message": message,
        "asked": request.method == "POST",
    }
    return render(request, "referrals/complaints/find.html", context, status=400 if message else 200)


def _why_not(text: str) -> str:
    if identity_numbers.could_be_one(text):
        return _("An identity number is searched for in the search field at the top of the page.")
    return _("Write at least two letters of the name, or the reference.") if len(text) < SHORTEST else ""


def _cases(actor: Actor, text: str) -> QuerySet[Referral]:
    """By the end of the reference, the start of the family name, or words of the whole name."""
    words = Q()
    for word in text.split():
        words &= Q(given_name__icontains=word) | Q(family_name__icontains=word)
    by_key = Q(sort_key__startswith=sort_key(given_name="", family_name=text).strip())
    rows = visible_to(actor).exclude(status=Referral.Status.DRAFT)
    signed = Decision.objects.filter(referral=OuterRef("pk"), status=Decision.Status.SIGNED)
    gone = Complaint.objects.filter(quashed_by(), referral=OuterRef("pk"), decision__status="signed")
    working = Complaint.objects.filter(referral=OuterRef("pk"), status__in=TAKES_MORE, ended_at=None)
    return (
        rows.filter(Q(reference__iendswith=text) | by_key | words)
        .annotate(
            decided_as=Subquery(signed.values("outcome")[:1]),
            decided_at=Subquery(signed.values("signed_at")[:1]),
            gone=Exists(gone),
            open_complaint=Subquery(working.values("reference")[:1]),
        )
        .order_by("sort_key", "-received_on", "-pk")
    )


def _hit(case: Referral) -> Hit:
    outcome: str | None = case.decided_as  # type: ignore[attr-defined]
    gone: bool = case.gone  # type: ignore[attr-defined]
    return Hit(
        public_id=str(case.public_id),
        name=case.name,
        born=case.birth_date,
        reference=case.reference or "",
        state=str(REFERRAL[case.status]),
        mark=QUASHED_MARK if gone else MARKS.get(outcome or "", ""),
        outcome=str(QUASHED if gone else OUTCOMES[outcome]) if outcome else "",
        complaint=number_of(case.open_complaint or ""),  # type: ignore[attr-defined]
        signed_at=case.decided_at,  # type: ignore[attr-defined]
    )
