"""A message as a person reads it: made anew from the kept bytes each time, never stored in clear."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from referrals.messages.parse.dialog import dialog
from referrals.messages.parse.envelope import Envelope
from referrals.messages.parse.people import PatientSaid, patient
from referrals.messages.parse.receipt import receipt
from referrals.messages.parse.referral import referral
from referrals.messages.processing import read
from referrals.messages.refusals import Refused
from referrals.models import MessageIn, MessageOut
from referrals.templatetags.cases import HEADINGS

_NOBODY = PatientSaid()


@dataclass(frozen=True, slots=True)
class Shown:
    """`blocks`: heading and text. `files`: the names of what came along."""

    sender: str = ""
    receiver: str = ""
    made_at: dt.datetime | None = None
    kind: str = ""
    patient: PatientSaid = _NOBODY
    blocks: Sequence[tuple[str, str]] = ()
    files: Sequence[str] = ()

    def __repr__(self) -> str:
        return "Shown(…)"


def shown(row: MessageIn | MessageOut) -> Shown:
    """What can be read of it; empty where nothing can."""
    try:
        found = read(bytes(row.content))
    except Refused:
        return Shown()
    blocks, files, who = _inside(found)
    return Shown(
        sender=found.sender.organisation,
        receiver=found.receiver.organisation,
        made_at=found.made_at,
        kind=found.type_words or found.type_code,
        patient=who,
        blocks=blocks,
        files=files,
    )


def _inside(found: Envelope) -> tuple[list[tuple[str, str]], list[str], PatientSaid]:
    if found.body_name in {"Henvisning", "Message"} and (sent := referral(found)) is not None:
        blocks = [(str(HEADINGS[key]), sent.clinical[key]) for key in HEADINGS if sent.clinical.get(key)]
        return blocks, [one.name for one in sent.files], sent.patient
    if found.body_name == "Dialogmelding":
        said = dialog(found)
        return [(said.subject or _("Text"), said.words)], [one.name for one in said.files], said.patient
    if found.body_name == "AppRec":
        faults = "\n".join(f"{one['code']} {one['text']}" for one in receipt(found).errors)
        return ([(_("Faults"), faults)] if faults else []), [], PatientSaid()
    return [], [], patient(found.patient)
