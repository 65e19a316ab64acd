"""Clocks of a case: started, met and cancelled in the transaction of what happens; scanned by beat."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from referrals import clocks
from referrals.models import Clock, Placement, Referral
from rve.core import outbox, settings_by_date


def _today(now: dt.datetime) -> dt.date:
    return timezone.localdate(now, clocks.OSLO)


def saturday_counts(referral: Referral, on: dt.date) -> bool:
    return bool(settings_by_date.value(region=referral.region, key="saturday_is_virkedag", on=on))


def _length(kind: str, referral: Referral, on: dt.date) -> int:
    return int(settings_by_date.value(region=referral.region, key=clocks.KINDS[kind].setting, on=on))


def due_day(kind: str, *, referral: Referral, starts_on: dt.date) -> dt.date:
    """The last day of a clock whose length is a setting of the region on the day it starts."""
    length = _length(kind, referral, starts_on)
    return clocks.due_on(starts_on, length, saturday=saturday_counts(referral, starts_on))


def start_clock(
    *,
    kind: str,
    referral: Referral,
    starts_on: dt.date,
    now: dt.datetime,
    due: dt.date | None = None,
    placement: Placement | None = None,
    extra: dict[str, str] | None = None,
) -> Clock:
    """A running clock with its proof. `due` for those whose day is
    given (start, expected_breach); else computed.
    """
    length, saturday = None, False
    if due is None:
        length = _length(kind, referral, starts_on)
        saturday = saturday_counts(referral, starts_on)
        due = due_day(kind, referral=referral, starts_on=starts_on)
    today = _today(now)
    proof = clocks.proof(kind, starts_on=starts_on, due=due, length=length, saturday=saturday) | (extra or {})
    return Clock.objects.create(
        kind=kind,
        referral=referral,
        placement=placement,
        starts_on=starts_on,
        due_on=due,
        next_step_on=today
        if clocks.step_on(kind, due, today)
        else next_step_of(kind, due, proof, after=today),
        proof=proof,
    )


def next_step_of(kind: str, due: dt.date, proof: dict[str, Any], *, after: dt.date) -> dt.date | None:
    """The next day something happens with the clock: a warning, going on without an answer, the breach."""
    days = [clocks.next_step_on(kind, due, after)]
    if "go_on_on" in proof:
        days.append(dt.date.fromisoformat(proof["go_on_on"]))
    return min((day for day in days if day is not None and day > after), default=None)


def _stop(running: list[Clock], now: dt.datetime, column: str) -> int:
    for clock in running:
        setattr(clock, column, now)
        clock.next_step_on = None
        clock.save(update_fields=[column, "next_step_on"])
        outbox.cancel(key_prefix=f"clock/{clock.pk}/")
    return len(running)


def _running(referral: Referral, kinds: tuple[str, ...], placement: Placement | None) -> list[Clock]:
    rows = Clock.objects.select_for_update().filter(referral=referral, met_at=None, cancelled_at=None)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    if placement is not None:
        rows = rows.filter(placement=placement)
    return list(rows.order_by("pk"))


def meet(referral: Referral, *kinds: str, now: dt.datetime, placement: Placement | None = None) -> int:
    """What the clock waited for has happened; reminders not sent yet are taken back. How many clocks."""
    return _stop(_running(referral, kinds, placement), now, "met_at")


def cancel(referral: Referral, *kinds: str, now: dt.datetime, placement: Placement | None = None) -> int:
    """It no longer matters; without kinds: all of the case's (or the placement's). How many clocks."""
    return _stop(_running(referral, kinds, placement), now, "cancelled_at")


def is_running(referral: Referral, kind: str) -> bool:
    return Clock.objects.filter(referral=referral, kind=kind, met_at=None, cancelled_at=None).exists()
