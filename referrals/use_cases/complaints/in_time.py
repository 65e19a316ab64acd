"""In time or not: four weeks from the day the patient knew, never after a year (pbrl § 7-5; fvl § 31)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from referrals import clocks
from referrals.models import Complaint, Decision, Referral
from referrals.use_cases import clocks as case_clocks
from rve.core import settings_by_date
from rve.core.models import Message


@dataclass(frozen=True, slots=True)
class Window:
    """The day the patient knew, the last day to complain, and what becomes of one sent on a day."""

    known_on: dt.date
    ends_on: dt.date
    lateness: str


def signed_day(decision: Decision) -> dt.date:
    """The day the decision was signed, in Norway."""
    assert decision.signed_at is not None
    return timezone.localdate(decision.signed_at, clocks.OSLO)


def first_day(decision: Decision | None, dismissal: Complaint | None) -> dt.date | None:
    """The day of what is complained of: the dismissal, else the decision; None where there is neither."""
    if dismissal is not None:
        assert dismissal.ended_at is not None
        return timezone.localdate(dismissal.ended_at, clocks.OSLO)
    return signed_day(decision) if decision is not None else None


def presumed_known_on(
    case: Referral, decision: Decision | None, *, sent: dt.date, dismissal: Complaint | None = None
) -> dt.date:
    """The day the complaint window of the case runs from; before it runs, the signing and the letter's way.

    At the latest the day the complaint was sent: whoever complains knows. Without a decision nothing ended
    the waiting, so that the day of sending counts. Of a dismissal: the day its letter left, and its way.
    """
    if dismissal is not None:
        return min(_told_of(case, dismissal), sent)
    if decision is None:
        return sent
    signed = signed_day(decision)
    windows = case.clocks.filter(kind="complaint_window", proof__decided_on=signed.isoformat())
    window = windows.order_by("-pk").first()
    way = int(settings_by_date.value(region=case.region, key="letter_travel_days", on=signed))
    known = window.starts_on if window is not None else signed + dt.timedelta(days=way)
    return min(known, sent)


def _told_of(case: Referral, dismissal: Complaint) -> dt.date:
    letters = case.letters.filter(complaint=dismissal, kind="dismissed").exclude(recipient_role="referrer")
    wanted = [f"letter/{pk}{way}" for pk in letters.values_list("pk", flat=True) for way in ("", "/paper")]
    left = Message.objects.filter(key__in=wanted, sent_at__isnull=False).order_by("-sent_at").first()
    day = first_day(None, dismissal)
    if left is not None and left.sent_at is not None:
        day = timezone.localdate(left.sent_at, clocks.OSLO)
    assert day is not None
    way = int(settings_by_date.value(region=case.region, key="letter_travel_days", on=day))
    return day + dt.timedelta(days=way)


def window_of(
    case: Referral,
    decision: Decision | None,
    *,
    sent: dt.date,
    known_on: dt.date | None,
    dismissal: Complaint | None = None,
) -> Window:
    """The window by domstolloven §§ 148–149, and where the complaint stands to it (fvl §§ 30, 31)."""
    known = known_on or presumed_known_on(case, decision, sent=sent, dismissal=dismissal)
    ends = case_clocks.due_day("complaint_window", referral=case, starts_on=known, on=sent)
    begins = first_day(decision, dismissal)
    if begins is not None and sent > clocks.year_limit(begins):
        return Window(known, ends, Complaint.Lateness.OVER_A_YEAR)
    in_time = begins is None or sent <= ends
    return Window(known, ends, Complaint.Lateness.IN_TIME if in_time else Complaint.Lateness.TO_JUDGE)
