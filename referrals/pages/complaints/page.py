"""The page of one complaint: what it says, the decision beside the case as it is now, and the next step."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from referrals import complaint_words as words
from referrals.clock_words import CLOCKS
from referrals.models import Clock, Complaint
from referrals.package import left_out
from referrals.pages import case_read
from referrals.pages.case_clock import words_left
from referrals.pages.case_events import told
from referrals.pages.case_rules import words_of
from referrals.pages.complaints.beside import beside
from referrals.pages.complaints.decided import decided
from referrals.pages.complaints.draft import draft
from referrals.pages.complaints.steps import choices, kept_files, steps
from referrals.pages.letters.words import letters_to_write
from referrals.policies.complaints import (
    UPHELD,
    can_dismiss_as,
    deciders,
    formalities_in_order,
    lateness_only,
    without_decision,
)
from referrals.proofs import proof_text
from referrals.queries import complaint as queries
from referrals.queries.worklist_rows import age_on, left_until
from referrals.use_cases.clocks import calendar_today
from referrals.words import RECIPIENTS
from rve.core import access_log, clock
from rve.core.models import CaseEvent
from rve.core.policies import RVE_ROLES, Actor, roles
from rve.core.templatetags.rve_ui import left_tone, short_date
from rve.core.virkedager import Calendar


@roles(*RVE_ROLES)
@never_cache
@require_GET
def complaint(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return show(request, public_id)


def show(
    request: HttpRequest,
    public_id: uuid.UUID,
    *,
    status: int = 200,
    alert: str = "",
    wrong: str = "",
    typed: Any = None,
) -> HttpResponse:
    """The complaint as it is now. `wrong`: «verb.field» of what was not taken in; `typed`: its POST data."""
    actor, now = request.actor, timezone.localtime(clock.now())  # type: ignore[attr-defined]
    found = queries.find(actor, public_id)
    access_log.seen(
        actor=actor,
        data="complaint",
        basis="assessment",
        at=now,
        case_ids=[found.referral_id],
        patient_ids=[found.referral.patient_id],
    )
    kept = {"alert": alert, "wrong": wrong, "failed": wrong.partition(".")[0], "typed": typed or {}}
    return render(
        request, "referrals/complaints/page.html", context(actor, found, now=now) | kept, status=status
    )


def context(actor: Actor, found: Complaint, *, now: dt.datetime) -> dict[str, Any]:
    """Everything on the page but what was typed."""
    referral, around, today = found.referral, queries.around(found), timezone.localdate(now)
    rules, calendar = words_of(referral), calendar_today(actor.region, today)
    compared = beside(found, viewer=actor.user, today=today) if found.dismissal_id is None else None
    next_steps, history = steps(actor, found, around), queries.events(found)
    number = referral.patient.details.number if referral.patient else ""
    return {
        "complaint": found,
        "referral": referral,
        "age": age_on(referral.birth_date, today),
        "number": case_read.number_words(number),
        "today": today,
        "mine": found.assignee_id == actor.user.pk,
        "status": words.STATUS[found.status],
        "mark": words.MARKS.get(found.status, ""),
        "short": words.number_of(found.reference),
        "decided": decided(found.decision) if found.decision else None,
        "beside": compared,
        "clocks": [_clock(one, today, calendar) for one in around.clocks if one.cancelled_at is None],
        "around": around,
        "files": kept_files(around),
        "letters": [(one, RECIPIENTS.get(one.recipient_role, one.recipient_role)) for one in around.letters],
        "letters_to_write": letters_to_write(found),
        "steps": next_steps,
        "draft": found.statement or (draft(found) if "uphold" in next_steps.actions else ""),
        "took_part": actor.user.pk in deciders(found),
        "lateness_only": lateness_only(found),
        "without_decision": without_decision(found),
        "on_dismissal": found.complaints_on_it.order_by("pk"),
        "left_out": left_out(found) if found.planned_outcome == UPHELD or around.package else [],
        "may_dismiss": can_dismiss_as(actor, found),
        "events": told(referral, history, viewer=actor.user, words=rules),
        "known_reason": _known_reason(found, history),
        **_said(found),
        **choices(found, rules, compared),
    }


def _known_reason(found: Complaint, history: list[CaseEvent]) -> str:
    """Why the patient is taken to have known on another day than the presumed one."""
    kept = (
        one.reason
        for one in history
        if one.verb in ("complaint_registered", "complaint_added")
        and one.changes.get("complaint") == found.reference
    )
    return next((reason for reason in kept if reason), "")


def _said(found: Complaint) -> dict[str, Any]:
    """What the complaint says of itself, in words."""
    sent = found.sent_on or found.received_on
    return {
        "about": words.about_words(found.about),
        "channel": words.word(words.CHANNEL, found.channel),
        "complainant": words.word(words.COMPLAINANT, found.complainant),
        "cause": words.word(words.CAUSE, found.cause),
        "outcome": words.OUTCOME.get(found.planned_outcome or found.status, ""),
        "lateness": words.LATENESS[found.lateness],
        "in_order": formalities_in_order(found),
        "in_time_words": _("Sent {day}, the last day was {last}.").format(
            day=short_date(sent), last=short_date(found.window_ends_on)
        ),
    }


def _clock(one: Clock, today: dt.date, calendar: Calendar) -> dict[str, Any]:
    """A clock of the complaint with its proof."""
    left = left_until(one.due_on, today, calendar)
    return {
        "label": CLOCKS[one.kind],
        "due_on": one.due_on,
        "met": one.met_at,
        "left": words_left(left or 0),
        "tone": left_tone(left) if one.running else "",
        "proof": proof_text(one, get_language() or "nb"),
    }
