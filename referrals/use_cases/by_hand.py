"""What no machine hears of: a result that is waited for, a contact with one who waits, the follow-up after a
stay.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from referrals import clocks
from referrals.models import Clock, Placement, Referral
from referrals.policies import clock_checks as policies
from referrals.use_cases import clocks as case_clocks
from referrals.use_cases.history import note, note_placement
from referrals.use_cases.moved_clocks import check_not_too_far
from referrals.use_cases.rows import lock_placement, lock_referral, save
from rve.core.errors import DomainError, NotFound
from rve.core.policies import Actor

LONGEST, LONGEST_TITLE = 2_000, 160


@transaction.atomic
def await_result(
    *, referral: Referral, title: str, due: dt.date, by: Actor, now: dt.datetime, version: int
) -> Clock:
    """A result that somebody waits for (a scan, a letter), and the day to look for it."""
    case = lock_referral(referral, version)
    policies.check_can_await_result(by, case)
    today = timezone.localdate(now, clocks.OSLO)
    if not title.strip() or len(title) > LONGEST_TITLE:
        raise DomainError(_("Say in a few words what is waited for."), field="title")
    if due < today:
        raise DomainError(_("The day has passed."), field="due")
    check_not_too_far(due, today=today)
    clock = case_clocks.start_clock(
        kind="awaited_result", referral=case, starts_on=today, due=due, now=now, title=title.strip()
    )
    save(case, now=now)
    note(case, "result_awaited", by=by, now=now, reason=clock.title, clock=clock.kind, on=due.isoformat())
    return clock


@transaction.atomic
def note_result(*, clock: Clock, text: str, by: Actor, now: dt.datetime) -> Clock:
    """The result has come, with what it said in words."""
    case = lock_referral(clock.referral)
    row = Clock.objects.select_for_update().filter(pk=clock.pk).first()
    if row is None:
        raise NotFound(_("There is no such clock."))
    row.referral = case
    policies.check_can_note_result(by, row)
    _check_text(text)
    case_clocks.stop_clock(row, now=now)
    note(case, "result_noted", by=by, now=now, reason=text.strip(), clock=row.kind, title=row.title)
    return row


@transaction.atomic
def note_contact(
    *, referral: Referral, on: dt.date, text: str, by: Actor, now: dt.datetime, version: int
) -> Clock:
    """One who waits was asked whether the stay is still wanted (ventelisteforskriften § 4); the next such
    contact is due as long after.
    """
    case = lock_referral(referral, version)
    policies.check_can_note_contact(by, case)
    _check_day(on, now, not_before=case.receipt)
    _check_text(text)
    case_clocks.meet(case, "waiting_list", now=now)
    clock = case_clocks.start_clock(
        kind="waiting_list", referral=case, starts_on=on, now=now, extra={"contact": True}
    )
    save(case, now=now)
    note(case, "contact_noted", by=by, now=now, reason=text.strip(), on=on.isoformat())
    return clock


@transaction.atomic
def note_follow_up(
    *, placement: Placement, kind: str, on: dt.date, text: str, by: Actor, now: dt.datetime
) -> Placement:
    """The GP was seen, or the visit made, after the stay. `kind`: follow_up_gp or follow_up_visit."""
    row = lock_placement(placement)
    policies.check_can_note_follow_up(by, row, kind)
    _check_day(on, now, not_before=row.ended_on)
    _check_text(text, needed=False)
    case_clocks.meet(row.referral, kind, placement=row, now=now)
    note_placement(row, "follow_up_noted", by=by, now=now, reason=text.strip(), clock=kind, on=on.isoformat())
    return row


def _check_text(text: str, *, needed: bool = True) -> None:
    if needed and not text.strip():
        raise DomainError(_("Write what was said."), field="text")
    if len(text) > LONGEST:
        raise DomainError(_("That is too long: note what matters for the case."), field="text")


def _check_day(on: dt.date, now: dt.datetime, *, not_before: dt.date | None) -> None:
    if on > timezone.localdate(now, clocks.OSLO):
        raise DomainError(_("The day lies in the future."), field="on")
    if not_before is not None and on < not_before:
        raise DomainError(_("The day is too early."), field="on")
