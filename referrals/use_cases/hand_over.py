"""Letters handed over as files to the print and digital post service: exactly once, whatever is killed when.

The file is named by the message, and takes its name in one step when it is whole: done twice
it is the same file.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import transaction

from referrals.models import Decision, Letter, Referral
from referrals.use_cases import clocks as case_clocks
from referrals.use_cases.letters import PATIENT_SIDE
from referrals.use_cases.rows import lock_referral
from rve.core import outbox
from rve.core.models import Message


def hand_over_letters(*, now: dt.datetime) -> int:
    """Writes the files that are due; how many were handed over."""

    def then(message: Message) -> None:
        _meet_assessment(message, now=now)

    return outbox.work_off(channel=Message.Channel.FILE, deliver=deliver, then=then, now=now)


def deliver(message: Message) -> None:
    """The PDF, then its sidecar: a reader who waits for the sidecar always finds the whole letter."""
    letter = _letter_of(message)
    folder = Path(settings.LETTER_FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    name = str(message.public_id)
    _write(folder / f"{name}.pdf", bytes(letter.pdf))
    _write(
        folder / f"{name}.json", json.dumps(_sidecar(message, letter), ensure_ascii=False, indent=1).encode()
    )


def _letter_of(message: Message) -> Letter:
    return Letter.objects.select_related("referral", "decision").get(public_id=message.context["letter"])


def _sidecar(message: Message, letter: Letter) -> dict[str, object]:
    """What the service needs to send it on: no identity number, and no address beside
    the one in the letter.
    """
    return {
        "message": str(message.public_id),
        "letter": str(letter.public_id),
        "reference": letter.referral.reference,
        "kind": letter.kind,
        "language": letter.language,
        "recipient_role": letter.recipient_role,
        "address_protected": letter.referral.protection != "none",
        "sha256": letter.sha256,
        "created_at": letter.created_at.isoformat(),
    }


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all: a file beside it, flushed to disk, then renamed."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


@transaction.atomic
def _meet_assessment(message: Message, *, now: dt.datetime) -> None:
    """The patient is informed when the last of the letters to the patient's side is handed over."""
    letter = _letter_of(message)
    if letter.decision is None or letter.kind == "time_set" or letter.recipient_role not in PATIENT_SIDE:
        return
    case: Referral = lock_referral(letter.referral)
    if not _left_to_hand_over(letter.decision):
        case_clocks.meet(case, "assessment", now=now)


def _left_to_hand_over(decision: Decision) -> bool:
    letters = Letter.objects.filter(decision=decision, recipient_role__in=PATIENT_SIDE).exclude(
        kind="time_set"
    )
    keys = [f"letter/{pk}" for pk in letters.values_list("pk", flat=True)]
    return Message.objects.filter(key__in=keys).exclude(status=Message.Status.SENT).exists()
