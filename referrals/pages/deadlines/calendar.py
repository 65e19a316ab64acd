"""A month of deadlines: a row for each week, how many of each kind fall due each day."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from referrals.clock_words import CLOCKS
from referrals.pages.deadlines.frame import facets
from referrals.pages.deadlines.words import HOLIDAYS, names_of
from referrals.queries.deadlines import SOON
from referrals.queries.deadlines_filter import Filter, day_in, from_query
from referrals.queries.deadlines_month import Month, is_late, month_of, weeks_of
from referrals.use_cases.clocks import calendar_today
from rve.core import clock
from rve.core.policies import RVE_ROLES, roles
from rve.core.templatetags.dates_in_words import known_language, long_date
from rve.core.templatetags.rve_ui import weekday
from rve.core.virkedager import Calendar, holiday_keys

SHOWN = 4


@dataclass(frozen=True, slots=True)
class Entry:
    label: str
    number: int
    url: str
    tone: str
    late: bool


@dataclass(frozen=True, slots=True)
class Day:
    """`state`: now, off (no virkedag), out (another month) or none."""

    day: dt.date
    name: str
    holiday: str
    state: str
    entries: list[Entry]
    more: int
    total: int
    url: str


@dataclass(frozen=True, slots=True)
class Week:
    number: int
    days: list[Day]


@dataclass(frozen=True, slots=True)
class Shown:
    """The month on the page, seen today, with the filter of its lists and the region's own days off."""

    month: dt.date
    today: dt.date
    plain: Filter
    calendar: Calendar


@roles(*RVE_ROLES)
@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """Counts alone, no names: the day's list is one click away, and that look is logged."""
    actor, today = request.actor, clock.today()  # type: ignore[attr-defined]
    wanted = from_query(request.GET)
    month = _month(request.GET.get("month", ""), today)
    found = month_of(region=actor.region, wanted=wanted, month=month)
    names = names_of(actor.region, {**found.tally.holder, **dict.fromkeys(wanted.holder, 0)})
    plain = replace(wanted, view="all", day=None, case="", sort="due", descending=False, page=1)
    page = Shown(month, today, plain, calendar_today(actor.region, today))
    weeks = [
        Week(days[0].isocalendar().week, [_day(one, found, page) for one in days]) for days in weeks_of(month)
    ]
    context = {
        "weeks": weeks,
        "month": month,
        "title": _title(month),
        "heads": [weekday(one.day).capitalize() for one in weeks[0].days],
        "total": sum(found.days[day].total() for day in list(found.days) if day.month == month.month),
        "facets": facets(plain, found.tally, names),
        "kept": [("month", _code(month))],
        "cleared_url": f"?month={_code(month)}" if plain.chosen else "",
        "chosen": plain.chosen,
        "list_query": plain.query(),
        **_neighbours(month, today, plain),
    }
    return render(request, "referrals/lead/deadlines_calendar.html", context)


def _month(text: str, today: dt.date) -> dt.date:
    """The first day of the month of an address; this month for anything that is none."""
    found = day_in(f"{text}-01") if len(text) == len("2026-04") else None
    # A month has neighbours, and weeks that reach into them.
    return found if found and 1 < found.year < dt.MAXYEAR else today.replace(day=1)


def _code(month: dt.date) -> str:
    return f"{month:%Y-%m}"


def _title(month: dt.date) -> str:
    """«April 2026»."""
    return " ".join(long_date(month, known_language(get_language())).split()[-2:]).capitalize()


def _neighbours(month: dt.date, today: dt.date, plain: Filter) -> dict[str, str]:
    """Addresses of the months around, with the same boxes ticked."""
    before = (month - dt.timedelta(days=1)).replace(day=1)
    after = (month + dt.timedelta(days=31)).replace(day=1)
    ticked = replace(plain, view=Filter().view).query()
    tail = f"&{ticked}" if ticked else ""
    return {
        "previous_url": f"?month={_code(before)}{tail}",
        "next_url": f"?month={_code(after)}{tail}",
        "previous_title": _title(before),
        "next_title": _title(after),
        "today_url": f"?month={_code(today)}{tail}" if _code(today) != _code(month) else "",
    }


def _day(day: dt.date, found: Month, page: Shown) -> Day:
    kinds: Counter[str] = found.days.get(day) or Counter()
    ordered = sorted(kinds, key=lambda kind: (-kinds[kind], kind))
    shown = ordered if len(ordered) <= SHOWN else ordered[: SHOWN - 1]
    return Day(
        day=day,
        name=weekday(day),
        holiday=_holiday(day, page),
        state=_state(day, page),
        entries=[_entry(kind, kinds[kind], day, page) for kind in shown],
        more=sum(kinds[kind] for kind in ordered[len(shown) :]),
        total=sum(kinds.values()),
        url=_url(replace(page.plain, day=day)),
    )


def _entry(kind: str, number: int, day: dt.date, page: Shown) -> Entry:
    today = page.today
    late = is_late(kind, day, today)
    tone = "bad" if late or day == today else "warn" if today < day <= page.calendar.add(today, SOON) else ""
    url = _url(replace(page.plain, day=day, kind=(kind,)))
    return Entry(str(CLOCKS[kind]), number, url, tone, late)


def _url(wanted: Filter) -> str:
    return f"{reverse('deadlines')}?{wanted.query()}"


def _holiday(day: dt.date, page: Shown) -> str:
    if day in page.calendar.extra:
        return _("day off")
    return ", ".join(str(HOLIDAYS[key]) for key in holiday_keys(day))


def _state(day: dt.date, page: Shown) -> str:
    if day.month != page.month.month:
        return "out"
    if day == page.today:
        return "now"
    return "off" if page.calendar.is_day_off(day) else ""
