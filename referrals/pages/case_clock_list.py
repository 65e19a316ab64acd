"""«Deadlines in the case»: every clock with its day and proof, those that run first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from referrals import clocks
from referrals.clock_words import CLOCKS
from referrals.models import Clock, Referral
from referrals.pages.case_clock import words_left
from referrals.policies import clock_checks as policies
from referrals.proofs import proof_text
from referrals.queries.worklist_rows import left_until
from rve.core.errors import DomainError
from rve.core.policies import Actor
from rve.core.templatetags.rve_ui import left_tone, short_date
from rve.core.virkedager import Calendar

# What a person notes to meet a clock, by the form that is shown.
NOTED = {
    "awaited_result": "result",
    "waiting_list": "contact",
    "follow_up_gp": "follow_up",
    "follow_up_visit": "follow_up",
    "expected_breach": "helfo",
}


@dataclass(frozen=True, slots=True)
class Row:
    """`form`: what can be noted («result», «contact», «follow_up», «helfo»), empty for nothing."""

    key: int
    name: str
    about: str
    due_on: dt.date
    state: str
    tone: str
    proof: str
    form: str
    can_move: bool
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Clocks:
    running: list[Row]
    ended: list[Row]
    can_await: bool
    can_shorten: bool


def clocks_panel(
    actor: Actor, referral: Referral, *, today: dt.date, calendar: Calendar, moving: str = ""
) -> Clocks:
    """The clocks of a case as the actor sees them. `moving`: the key of the one that could not be
    moved as it was typed.
    """
    found = sorted(referral.clocks.all(), key=lambda clock: (clock.due_on, clock.pk))
    running = [clock for clock in found if clock.running]
    ended = sorted((clock for clock in found if not clock.running), key=_ended_at, reverse=True)
    shortened = any(clock.kind == "assessment" for clock in running)
    return Clocks(
        running=[_row(actor, clock, today, calendar, moving=moving) for clock in running],
        ended=[_row(actor, clock, today, calendar) for clock in ended],
        can_await=_may(lambda: policies.check_can_await_result(actor, referral)),
        can_shorten=shortened and _may(lambda: policies.check_can_shorten(actor, referral)),
    )


def _may(check: Callable[[], None]) -> bool:
    try:
        check()
    except DomainError:
        return False
    return True


def _ended_at(clock: Clock) -> dt.datetime:
    moment = clock.met_at or clock.cancelled_at
    assert moment is not None
    return moment


def _row(actor: Actor, clock: Clock, today: dt.date, calendar: Calendar, *, moving: str = "") -> Row:
    movable = clock.running and clock.kind not in ("assessment", *clocks.NOT_MOVED)
    return Row(
        key=clock.pk,
        name=clock.title or str(CLOCKS.get(clock.kind, clock.kind)),
        about=_about(clock),
        due_on=clock.due_on,
        state=_state(clock, today, calendar),
        tone=_tone(clock, today, calendar),
        proof=proof_text(clock, get_language() or "nb"),
        form=_form(clock) if clock.running else "",
        can_move=movable and _may(lambda: policies.check_can_move_clock(actor, clock)),
        failed=moving == str(clock.pk),
    )


def _form(clock: Clock) -> str:
    return NOTED.get(clock.kind, "")


def _about(clock: Clock) -> str:
    """The place or the complaint it belongs to."""
    if clock.placement is not None:
        return clock.placement.institution.name
    return clock.complaint.reference if clock.complaint is not None else ""


def _state(clock: Clock, today: dt.date, calendar: Calendar) -> str:
    """«2 virkedager left», «1 virkedag over», «Met 3. mars 2026», «No longer needed»."""
    if clock.cancelled_at is not None:
        return _("No longer needed")
    if clock.met_at is not None:
        day = timezone.localdate(clock.met_at, clocks.OSLO)
        words = _("Ended {day}") if clock.kind == "complaint_window" else _("Met {day}")
        late = day > clock.due_on and clock.kind not in clocks.NEVER_BREACHED
        return (_("Met {day}, too late") if late else words).format(day=short_date(day))
    if clock.kind in clocks.NEVER_BREACHED and clock.due_on < today:
        return _next_nudge(clock, today)
    return words_left(left_until(clock.due_on, today, calendar) or 0)


def _next_nudge(clock: Clock, today: dt.date) -> str:
    """A window that is out and not looked at yet; or the day Statsforvalteren is asked again."""
    if clock.kind == "complaint_window":
        return _("Ended {day}").format(day=short_date(clock.due_on))
    day = clocks.next_step_on(clock.kind, clock.due_on, today, proof=clock.proof)
    return _("Asked again {day}").format(day=short_date(day)) if day else ""


def _tone(clock: Clock, today: dt.date, calendar: Calendar) -> str:
    if not clock.running or clock.kind in clocks.NEVER_BREACHED:
        return ""
    return left_tone(left_until(clock.due_on, today, calendar) or 0)
