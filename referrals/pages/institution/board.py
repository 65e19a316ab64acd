"""The week board: places and stays week by week, with the names of the institution's own cases."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from institutions.models import Institution
from institutions.planning.weeks import monday, week_number
from institutions.queries import board as board_of
from institutions.queries.board import Bar
from institutions.queries.state import WeekCount
from referrals.models import Placement
from referrals.pages.institution.lists import in_words
from referrals.queries import institution as queries
from referrals.use_cases.clocks import calendar_today
from referrals.words import tenths
from rve.core import access_log, clock
from rve.core.models import Role
from rve.core.policies import Actor, roles

WEEKS = 12
FARTHEST = dt.timedelta(days=10 * 365)
WHOLE = 10  # tenths of a place


@roles(Role.INSTITUTION)
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Twelve weeks from the chosen Monday; the place and the week stand in the address."""
    actor, today = request.actor, clock.today()  # type: ignore[attr-defined]
    places = list(queries.own_institutions(actor))
    chosen = next(
        (one for one in places if one.kode == request.GET.get("place")), places[0] if places else None
    )
    first = _first_week(request.GET.get("from", ""), today)
    context: dict[str, Any] = {
        "places": places,
        "chosen": chosen,
        "first": first,
        "weeks": _weeks(first),
        "earlier": _weeks(first - dt.timedelta(weeks=WEEKS)),
        "later": _weeks(first + dt.timedelta(weeks=WEEKS)),
        "counts": queries.counts(actor, today=today),
    }
    if chosen:
        context |= _shown(actor, chosen, first, today)
    return render(request, "referrals/institution/board.html", context)


def _first_week(text: str, today: dt.date) -> dt.date:
    try:
        asked = monday(dt.date.fromisoformat(text))
    except ValueError:
        return monday(today)
    return asked if abs(asked - today) < FARTHEST else monday(today)


def _weeks(first: dt.date) -> dict[str, Any]:
    """A board from a Monday: its day for the address, its first and last week for the eye."""
    return {
        "day": first.isoformat(),
        "first": week_number(first),
        "last": week_number(first + dt.timedelta(weeks=WEEKS - 1)),
    }


def _shown(actor: Actor, chosen: Institution, first: dt.date, today: dt.date) -> dict[str, Any]:
    shown = board_of(institution=chosen, first_week=first, weeks=WEEKS, on=today)
    found = queries.placements(actor).filter(booking__in=[bar.booking for bar in shown.bars])
    cases = {one.booking_id: one for one in found}
    access_log.seen(
        actor=actor,
        data="worklist",
        basis="placement",
        at=clock.now(),
        case_ids=[one.referral_id for one in cases.values()],
        patient_ids=[one.referral.patient_id for one in cases.values() if one.referral.patient_id],
    )
    waiting = (
        queries.placements(actor).filter(status="forwarded", institution=chosen).order_by("forwarded_at")[:10]
    )
    return {
        "board": shown,
        "sections": [_section(section, cases) for section in shown.sections],
        "rows": in_words(
            actor, queries.rows(waiting, today=today, calendar=calendar_today(actor.region, today))
        ),
        "places_count": tenths(shown.places_tenths),
        "queued": shown.waiting,
    }


def _section(section: Any, cases: dict[int | None, Placement]) -> dict[str, Any]:
    return {"level": section.level, "rows": [_row(row, cases) for row in section.rows]}


def _row(row: Any, cases: dict[int | None, Placement]) -> dict[str, Any]:
    letters = list(row.pool.delytelser.all())
    return {
        "pool": row.pool,
        "letters": letters,
        "cells": [_cell(cell) for cell in row.cells],
        "span": len(row.lanes) + 1,
        "queue": row.queue,
        "lanes": [_lane(lane, cases) for lane in row.lanes],
    }


def _lane(lane: Any, cases: dict[int | None, Placement]) -> dict[str, Any]:
    """One place, or the part of one that takes a patient now and then."""
    return {
        "part": tenths(lane.tenths) if lane.tenths is not None and lane.tenths < WHOLE else "",
        "number": lane.number,
        "slots": [(slot.span, _bar(slot.bar, cases) if slot.bar else None) for slot in lane.slots],
        "empty": not any(slot.bar for slot in lane.slots),
    }


def _cell(cell: WeekCount) -> dict[str, Any]:
    """«2/2,5»: booked of the places; without a number only how many are booked."""
    if cell.tenths is None:
        return {"text": str(cell.booked), "full": False, "free": False}
    return {"text": f"{cell.booked}/{tenths(cell.tenths)}", "full": cell.full, "free": not cell.full}


def _bar(bar: Bar, cases: dict[int | None, Placement]) -> dict[str, Any]:
    """The bar with its name; a booking whose case is not forwarded yet is shown as reserved, without one."""
    case = cases.get(bar.booking.pk)
    deadline = case.decision.start_deadline if case else None
    late = bool(deadline and bar.status in {"book", "hold"} and bar.first_week > deadline)
    return {
        "case": case,
        "name": _short(case.referral.given_name, case.referral.family_name) if case else "",
        "status": "late" if late else bar.status,
        "first": week_number(bar.first_week),
        "last": week_number(bar.last_week),
    }


def _short(given: str, family: str) -> str:
    """«K. Hegstad»: the board is seen from afar."""
    return f"{given[:1]}. {family}"
