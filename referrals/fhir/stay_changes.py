"""An Appointment or an Encounter that a client sends, as one use case; said again it does nothing more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from referrals import clocks
from referrals.fhir import reading, rows
from referrals.fhir.make.stay import ENCOUNTER
from referrals.fhir.outcome import Refused
from referrals.fhir.references import as_uuid, parse
from referrals.fhir.sameness import same
from referrals.fhir.subject import check_subject
from referrals.fhir.task_changes import EVENT_MOST, NOTE_MOST, START_EVENT
from referrals.models import Placement
from referrals.use_cases import placements
from rve.core.errors import Conflict
from rve.core.policies import Actor

# The element that a field of a use case's error is about.
ELEMENTS: Mapping[str, Mapping[str, str]] = {
    "Task": {"on": "Task.executionPeriod", "reason": "Task.statusReason", "event": "Task.statusReason.text"},
    "Appointment": {"at": "Appointment.start", "reason": "Appointment.reasonCode"},
    "Encounter": {"on": "Encounter.period", "event": "Encounter.type", "reason": "Encounter.reasonCode"},
    "Communication": {"text": "Communication.payload"},
}


# What an update may say anew; other elements that differ are refused, those left out stay as they are.
_MAY_DIFFER: Mapping[str, set[str]] = {
    "Appointment": {"status", "start", "reasonCode"},
    "Encounter": {"status", "statusHistory", "period", "type", "reasonCode", "hospitalization"},
}
# Ours to write, words for eyes alone, or (class) looked at by its code.
_NOT_READ = {"meta", "text", "resourceType", "id", "class", "end"}


@dataclass(frozen=True, slots=True)
class Sent:
    """What a client sent, by whom and when. `version`: the one it saw; None for the one there is."""

    body: dict[str, Any]
    by: Actor
    now: dt.datetime
    version: int | None = None
    base: str = ""

    @property
    def today(self) -> dt.date:
        return timezone.localdate(self.now, clocks.OSLO)

    def common(self, row: Placement) -> dict[str, Any]:
        version = row.version if self.version is None else self.version
        return {"placement": row, "by": self.by, "now": self.now, "version": version}


def held(body: dict[str, Any], actor: Actor, *, base: str) -> Placement:
    """The caller's placement that an Appointment, Encounter or Communication is based on (or about)."""
    kind = body["resourceType"]
    told = [one for name in ("basedOn", "about") for one in reading.listed(body, name)]
    for one in told:
        row = _placement(reading.part(one, "reference"), actor, base)
        if row is not None:
            check_subject(body, row, base=base)
            return row
    sentence = _("Name the ServiceRequest (or the Task) that this is based on, one of yours.")
    raise Refused(422, "not-found" if told else "required", sentence, f"{kind}.basedOn")


def _placement(text: object, actor: Actor, base: str) -> Placement | None:
    found = parse(text, base=base)
    key = as_uuid(found[1]) if found else None
    if found is None or key is None:
        return None
    if found[0] == "ServiceRequest":
        return rows.of_case(actor, key)
    return rows.of_placement(actor, key) if found[0] == "Task" else None


def update(row: Placement, held: dict[str, Any], sent: Sent) -> None:
    """An Appointment or an Encounter that was read, changed and sent back. `held`: as we show it now."""
    kind = held["resourceType"]
    left = set(sent.body) - _MAY_DIFFER[kind] - _NOT_READ
    if kind == "Encounter" and reading.part(sent.body, "class", "code") != held["class"]["code"]:
        left.add("class")
    _check(held, sent, left, _("This element cannot be changed here."))
    if not (book if kind == "Appointment" else stay)(row, sent):
        alone = set(sent.body) & (_MAY_DIFFER[kind] - {"statusHistory"})
        _check(held, sent, alone, _("This is told together with a new status or start."))


def _check(held: dict[str, Any], sent: Sent, names: set[str], sentence: str) -> None:
    kind = held["resourceType"]
    differing = [
        f"{kind}.{name}"
        for name in sorted(names)
        if not same(held.get(name), sent.body.get(name), base=sent.base)
    ]
    if differing:
        raise Refused(422, "business-rule", sentence, *differing)


def book(row: Placement, sent: Sent) -> bool:
    """An Appointment gives the time, or moves it with a coded reason. Whether anything was done."""
    status = sent.body.get("status")
    if status != "booked":
        raise Refused(422, "business-rule", _("An Appointment is made here as booked."), "Appointment.status")
    at = reading.moment(sent.body, "start", element="Appointment.start")
    if row.scheduled_at == at:
        return False
    element = "Appointment.reasonCode"
    read = reading.needed_reason if row.scheduled_at else reading.coded_reason
    reason = read(sent.body.get("reasonCode"), "postpone", actor=sent.by, element=element)
    placements.schedule(**sent.common(row), at=at, reason=reason)
    return True


def stay(row: Placement, sent: Sent) -> bool:
    """An Encounter starts, interrupts, resumes or ends the stay. Whether anything was done."""
    status = str(sent.body.get("status"))
    if status not in ENCOUNTER.values():
        sentence = _("An Encounter is in-progress, onleave or finished here.")
        raise Refused(422, "business-rule", sentence, "Encounter.status")
    if not reading.part(sent.body, "class", "code"):
        raise reading.needed(_("An Encounter needs its class: IMP or AMB."), "Encounter.class")
    before = ENCOUNTER.get(row.status)
    if before is not None:
        _check_same_start(row, sent)
    if before == status:
        return False
    move = _MOVES.get((before, status))
    if move is None:
        raise Conflict(_("This cannot be done in the state the case is in now."))
    move(row, sent)
    return True


def _check_same_start(row: Placement, sent: Sent) -> None:
    """The first day is told once; the same Encounter again must say the same."""
    element = "Encounter.period.start"
    told = reading.day(sent.body, "period", "start", element=element, default=row.started_on)
    if told != row.started_on:
        raise Refused(422, "business-rule", _("The stay began on another day by what is held here."), element)


def _start(row: Placement, sent: Sent) -> None:
    on = reading.day(sent.body, "period", "start", element="Encounter.period.start")
    event = reading.text(sent.body, "type", 0, "text", element="Encounter.type", most=EVENT_MOST)
    placements.start(**sent.common(row), on=on, event=event or START_EVENT)


def _ended(sent: Sent, status: str) -> dt.date:
    """The day an earlier state ended, out of statusHistory; today without it."""
    history = reading.listed(sent.body, "statusHistory")
    last = next((one for one in reversed(history) if reading.part(one, "status") == status), None)
    element = "Encounter.statusHistory.period.end"
    return reading.day(last, "period", "end", element=element, default=sent.today)


def _interrupt(row: Placement, sent: Sent) -> None:
    element = "Encounter.reasonCode"
    reason = reading.needed_reason(sent.body.get("reasonCode"), "interrupt", actor=sent.by, element=element)
    placements.interrupt(**sent.common(row), on=_ended(sent, "in-progress"), reason=reason)


def _resume(row: Placement, sent: Sent) -> None:
    placements.resume(**sent.common(row), on=_ended(sent, "onleave"))


def _discharge(row: Placement, sent: Sent) -> None:
    on = reading.day(sent.body, "period", "end", element="Encounter.period.end")
    element = "Encounter.hospitalization.dischargeDisposition"
    path = ("hospitalization", "dischargeDisposition", "text")
    note = reading.text(sent.body, *path, element=element, most=NOTE_MOST)
    placements.discharge(**sent.common(row), on=on, note=note)


_MOVES: Mapping[tuple[str | None, str], Callable[[Placement, Sent], None]] = {
    (None, "in-progress"): _start,
    ("in-progress", "onleave"): _interrupt,
    ("onleave", "in-progress"): _resume,
    ("in-progress", "finished"): _discharge,
    ("onleave", "finished"): _discharge,
}
