"""The application receipt, AppRec 1.1 (HIS 80415:2012), whatever version the sender wrote: every receiver of
today reads it.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from referrals.messages.make.tree import Space, written
from referrals.messages.parse.parties import HER, Level, Party
from referrals.messages.refusals import CODE_SYSTEM
from rve.core.dates import local

APPREC = "http://www.kith.no/xmlstds/apprec/2012-02-15"
OK, REJECTED, PARTLY = "1", "2", "3"
_STATUS = {OK: "OK", REJECTED: "Avvist", PARTLY: "OK, feil i delmelding"}
_KINDS = {"HER": "HER-id", "ENH": "Organisasjonsnummer", "RSH": "RESH-id", "HPR": "HPR-nummer"}
_R = Space(APPREC)


@dataclass(frozen=True, slots=True)
class Original:
    """The message that is answered; `made_at` falls back on the day it came."""

    type_code: str
    type_words: str
    made_at: dt.datetime
    id: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """`sender` is us as the message addressed us, `receiver` its sender. `errors`: code and words."""

    id: uuid.UUID
    made_at: dt.datetime
    sender: Party
    receiver: Party
    status: str
    errors: Sequence[dict[str, str]]
    original: Original


def apprec(receipt: Receipt) -> bytes:
    """The receipt as bytes, in the order the standard has."""
    original = receipt.original
    return written(
        _R(
            "AppRec",
            _R("MsgType", V="APPREC", DN="Applikasjonskvittering"),
            _R("MIGversion", "v1.1 2012-02-15"),
            _R("GenDate", _moment(receipt.made_at)),
            _R("Id", str(receipt.id)),
            _R("Sender", _party(receipt.sender)),
            _R("Receiver", _party(receipt.receiver)),
            _R("Status", V=receipt.status, DN=_STATUS[receipt.status]),
            *(_R("Error", V=one["code"], S=CODE_SYSTEM, DN=one["text"]) for one in receipt.errors),
            _R(
                "OriginalMsgId",
                _R("MsgType", V=original.type_code or "UKJENT", DN=original.type_words or "Ukjent"),
                _R("IssueDate", _moment(original.made_at)),
                _R("Id", original.id or "ukjent"),
            ),
        )
    )


def _moment(at: dt.datetime) -> str:
    return local(at).isoformat(timespec="seconds")


def _party(party: Party) -> Any:
    """The outermost organisation with its department and person, by the same numbers as they came with."""
    places = [one for one in party.levels if not one.person] or [Level("Ukjent")]
    units = [_R("Dept", *_named(one)) for one in places[1:2]]
    people = [_R("HCPerson", *_named(party.person))] if party.person else []
    return _R("HCP", _R("Inst", *_named(places[0], wanted=True), *units, *people))


def _named(level: Level, *, wanted: bool = False) -> list[Any]:
    """Name and number, the HER-id first; the others as additional ones."""
    numbers = sorted(level.numbers, key=lambda one: one[0] != HER)
    found = [_R("Name", level.name or "Ukjent")]
    if not numbers:
        return [*found, _R("Id", "0"), _R("TypeId", V="HER", DN="HER-id")] if wanted else found
    kind, number = numbers[0]
    found += [_R("Id", number), _R("TypeId", V=kind, DN=_KINDS.get(kind, kind))]
    more = [
        _R("AdditionalId", _R("Id", two), _R("Type", V=one, DN=_KINDS.get(one, one)))
        for one, two in numbers[1:]
    ]
    return found + more
