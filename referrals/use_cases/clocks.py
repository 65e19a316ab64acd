"""Clocks of a case: started, met and cancelled in the transaction of what happens; scanned by beat."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils import timezone

from referrals import clocks
from referrals.models import Clock, Complaint, Letter, Placement, Referral
from referrals.use_cases import carried
from rve.core import outbox, settings_by_date
from rve.core.models import Region
from rve.core.settings_by_date import Settings
from rve.core.virkedager import Calendar


def _today(now: dt.datetime) -> dt.date:
    return timezone.localdate(now, clocks.OSLO)


def calendar_of(region: Region | Settings, *, starts_on: dt.date, on: dt.date) -> Calendar:
    """Which days count for a clock that began on `starts_on`, by what is known on the day `on`.

    Whether Saturday counts is as on the day the clock began. A day that a law has made a day off is one for
    every clock, whenever it began.
    """
    if isinstance(region, Region):
        region = settings_by_date.read(region=region, keys=("saturday_is_virkedag", "extra_days_off"))
    saturday, extra = region.value("saturday_is_virkedag", starts_on), region.value("extra_days_off", on)
    return Calendar(bool(saturday), frozenset(dt.date.fromisoformat(day) for day in extra))


def calendar_today(region: Region, today: dt.date) -> Calendar:
    """Which days count from today: how many virkedager are left."""
    return calendar_of(region, starts_on=today, on=today)


def length_of(kind: str, *, region: Region | Settings, starts_on: dt.date) -> int:
    """The length in the unit of the kind, as the region's setting was on the day the clock begins."""
    return int(settings_by_date.value(region=region, key=clocks.KINDS[kind].setting, on=starts_on))


def due_day(kind: str, *, referral: Referral, starts_on: dt.date, on: dt.date | None = None) -> dt.date:
    """The last day of a clock whose length is a setting, by what is known on the day `on` (else that of the
    start).
    """
    return computed(kind, referral.region, starts_on=starts_on, on=on or starts_on)[0]


def computed(
    kind: str, region: Region | Settings, *, starts_on: dt.date, on: dt.date
) -> tuple[dt.date, dict[str, Any]]:
    """The last day of a clock whose length is a setting, and its proof."""
    length = length_of(kind, region=region, starts_on=starts_on)
    calendar = calendar_of(region, starts_on=starts_on, on=on)
    return clocks.computed(kind, starts_on=starts_on, length=length, calendar=calendar)


def start_clock(
    *,
    kind: str,
    referral: Referral,
    starts_on: dt.date,
    now: dt.datetime,
    due: dt.date | None = None,
    placement: Placement | None = None,
    complaint: Complaint | None = None,
    letter: Letter | None = None,
    title: str = "",
    extra: Mapping[str, Any] | None = None,
) -> Clock:
    """A running clock with its proof. `due` for those whose day is given (start, expected_breach,
    awaited_result); else computed. `extra`: more for the proof, never an identity number or a name.
    """
    made = new_clock(
        kind=kind, referral=referral, starts_on=starts_on, now=now, due=due, title=title, extra=extra
    )
    made.placement, made.complaint, made.letter = placement, complaint, letter
    made.save(force_insert=True)
    return made


def new_clock(
    *,
    kind: str,
    referral: Referral,
    starts_on: dt.date,
    now: dt.datetime,
    due: dt.date | None = None,
    title: str = "",
    extra: Mapping[str, Any] | None = None,
    settings: Settings | None = None,
) -> Clock:
    """As `start_clock`, not saved yet; `settings` where they were read already."""
    today = _today(now)
    if due is None:
        due, proof = computed(kind, settings or referral.region, starts_on=starts_on, on=today)
    else:
        proof = clocks.proof(kind, starts_on=starts_on, due=due, length=None)
    proof |= extra or {}
    return Clock(
        kind=kind,
        referral=referral,
        title=title,
        starts_on=starts_on,
        due_on=due,
        next_step_on=first_step_on(kind, due, proof, today=today),
        proof=proof,
    )


def first_step_on(kind: str, due: dt.date, proof: Mapping[str, Any], *, today: dt.date) -> dt.date | None:
    """When a clock that is set or moved today is looked at: today if it has come to a step, else at the
    next.
    """
    if clocks.step_on(kind, due, today, proof=proof):
        return today
    return next_step_of(kind, due, proof, after=today)


def next_step_of(kind: str, due: dt.date, proof: Mapping[str, Any], *, after: dt.date) -> dt.date | None:
    """The next day something happens with the clock: a warning, going on without an answer, the breach."""
    days = [clocks.next_step_on(kind, due, after, proof=proof)]
    if "go_on_on" in proof:
        days.append(dt.date.fromisoformat(proof["go_on_on"]))
    return min((day for day in days if day is not None and day > after), default=None)


def _stop(running: list[Clock], now: dt.datetime, column: str) -> int:
    for clock in running:
        setattr(clock, column, now)
        clock.next_step_on = None
        clock.save(update_fields=[column, "next_step_on"])
        take_back(clock)
    return len(running)


def take_back(clock: Clock) -> None:
    """What was to be sent of the clock and has not left, alone or in a digest."""
    prefix = f"clock/{clock.pk}/"
    outbox.cancel(key_prefix=prefix)
    carried.take_out(Q(key__startswith=prefix))


def _running(referral: Referral, kinds: tuple[str, ...], **about: object) -> list[Clock]:
    rows = Clock.objects.select_for_update().filter(referral=referral, met_at=None, cancelled_at=None)
    wanted = Q(kind__in=kinds) if kinds else Q()
    named = {name: row for name, row in about.items() if row is not None}
    return list(rows.filter(wanted, **named).order_by("pk"))


def meet(
    referral: Referral,
    *kinds: str,
    now: dt.datetime,
    placement: Placement | None = None,
    complaint: Complaint | None = None,
    letter: Letter | None = None,
) -> int:
    """What the clock waited for has happened; reminders not sent yet are taken back. How many clocks."""
    found = _running(referral, kinds, placement=placement, complaint=complaint, letter=letter)
    return _stop(found, now, "met_at")


def cancel(
    referral: Referral,
    *kinds: str,
    now: dt.datetime,
    placement: Placement | None = None,
    complaint: Complaint | None = None,
    letter: Letter | None = None,
) -> int:
    """It no longer matters; without kinds: all of the case's (or the placement's, complaint's, letter's).
    How many clocks.
    """
    found = _running(referral, kinds, placement=placement, complaint=complaint, letter=letter)
    return _stop(found, now, "cancelled_at")


def end_with_case(referral: Referral, *, now: dt.datetime) -> int:
    """Cancels what ends when the case does. Letters, complaints and the follow-up after the stay go on."""
    found = [clock for clock in _running(referral, ()) if clock.kind not in clocks.OUTLIVES_CASE]
    return _stop(found, now, "cancelled_at")


def stop_clock(clock: Clock, *, now: dt.datetime) -> None:
    """Meets this one clock, which the caller holds locked."""
    _stop([clock], now, "met_at")


def run_on(clock: Clock, *, now: dt.datetime) -> None:
    """What was taken to have met it had not happened: it runs on to the same day. The caller holds it
    locked.
    """
    clock.met_at = None
    clock.next_step_on = first_step_on(clock.kind, clock.due_on, clock.proof, today=_today(now))
    clock.save(update_fields=["met_at", "next_step_on"])


def is_running(referral: Referral, kind: str) -> bool:
    return Clock.objects.filter(referral=referral, kind=kind, met_at=None, cancelled_at=None).exists()
