"""Answers to searches: Tasks with what belongs to them, and Communications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.response import Response

from referrals.fhir import finding, rows
from referrals.fhir.door import FhirEndpoint
from referrals.fhir.make import organization, people, task
from referrals.fhir.make.bundle import searchset
from referrals.fhir.make.communication import communication
from referrals.fhir.make.service_request import service_request
from referrals.fhir.outcome import FHIR_JSON, Refused
from referrals.fhir.search import Page, page, read
from referrals.fhir.search_tasks import INCLUDES, communication_filters, task_filters
from referrals.models import Placement, PlacementNote

Parameters = Mapping[str, Sequence[str]]


def search(door: FhirEndpoint, kind: str, parameters: Parameters, *, in_body: bool) -> Response:
    """A Bundle; the links lead to GET and hold nothing of a patient but the id of the Patient."""
    if any("\x00" in text for name, texts in parameters.items() for text in (name, *texts)):
        raise Refused(400, "invalid", _("A parameter holds a NUL, which no text can hold."))
    if kind == "Communication":
        return _communications(door, parameters)
    return _tasks(door, parameters, in_body=in_body)


def _tasks(door: FhirEndpoint, parameters: Parameters, *, in_body: bool) -> Response:
    filters = task_filters(door.actor, base=door.base, in_body=in_body)
    asked = read(parameters, filters=filters, includes=INCLUDES, strict=door.strict)
    whole = asked.includes & {"Task:focus", "Task:patient"}
    found = rows.whole_rows(door.actor) if whole else rows.task_rows(door.actor)
    shown = page(found, asked, address=f"{door.base}/Task", by="updated_at")
    units = {key: rows.unit_of(key) for key in {row.referral.region_id for row in shown.rows}}
    held = [row for row in shown.rows if rows.is_with(door.actor, row)]
    matches = [
        task.task(row, unit=units[row.referral.region_id], whole=rows.is_with(door.actor, row))
        for row in shown.rows
    ]
    included = [
        *(_focus(held) if "Task:focus" in asked.includes else []),
        *(_patients(held) if "Task:patient" in asked.includes else []),
        *(_owners(door, shown.rows) if "Task:owner" in asked.includes else []),
    ]
    if "Task:requester" in asked.includes:
        included += [organization.organisation(one, today=door.actor.today) for one in units.values() if one]
    door.log("Task", held)
    return _bundle(door, shown, matches, included)


def _focus(held: Sequence[Placement]) -> list[dict[str, Any]]:
    """A case that the caller has twice is shown as its latest placement has it."""
    latest = {row.referral_id: row for row in sorted(held, key=lambda row: row.pk)}
    names = finding.names(held[0].referral.region_id) if held else {}
    return [service_request(row, names=names) for row in latest.values()]


def _patients(held: Sequence[Placement]) -> list[dict[str, Any]]:
    latest = {row.referral.patient_id: row for row in sorted(held, key=lambda row: row.pk)}
    return [people.patient(row) for row in latest.values()]


def _owners(door: FhirEndpoint, found: Sequence[Placement]) -> list[dict[str, Any]]:
    owners = {row.institution.organisation for row in found} - {None}
    return [organization.organisation(one, today=door.actor.today) for one in owners if one]


def _communications(door: FhirEndpoint, parameters: Parameters) -> Response:
    asked = read(
        parameters, filters=communication_filters(base=door.base), includes=frozenset(), strict=door.strict
    )
    mine = rows.readable(door.actor)
    notes = PlacementNote.objects.filter(placement__in=mine.values("pk")).select_related(
        "organisation", "answers"
    )
    shown = page(notes, asked, address=f"{door.base}/Communication", by="at")
    held = {row.pk: row for row in mine.filter(pk__in={note.placement_id for note in shown.rows})}
    matches = [communication(held[note.placement_id], note) for note in shown.rows]
    door.log("Communication", held.values())
    return _bundle(door, shown, matches, [])


def _bundle(
    door: FhirEndpoint, shown: Page, matches: list[dict[str, Any]], included: list[dict[str, Any]]
) -> Response:
    found = searchset(
        base=door.base,
        own=shown.own,
        following=shown.following,
        matches=matches,
        included=included,
        total=shown.total,
    )
    return Response(found, content_type=FHIR_JSON)
