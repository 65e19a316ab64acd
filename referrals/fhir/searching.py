"""Answers to searches: Tasks and Communications page by page, and what stands behind a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.response import Response

from referrals.fhir import rows, search_cases
from referrals.fhir.along import Behind, come_along, known, needs_the_case
from referrals.fhir.door import FhirEndpoint
from referrals.fhir.make.bundle import searchset
from referrals.fhir.make.communication import communication
from referrals.fhir.outcome import FHIR_JSON, Refused
from referrals.fhir.search import Asked, Filter, Page, page, part, read
from referrals.fhir.search_tasks import communication_filters, task_filters
from referrals.models import PlacementNote

Parameters = Mapping[str, Sequence[str]]


def search(door: FhirEndpoint, kind: str, parameters: Parameters, *, in_body: bool) -> Response:
    """A Bundle; the links lead to GET and hold nothing of a patient but the id of the Patient."""
    if any("\x00" in text for name, texts in parameters.items() for text in (name, *texts)):
        raise Refused(400, "invalid", _("A parameter holds a NUL, which no text can hold."))
    if kind == "Task":
        return _tasks(door, parameters, in_body=in_body)
    return _communications(door, parameters) if kind == "Communication" else _of_cases(door, kind, parameters)


def _asked(door: FhirEndpoint, kind: str, parameters: Parameters, filters: Mapping[str, Filter]) -> Asked:
    return read(parameters, filters=filters, along=known(kind), strict=door.strict)


def _tasks(door: FhirEndpoint, parameters: Parameters, *, in_body: bool) -> Response:
    filters = task_filters(door.actor, base=door.base, in_body=in_body)
    asked = _asked(door, "Task", parameters, filters)
    found = rows.whole_page(door.actor) if needs_the_case(asked.along) else rows.task_rows(door.actor)
    shown = page(found, asked, address=f"{door.base}/Task", by="updated_at")
    held = [row for row in shown.rows if rows.is_with(door.actor, row)]
    behind = Behind(door.actor, shown.rows, held)
    matches = [behind.task(row) for row in shown.rows]
    door.log("Task", held)
    return _bundle(asked, door, shown, matches, come_along("Task", asked.along, behind))


def _of_cases(door: FhirEndpoint, kind: str, parameters: Parameters) -> Response:
    """What a search for these finds is short: it is made whole, and shown page by page."""
    asked = _asked(door, kind, parameters, search_cases.filters(kind, base=door.base))
    behind = search_cases.behind(door.actor, kind, asked)
    shown = part(search_cases.matches(kind, behind, asked), asked, address=f"{door.base}/{kind}")
    if kind == "ServiceRequest":
        behind = search_cases.of_page(behind, shown.rows)
    door.log(kind, behind.held if shown.rows else [])
    return _bundle(asked, door, shown, shown.rows, come_along(kind, asked.along, behind))


def _communications(door: FhirEndpoint, parameters: Parameters) -> Response:
    asked = _asked(door, "Communication", parameters, communication_filters(base=door.base))
    mine = rows.readable(door.actor)
    notes = PlacementNote.objects.filter(placement__in=mine.values("pk")).select_related(
        "organisation", "answers"
    )
    shown = page(notes, asked, address=f"{door.base}/Communication", by="at")
    held = {row.pk: row for row in mine.filter(pk__in={note.placement_id for note in shown.rows})}
    matches = [communication(held[note.placement_id], note) for note in shown.rows]
    door.log("Communication", held.values())
    return _bundle(asked, door, shown, matches, [])


def _bundle(
    asked: Asked,
    door: FhirEndpoint,
    shown: Page,
    matches: Sequence[dict[str, Any]],
    included: Sequence[dict[str, Any]],
) -> Response:
    found = searchset(
        base=door.base,
        own=shown.own,
        following=shown.following,
        matches=[asked.subset.of(one) for one in matches],
        included=[asked.subset.of(one, match=False) for one in included] if matches else [],
        total=shown.total,
    )
    return Response(found, content_type=FHIR_JSON)
