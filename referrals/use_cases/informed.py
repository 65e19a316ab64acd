"""What follows when a letter has left: the patient is informed, and the time to complain can be counted."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from referrals import clocks
from referrals.models import Decision, Letter
from referrals.use_cases import clocks as case_clocks
from referrals.use_cases import windows
from referrals.use_cases.history import note
from referrals.use_cases.recipients import PATIENT_SIDE
from referrals.use_cases.rows import lock_referral
from rve.core import settings_by_date
from rve.core.models import Message

# The letters that tell a decision; others may carry it as what they are about.
TELLING = ("granted_time", "granted_week", "refused", "redirected", "overturned", "partly_overturned")
LEFT_THE_HOUSE = (Message.Status.SENT, Message.Status.DELIVERED, Message.Status.OPENED)


def letter_left(
    letter: Letter, *, now: dt.datetime, left_on: dt.date | None = None, known_on: dt.date | None = None
) -> None:
    """The patient is informed when the last of the decision's letters to the patient's side is handed over
    (pbrl § 2-2 a); from when it is known the complaint is counted (pbrl § 7-5). In the caller's transaction.

    `left_on` where it left before today; `known_on` where that day is certain, else the letter's travel is
    added. One that left once more (digital post did not reach the patient) counts from then.
    """
    decision, today = letter.decision, timezone.localdate(now, clocks.OSLO)
    if decision is None or letter.kind not in TELLING or letter.recipient_role not in PATIENT_SIDE:
        return
    case, day = lock_referral(letter.referral), left_on or today
    if left_to_hand_over(decision):
        return
    at = now if day == today else dt.datetime.combine(day, dt.time(12), clocks.OSLO)
    case_clocks.meet(case, "assessment", now=at)
    if decision.status != Decision.Status.SIGNED:
        return
    known, handed_on = (known_on, None) if known_on is not None else (presumed(letter, on=day), day)
    windows.open_window(decision, known, now, handed_on=handed_on)
    if not _opened(letter):
        windows.left_again(decision, known, now, handed_on=handed_on)


def never_delivered(letter: Letter, *, now: dt.datetime) -> None:
    """Digital post took a letter, and gave it back without having delivered it: the patient is not informed
    yet, and the assessment's clock runs on to its own day. In the caller's transaction.
    """
    decision = letter.decision
    if decision is None or letter.kind not in TELLING or decision.status != Decision.Status.SIGNED:
        return
    case = lock_referral(letter.referral)
    since = case.clocks.select_for_update().filter(kind="assessment", met_at__gte=decision.signed_at)
    clock = since.order_by("-pk").first()
    if clock is not None:
        case_clocks.run_on(clock, now=now)
        note(case, "not_informed", by=None, now=now, clock=clock.kind)


def left_on_paper(letter: Letter) -> bool:
    """Whether it has left on paper after digital post."""
    return Message.objects.filter(key=f"letter/{letter.pk}/paper", status__in=LEFT_THE_HOUSE).exists()


def _opened(letter: Letter) -> bool:
    return Message.objects.filter(key=f"letter/{letter.pk}", status=Message.Status.OPENED).exists()


def presumed(letter: Letter, *, on: dt.date) -> dt.date:
    """The day the patient is taken to know what left on a day: it travels so many days."""
    days = settings_by_date.value(region=letter.referral.region, key="letter_travel_days", on=on)
    return on + dt.timedelta(days=int(days))


def left_to_hand_over(decision: Decision) -> bool:
    """Whether one of its letters to the patient's side has left by no way yet."""
    letters = Letter.objects.filter(decision=decision, recipient_role__in=PATIENT_SIDE, kind__in=TELLING)
    wanted = {f"letter/{pk}" for pk in letters.values_list("pk", flat=True)}
    keys = [*wanted, *(f"{key}/paper" for key in wanted)]
    gone = Message.objects.filter(key__in=keys, status__in=LEFT_THE_HOUSE).values_list("key", flat=True)
    return bool(wanted - {key.removesuffix("/paper") for key in gone})
