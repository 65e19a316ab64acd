"""The physician's page: the queue, the decision, the letter; sign one, sign the marked, send back."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from referrals.models import Decision
from referrals.pages.case_rules import words_of
from referrals.pages.letter import addressed
from referrals.queries import complaints as complaint_queries
from referrals.queries import signing as queries
from referrals.use_cases import decisions, signing
from referrals.use_cases.clocks import calendar_today
from referrals.use_cases.letter_check import read_through
from referrals.use_cases.letters import letter_data, recipients_of
from referrals.words import LEVELS, MARKS, OUTCOMES, RECIPIENTS, REDIRECTS
from rve.core import access_log, clock
from rve.core.errors import Conflict, DomainError, Stale
from rve.core.models import Role
from rve.core.numbers import whole_number
from rve.core.policies import roles


@roles(Role.PHYSICIAN)
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """The page with the most urgent decision open."""
    return _page(request, None)


@roles(Role.PHYSICIAN)
@require_GET
def sign(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The page with one decision open; a decision no longer waiting leads to the queue."""
    return _page(request, public_id)


def _page(request: HttpRequest, public_id: uuid.UUID | None) -> HttpResponse:
    actor, today = request.actor, clock.today()  # type: ignore[attr-defined]
    rows = queries.queue(
        region=actor.region, today=today, calendar=calendar_today(actor.region, today), reader=actor
    )
    first = next((row.public_id for row in rows if not row.why_not), rows[0].public_id if rows else "")
    chosen = str(public_id) if public_id else first
    if public_id and chosen not in {row.public_id for row in rows}:
        _decision(request, public_id)
        messages.info(request, _("That decision no longer waits for a signature."))
        return redirect("sign-queue")
    statements = complaint_queries.statements(actor)
    context: dict[str, Any] = {
        "rows": rows,
        "statements": statements,
        "statements_mine": sum(not why for _one, why in statements),
        "chosen": chosen,
        "over": sum(row.left < 0 for row in rows),
        "today_count": sum(row.left == 0 for row in rows),
        "simple": sum(row.simple for row in rows),
    }
    if chosen:
        context["why_not_sign"] = next(row.why_not for row in rows if row.public_id == chosen)
        context["left"] = next(row.left for row in rows if row.public_id == chosen)
        context |= _opened(queries.prepared(region=actor.region).get(public_id=chosen))
    access_log.seen(
        actor=actor,
        data="case",
        basis="signing",
        at=clock.now(),
        case_ids=[*(row.case_pk for row in rows), *(one.referral_id for one, _why in statements)],
        patient_ids=[
            *(row.patient_pk for row in rows),
            *(one.referral.patient_id for one, _why in statements),
        ],
    )
    return render(request, "referrals/signing/page.html", context)


def _opened(decision: Decision) -> dict[str, Any]:
    recipients = recipients_of(decision.referral, decision)
    words = words_of(decision.referral)
    data = letter_data(decision, recipients[0])
    letter, problem = read_through(data)
    return {
        "decision": decision,
        "referral": decision.referral,
        "outcome": OUTCOMES[decision.outcome],
        "mark": MARKS[decision.outcome],
        "level": LEVELS.get(decision.level, ""),
        "redirect_to": REDIRECTS.get(decision.redirect_to, decision.redirect_to),
        "recipients": [(one, RECIPIENTS.get(one.role, one.role)) for one in recipients],
        "letter": letter,
        "letter_problem": problem,
        "written": "Nynorsk" if data.language == "nn" else "Bokmål",
        "missing": [words.fact(name) for name in decision.proposal.missing],
        "why_not_simple": signing.why_not_simple(decision),
        **queries.opened(decision=decision),
    }


@roles(Role.PHYSICIAN)
@require_POST
def sign_one(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Signs; what stands in the way is said on the page of the decision, or in the queue when it is gone."""
    decision = _decision(request, public_id)
    try:
        signing.sign(
            decision=decision,
            by=request.actor,  # type: ignore[attr-defined]
            now=clock.now(),
            version=_version(request),
        )
    except (Conflict, Stale) as error:
        messages.error(request, error.message)
        return redirect("sign", public_id=public_id)
    messages.success(
        request, _("Signed. The letter for %(name)s is on its way.") % {"name": decision.referral.name}
    )
    return redirect("sign-queue")


@roles(Role.PHYSICIAN)
@require_POST
def sign_marked(request: HttpRequest) -> HttpResponse:
    """The marked decisions, each by itself: one that cannot be signed does not stop the others."""
    items = []
    for mark in request.POST.getlist("marked"):
        public_id, _colon, version = mark.partition(":")
        items.append((_uuid(public_id), whole_number(version) or 0))
    if not items:
        messages.info(request, _("No decision was marked."))
        return redirect("sign-queue")
    results = signing.sign_batch(items=items, by=request.actor, now=clock.now())  # type: ignore[attr-defined]
    signed = sum(result.signed for result in results)
    messages.success(request, _("Signed: %(signed)s of %(all)s.") % {"signed": signed, "all": len(results)})
    for result in results:
        if not result.signed:
            messages.warning(request, result.message)
    return redirect("sign-queue")


@roles(Role.PHYSICIAN)
@require_POST
def send_back(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    decision, note = _decision(request, public_id), request.POST.get("note", "").strip()
    if not note:
        messages.warning(request, _("Write what the assessor should look at, then send it back."))
        return redirect("sign", public_id=public_id)
    decisions.send_back(
        decision=decision,
        note=note,
        by=request.actor,  # type: ignore[attr-defined]
        now=clock.now(),
        version=_version(request),
    )
    messages.success(request, _("Sent back to the assessor with your note."))
    return redirect("sign-queue")


@roles(Role.PHYSICIAN, Role.ASSESSOR, Role.TEAM_LEAD)
@require_POST
def second_read(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A refusal on thin facts has been read by a second person, who stands by it."""
    decision = _decision(request, public_id)
    decisions.second_read(
        decision=decision,
        by=request.actor,  # type: ignore[attr-defined]
        now=clock.now(),
        version=_version(request),
    )
    messages.success(request, _("Read by you. It can be signed."))
    if request.actor.has(Role.PHYSICIAN):  # type: ignore[attr-defined]
        return redirect("sign", public_id=public_id)
    return redirect("case", public_id=decision.referral.public_id)


@roles(Role.PHYSICIAN, Role.ASSESSOR, Role.TEAM_LEAD)
@require_GET
def letter_preview(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The letter as it will be sent, in full size, for one of its recipients."""
    decision = _decision(request, public_id)
    actor, referral = request.actor, decision.referral  # type: ignore[attr-defined]
    recipients = recipients_of(referral, decision)
    chosen = addressed(recipients, request.GET.get("to", ""))
    letter, problem = read_through(letter_data(decision, chosen))
    access_log.seen(
        actor=actor,
        data="letter",
        basis="assessment",
        at=clock.now(),
        case_ids=[referral.pk],
        patient_ids=[referral.patient_id],
    )
    context = {
        "decision": decision,
        "referral": referral,
        "letter": letter,
        "letter_problem": problem,
        "recipients": [(one, RECIPIENTS.get(one.role, one.role)) for one in recipients],
        "chosen": chosen,
    }
    return render(request, "referrals/signing/letter.html", context)


def _decision(request: HttpRequest, public_id: uuid.UUID) -> Decision:
    """The decision in the actor's region; another region's is not there."""
    found = Decision.objects.select_related(
        "referral__patient", "referral__region", "proposal", "institution"
    )
    return get_object_or_404(found, public_id=public_id, referral__region=request.actor.region)  # type: ignore[attr-defined]


def _version(request: HttpRequest) -> int:
    version = request.POST.get("version", "")
    return whole_number(version) or 0


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise DomainError(
            _("The marked decisions could not be read. Mark them again."), field="marked"
        ) from None
