"""Which way each letter leaves by, decided when it is written and once more when the first way fails."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import timezone

from referrals import clocks
from referrals.channels.port import BY_HAND, LETTER
from referrals.models import Letter, Referral
from referrals.models.patient import Protection
from referrals.use_cases import notices
from referrals.use_cases.recipients import ADULT, PATIENT_SIDE, age_on
from rve.core import outbox, settings_by_date
from rve.core.models import Details, Message
from rve.core.queue import enqueue

HAND_OVER, SEND_DIGITAL = "referrals.hand_over_letters", "referrals.send_digital"
# Nobody's clock reaches it: a letter by hand leaves when a person says so.
UNTIL_TAKEN_CARE_OF = dt.datetime(2999, 1, 1, tzinfo=dt.UTC)
_REACHABLE = (Details.Kind.FNR, Details.Kind.DNR)


def choose(letter: Letter, referral: Referral, *, on: dt.date) -> str:
    """The way of a letter to the patient's side or to somebody without a log-in here: "digital", "file" or
    "by_hand" (no address is known to this house that may be printed).
    """
    if letter.recipient_role == "patient" and _by_digital_post(referral, on=on):
        return Message.Channel.DIGITAL
    return paper(letter)


def paper(letter: Letter) -> str:
    """The way without digital post: the print file, or by hand where the address is protected."""
    return BY_HAND if letter.address_protected else Message.Channel.FILE


def _by_digital_post(referral: Referral, *, on: dt.date) -> bool:
    """Switched on, grown up, alive, with a number the service knows people by, and not too protected."""
    patient = referral.patient
    if patient is None or not settings.DIGITAL_POST_URL or not _set(referral, "digital_post", on):
        return False
    if referral.protection == Protection.STRICTLY or patient.deceased_on is not None:
        return False
    if referral.protection != Protection.NONE and not _set(referral, "digital_post_protected", on):
        return False
    born, details = referral.birth_date or patient.birth_date, patient.details
    return age_on(born, on) >= ADULT and details.number_kind in _REACHABLE and bool(details.number_index)


def _set(referral: Referral, key: str, on: dt.date) -> bool:
    return bool(settings_by_date.value(region=referral.region, key=key, on=on))


def put_out(letter: Letter, referral: Referral, *, now: dt.datetime) -> None:
    """Puts the letter in the outbox, in the caller's transaction: the patient's side, and a referrer without
    a log-in here, get the letter itself; the others a notice with a link.
    """
    day = timezone.localdate(now, clocks.OSLO)
    told = notices.readers_of(letter, on=day)
    if letter.recipient_role in PATIENT_SIDE or not told:
        _put(letter, referral, way=choose(letter, referral, on=day), key=f"letter/{letter.pk}", now=now)
        return
    notices.tell(
        told,
        referral=referral,
        template="letter",
        key=f"letter/{letter.pk}",
        path=f"/letters/{letter.public_id}",
        now=now,
        kind=Message.Kind.LETTER,
    )


def put_on_paper(letter: Letter, referral: Referral, *, now: dt.datetime) -> bool:
    """The same letter as print file (or by hand) because digital post did not reach the patient: once,
    however often it is asked; whether it is new.
    """
    return _put(letter, referral, way=paper(letter), key=f"letter/{letter.pk}/paper", now=now)


def _put(letter: Letter, referral: Referral, *, way: str, key: str, now: dt.datetime) -> bool:
    by_hand, digital = way == BY_HAND, way == Message.Channel.DIGITAL
    row = outbox.Outgoing(
        key=key,
        kind=Message.Kind.LETTER,
        channel=Message.Channel.DIGITAL if digital else Message.Channel.FILE,
        case_kind="referral",
        case_id=referral.pk,
        template=BY_HAND if by_hand else LETTER,
        context={"letter": str(letter.public_id), "reference": referral.reference or ""},
    )
    new = outbox.put(row, now=now, not_before=UNTIL_TAKEN_CARE_OF if by_hand else None)
    if not by_hand:
        enqueue(SEND_DIGITAL if digital else HAND_OVER)
    return bool(new)
