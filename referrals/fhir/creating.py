"""Creates: an Appointment gives the time, an Encounter begins the stay, a Communication asks the unit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from rest_framework.response import Response

from referrals.fhir import finding, once, reading, stay_changes
from referrals.fhir.door import FhirEndpoint, not_there
from referrals.fhir.outcome import Refused
from referrals.fhir.stay_changes import Sent
from referrals.models import Placement
from referrals.use_cases.placement_notes import ask_unit, open_questions
from rve.core.errors import Stale

Done = tuple[UUID, bool]


def create(door: FhirEndpoint, kind: str, body: dict[str, Any]) -> Response:
    """201 with what was made; 200 when it was there already, by a key or by saying the same."""

    def read_and_make() -> Done:
        row = stay_changes.held(body, door.actor, base=door.base)
        return _MAKERS[kind](row, Sent(body, door.actor, door.now, base=door.base))

    def make() -> Done:
        """A create names no version: what somebody changed between reading and doing is read again."""
        try:
            with transaction.atomic():
                return read_and_make()
        except Stale:
            return read_and_make()

    made = once.create(door.request, kind=kind, actor=door.actor, now=door.now, make=make)
    found = finding.find(kind, door.actor, str(made.public_id))
    if found is None:
        raise not_there()
    if found.row is not None:
        door.log(kind, [found.row])
    status = 201 if made.new else 200
    return door.shown(found.resource, status=status, location=True, replayed=made.replayed)


def _appointment(row: Placement, sent: Sent) -> Done:
    first = row.scheduled_at is None
    return row.public_id, stay_changes.book(row, sent) and first


def _encounter(row: Placement, sent: Sent) -> Done:
    first = row.started_on is None
    return row.public_id, stay_changes.stay(row, sent) and first


def _communication(row: Placement, sent: Sent) -> Done:
    if sent.body.get("status", "completed") not in ("completed", "in-progress", "preparation"):
        raise Refused(422, "business-rule", _("A question is sent as completed."), "Communication.status")
    if sent.body.get("inResponseTo"):
        sentence = _("A question answers nothing: the institution asks, the unit answers.")
        raise Refused(422, "business-rule", sentence, "Communication.inResponseTo")
    payload = reading.listed(sent.body, "payload")
    texts = [reading.text(one, "contentString", element="Communication.payload") for one in payload]
    if not payload or not all(texts):
        sentence = _("A question is text: payload with contentString, and nothing else.")
        raise Refused(422, "required", sentence, "Communication.payload")
    words = "\n\n".join(texts)
    before = set(open_questions(row).values_list("pk", flat=True))
    note = ask_unit(placement=row, text=words, by=sent.by, now=sent.now)
    return note.public_id, note.pk not in before


_MAKERS: Mapping[str, Callable[[Placement, Sent], Done]] = {
    "Appointment": _appointment,
    "Encounter": _encounter,
    "Communication": _communication,
}
