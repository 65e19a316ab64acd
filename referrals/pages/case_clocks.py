"""What a person does with the clocks of a case: shortened, moved, waited for, noted."""

from __future__ import annotations

import datetime as dt
import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from referrals.models import Clock, Referral
from referrals.pages.case_page import act
from referrals.pages.deadlines.words import HOLIDAYS
from referrals.policies import clock_checks as policies
from referrals.use_cases import by_hand, helfo, moved_clocks
from referrals.use_cases.clocks import calendar_of
from rve.core import clock
from rve.core.errors import DomainError
from rve.core.numbers import whole_number
from rve.core.policies import RVE_ROLES, roles
from rve.core.templatetags.rve_ui import long_date, weekday
from rve.core.virkedager import holiday_keys


@roles(*RVE_ROLES)
@require_POST
def shorten(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Suspected serious illness: the patient is told sooner."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    reason = request.POST.get("reason", "")

    def do(referral: Referral, version: int) -> None:
        policies.check_can_shorten(actor, referral)
        due = _wanted_day(request)
        moved_clocks.shorten_assessment(
            referral=referral, due=due, reason=reason, by=actor, now=now, version=version
        )

    return act(request, public_id, do)


@roles(*RVE_ROLES)
@require_POST
def move(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Another day for a clock of ours, with a reason."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    reason = request.POST.get("reason", "")

    def do(referral: Referral, version: int) -> None:
        found = _clock(request, referral)
        policies.check_can_move_clock(actor, found)
        due = _wanted_day(request)
        moved_clocks.move_clock(clock=found, due=due, reason=reason, by=actor, now=now, version=version)

    return act(request, public_id, do)


@roles(*RVE_ROLES)
@require_POST
def await_result(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A result that somebody waits for, and the day to look for it."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    title = request.POST.get("title", "")

    def do(referral: Referral, version: int) -> None:
        due = _wanted_day(request)
        by_hand.await_result(referral=referral, title=title, due=due, by=actor, now=now, version=version)

    return act(request, public_id, do)


@roles(*RVE_ROLES)
@require_POST
def note(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What the clock waited for has happened: a result, a contact, a follow-up, Helfo told."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    text = request.POST.get("text", "")

    def do(referral: Referral, version: int) -> None:
        found = _clock(request, referral)
        who = {"text": text, "by": actor, "now": now}
        if found.kind == "awaited_result":
            by_hand.note_result(clock=found, **who)
        elif found.kind == "waiting_list":
            by_hand.note_contact(referral=referral, on=_day(request, "on"), version=version, **who)
        elif found.kind == "expected_breach":
            code = request.POST.get("code", "")
            on = _day(request, "on")
            helfo.note_helfo(referral=referral, code=code, on=on, version=version, **who)
        elif found.placement is not None:
            by_hand.note_follow_up(placement=found.placement, kind=found.kind, on=_day(request, "on"), **who)

    return act(request, public_id, do)


def _clock(request: HttpRequest, referral: Referral) -> Clock:
    """The clock that was named, if it is this case's."""
    key = whole_number(request.POST.get("clock", "")) or 0
    found = referral.clocks.select_related("placement__referral", "referral").filter(pk=key).first()
    if found is None:
        raise DomainError(_("Choose one of the deadlines of the case."), field="clock")
    return found


def _wanted_day(request: HttpRequest) -> dt.date:
    """The new day; one on which nobody works is taken when it is asked for once more."""
    due, region = _day(request, "due"), request.actor.region  # type: ignore[attr-defined]
    today = clock.today()
    calendar = calendar_of(region, starts_on=today, on=today)
    if not calendar.is_day_off(due) or request.POST.get("anyway") == request.POST.get("due"):
        return due
    keys = ", ".join(str(HOLIDAYS[key]) for key in holiday_keys(due))
    text = _("{day} is no virkedag{name}: the next is {next}. Send it once more to keep the day.")
    words = text.format(
        day=_in_words(due),
        name=f" ({keys})" if keys else "",
        next=_in_words(calendar.not_on_a_day_off(due)),
    )
    raise DomainError(words[:1].upper() + words[1:], field="due")


def _in_words(day: dt.date) -> str:
    return f"{weekday(day)} {long_date(day)}"


def _day(request: HttpRequest, field: str) -> dt.date:
    try:
        day = forms.DateField().clean(request.POST.get(field, ""))
    except ValidationError:
        message = _("Write the date with day, month and year, such as 15.04.2026.")
        raise DomainError(message, field=field) from None
    assert isinstance(day, dt.date)
    return day
