"""A changed Task as one use case: which element says what, which way a Task can go, and nothing besides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from referrals import clocks
from referrals.fhir import reading
from referrals.fhir.outcome import Refused
from referrals.fhir.sameness import same
from referrals.models import Placement
from referrals.use_cases import placement_notes, placements
from rve.core.policies import Actor

Change = dict[str, Any]
Common = dict[str, Any]

# Characters, as on the institution's own pages.
EVENT_MOST, NOTE_MOST, _COMMENT = 120, 4_000, 2_000
# What a client may say anew; the rest is as we hold it.
_MAY_DIFFER = {"status", "statusReason", "businessStatus", "executionPeriod"}
# Ours to write, or words for eyes alone: never read.
_NOT_READ = {"meta", "text", "lastModified", "resourceType", "id"}


def change(
    row: Placement,
    *,
    held: dict[str, Any],
    wanted: Change,
    by: Actor,
    now: dt.datetime,
    version: int,
    base: str,
) -> None:
    """Does what the changed Task says. `held`: the Task as we show it now. Refused names the element."""
    _check_the_rest(held, wanted, base)
    status, target = held["status"], wanted.get("status")
    if target == status:
        _check_nothing_else(held, wanted, base)
        return
    if target is None:
        raise reading.needed(_("A Task needs its status."), "Task.status")
    move = _MOVES.get((status, str(target)))
    if move is None:
        ways = ", ".join(after for before, after in _MOVES if before == status)
        sentence = _("A Task that is {status} cannot become {target}. It can become: {ways}.")
        said = sentence.format(status=status, target=str(target)[:40], ways=ways or "–")
        raise Refused(422, "business-rule", said, "Task.status")
    _check_business_status(held, wanted, base)
    move(wanted, {"placement": row, "by": by, "now": now, "version": version})


def _differing(held: dict[str, Any], wanted: Change, names: set[str], base: str) -> list[str]:
    return [f"Task.{one}" for one in sorted(names) if not same(held.get(one), wanted.get(one), base=base)]


def _check_the_rest(held: dict[str, Any], wanted: Change, base: str) -> None:
    """Every element that differs is named: an update never loses what it does not do."""
    differing = _differing(held, wanted, {*held, *wanted} - _MAY_DIFFER - _NOT_READ, base)
    if differing:
        sentence = _(
            "Only status, statusReason, businessStatus and executionPeriod of a Task can be changed."
        )
        raise Refused(422, "business-rule", sentence, *differing)


def _check_nothing_else(held: dict[str, Any], wanted: Change, base: str) -> None:
    differing = _differing(held, wanted, _MAY_DIFFER, base)
    if differing:
        sentence = _("This follows a change of status, an Appointment, an Encounter or a Communication.")
        raise Refused(422, "business-rule", sentence, *differing)


def _check_business_status(held: dict[str, Any], wanted: Change, base: str) -> None:
    told = wanted.get("businessStatus")
    if told and not same(held.get("businessStatus"), told, base=base):
        sentence = _("businessStatus follows from Appointment and Communication: leave it as it is, or out.")
        raise Refused(422, "business-rule", sentence, "Task.businessStatus")


def _words(wanted: Change, most: int) -> str:
    return reading.text(wanted, "statusReason", "text", element="Task.statusReason.text", most=most)


def _today(common: Common) -> dt.date:
    return timezone.localdate(common["now"], clocks.OSLO)


def _receive(wanted: Change, common: Common) -> None:
    placement_notes.note_receipt(**common)


def _accept(wanted: Change, common: Common) -> None:
    placements.accept(**common)


def _decline(wanted: Change, common: Common) -> None:
    concept = wanted.get("statusReason")
    reason = reading.needed_reason(concept, "decline", actor=common["by"], element="Task.statusReason")
    placements.decline(**common, reason=reason, comment=_words(wanted, _COMMENT))


def _start(wanted: Change, common: Common) -> None:
    element = "Task.executionPeriod.start"
    on = reading.day(wanted, "executionPeriod", "start", element=element, default=_today(common))
    event = _words(wanted, EVENT_MOST) or START_EVENT
    placements.start(**common, on=on, event=event)


def _interrupt(wanted: Change, common: Common) -> None:
    concept = wanted.get("statusReason")
    reason = reading.needed_reason(concept, "interrupt", actor=common["by"], element="Task.statusReason")
    comment = _words(wanted, _COMMENT)
    placements.interrupt(**common, on=_today(common), reason=reason, comment=comment)


def _resume(wanted: Change, common: Common) -> None:
    placements.resume(**common, on=_today(common))


def _discharge(wanted: Change, common: Common) -> None:
    element = "Task.executionPeriod.end"
    on = reading.day(wanted, "executionPeriod", "end", element=element, default=_today(common))
    placements.discharge(**common, on=on, note=_words(wanted, NOTE_MOST))


# What began, where the client says nothing more: an introductory talk is never told as a start.
START_EVENT = "Rehabilitering"
_MOVES: Mapping[tuple[str, str], Callable[[Change, Common], None]] = {
    ("requested", "received"): _receive,
    ("requested", "accepted"): _accept,
    ("received", "accepted"): _accept,
    ("requested", "rejected"): _decline,
    ("received", "rejected"): _decline,
    ("accepted", "in-progress"): _start,
    ("in-progress", "on-hold"): _interrupt,
    ("on-hold", "in-progress"): _resume,
    ("in-progress", "completed"): _discharge,
    ("on-hold", "completed"): _discharge,
}
TRANSITIONS = tuple(_MOVES)
