"""The history of a case: the last lines on the case page, and all of them on a page of their own."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from institutions.models import Institution
from referrals.models import Referral
from referrals.pages.case_event_words import Line, Teller, lines
from referrals.pages.case_rules import Words, words_of
from referrals.queries import case as queries
from rve.core import access_log, clock
from rve.core.models import CaseEvent, User
from rve.core.policies import RVE_ROLES, roles

SHOWN = 6


def told(referral: Referral, events: list[CaseEvent], *, viewer: User, words: Words) -> list[Line]:
    """The events in sentences, one line a person and moment."""
    names = Institution.objects.filter(region=referral.region_id).values_list("kode", "name")
    return lines(events, Teller(viewer, words, dict(names), _sender(referral)))


def _sender(referral: Referral) -> str:
    practice = referral.referrer.practice if referral.referrer else ""
    return practice or referral.organisation.name


@roles(*RVE_ROLES)
@require_GET
def events(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """All that has happened, the newest first."""
    actor = request.actor  # type: ignore[attr-defined]
    referral = queries.find(actor, public_id)
    access_log.seen(
        actor=actor,
        data="events",
        basis="assessment",
        at=clock.now(),
        case_ids=[referral.pk],
        patient_ids=[referral.patient_id] if referral.patient_id else [],
    )
    found = told(referral, queries.events(referral), viewer=actor.user, words=words_of(referral))
    return render(
        request, "referrals/case/events.html", {"referral": referral, "events": found, "today": clock.today()}
    )
