"""Everything the case page shows, panel by panel."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from referrals import attention
from referrals.models import Referral
from referrals.pages import (
    case_clock,
    case_clock_list,
    case_complaints,
    case_events,
    case_grounds,
    case_proposal,
    case_read,
)
from referrals.pages.case_actions_shown import actions, why_not
from referrals.pages.case_ask import ask_panel
from referrals.pages.case_decide_panel import decide_panel
from referrals.pages.case_facts_rows import Reader, known_facts, unknown_facts
from referrals.pages.case_newer import newer_rules
from referrals.pages.case_rules import Words, words_of
from referrals.pages.case_state import state_panel
from referrals.policies import allowed_actions
from referrals.queries import case as queries
from referrals.queries import placement_notes
from referrals.queries.messages import OF_MESSAGES, waiting_of
from referrals.queries.worklist import days_of, position
from referrals.queries.worklist_filter import from_query
from referrals.queries.worklist_rows import age_on
from referrals.templatetags.cases import practical_blocks
from referrals.use_cases.clocks import calendar_today
from referrals.use_cases.recipients import ADULT, LEFT_OUT
from rve.core.policies import Actor
from rve.core.virkedager import Calendar


def context(
    request: HttpRequest, referral: Referral, *, now: dt.datetime, typed: Any = None
) -> dict[str, Any]:
    """The context of the page and of its part. `typed`: POST data of a form that was not taken in."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    around, words = queries.around(actor, referral), words_of(referral)
    allowed = allowed_actions(actor, referral)
    calendar = calendar_today(actor.region, timezone.localdate(now))
    shared = {
        "referral": referral,
        "around": around,
        "allowed": allowed,
        "today": timezone.localdate(now),
        "now": now,
        "query": f"?{request.GET.urlencode()}" if request.GET else "",
        "typed": typed if typed is not None else {},
    }
    decide = decide_panel(actor, referral, around, words, typed=typed, today=timezone.localdate(now))
    return (
        shared
        | _head(actor, referral, request, now, calendar)
        | _read(referral, actor, words, now, decide)
        | _weigh(referral, actor, around, words, now, calendar, typed)
        | decide
        | state_panel(referral, around, words)
        | actions(actor, referral, around, allowed)
        | case_complaints.panel(actor, referral, around)
        | {"exchanges": placement_notes.of_case(actor, referral)}
        | _events(referral, actor, words)
    )


def _head(
    actor: Actor, referral: Referral, request: HttpRequest, now: dt.datetime, calendar: Calendar
) -> dict[str, Any]:
    wanted = from_query(request.GET)
    number = referral.patient.details.number if referral.patient else ""
    return {
        "age": age_on(referral.birth_date, timezone.localdate(now)),
        "number": case_read.number_words(number),
        "position": position(actor, wanted=wanted, days=days_of(now, calendar), pk=referral.pk),
        "mine": referral.assessor_id == actor.user.pk,
        "flags": attention.sentences(attention.remove(referral.attention, *OF_MESSAGES)),
        "messages_to_read": waiting_of(actor, referral),
    }


def _read(
    referral: Referral, actor: Actor, words: Words, now: dt.datetime, decide: dict[str, Any]
) -> dict[str, Any]:
    reader = Reader(actor.user, timezone.localdate(now), words)
    nearest = min((place.km for place in decide["places"] if place.km is not None), default=None)
    age = age_on(referral.birth_date, timezone.localdate(now))
    return {
        "blocks": case_read.blocks(referral),
        "referrer_line": case_read.referrer_line(referral),
        "came_by": case_read.came_by(referral),
        "unknown": unknown_facts(referral, words),
        "known": known_facts(referral, reader, km=nearest),
        "contact": case_read.contact(referral),
        "practical": practical_blocks(referral.practical),
        "parents_out": referral.practical.get(LEFT_OUT),
        "has_parents": age is not None and age < ADULT,
    }


def _weigh(
    referral: Referral,
    actor: Actor,
    around: queries.Around,
    words: Words,
    now: dt.datetime,
    calendar: Calendar,
    typed: Any,
) -> dict[str, Any]:
    today = timezone.localdate(now)
    return {
        "clock": case_clock.panel(around.clock, today=today, calendar=calendar),
        "law_url": case_clock.LAW_URL,
        "clocks": case_clock_list.clocks_panel(
            actor, referral, today=today, calendar=calendar, moving=str((typed or {}).get("clock", ""))
        ),
        "grounds": case_grounds.grounds(referral, words, viewer=actor.user, today=today),
        "why_not_settle": why_not("settle", actor, referral),
        "proposal": case_proposal.panel(referral, words),
        "newer": newer_rules(referral, words),
        "ask": ask_panel(
            referral,
            around,
            words,
            virkedag=case_clock.virkedag_number(around.clock, today, calendar),
            typed=typed,
        ),
        "earlier": case_read.earlier(around.earlier),
    }


def _events(referral: Referral, actor: Actor, words: Words) -> dict[str, Any]:
    most = case_events.SHOWN * 3
    found = queries.events(referral, limit=most)
    return {
        "events": case_events.told(referral, found, viewer=actor.user, words=words)[: case_events.SHOWN],
        "number_of_events": len(found) if len(found) < most else queries.number_of_events(referral),
    }
