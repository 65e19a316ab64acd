"""Placements: what an institution receives and answers; the unit changes the place when the patient does."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from referrals.api.file_answers import FILES, FileEndpoint, as_file
from referrals.api.placement_examples import LISTED, PLACEMENT, after
from referrals.api.placement_fields import ChangeIn, ListedPlacement, PlacementOut
from referrals.api.placement_files import bytes_of, files_of
from referrals.api.placement_rows import find_placement, is_with, listed, readable
from referrals.api.placement_shown import file_name, placement_listed, placement_shown
from referrals.api.said import kode_of, said_as
from referrals.models import Placement
from referrals.use_cases.change_place import change_place
from rve.core import access_log
from rve.core.api.describe import describe
from rve.core.api.endpoint import Endpoint, Made
from rve.core.errors import NotFound

_KNOWN = frozenset(Placement.Status.values)


class Filter(serializers.Serializer):
    """Which placements are asked for."""

    status = serializers.CharField(required=False, help_text="One, or several with commas between")
    institution = serializers.CharField(required=False, max_length=40, help_text="`kode` or `id`")

    def validate_status(self, text: str) -> list[str]:
        asked = text.split(",")
        unknown = [one for one in asked if one not in _KNOWN]
        if unknown:
            raise serializers.ValidationError(_("No such status: {name}.").format(name=unknown[0][:40]))
        return asked


class Placements(Endpoint):
    """What the addresses of placements share."""

    def log(self, rows: Sequence[Placement], data: str) -> None:
        """One row for each answer, naming those whose patient was told."""
        told = [row for row in rows if is_with(self.actor, row)]
        access_log.seen(
            actor=self.actor,
            data=data,
            basis="assessment" if self.actor.at_rve else "placement",
            at=self.now,
            case_ids=[row.referral_id for row in told],
            patient_ids=[row.referral.patient_id for row in told],
        )

    def shown(self, public_id: uuid.UUID) -> dict[str, Any]:
        """The whole of one for this caller, and that it was read."""
        row = find_placement(self.actor, public_id)
        self.log([row], "api:placement")
        return placement_shown(self.caller, row)


class PlacementList(Placements):
    scope = {"GET": "placements:read"}

    @describe(
        operation_id="list_placements",
        summary="List placements",
        description="Those forwarded to the caller's institutions; for the unit those of the region. Poll "
        "with `updated_since`. One that was declined, cancelled or moved elsewhere stays in the list, "
        "without the patient, so that a system that follows the list learns that it is gone.",
        answers={200: ListedPlacement},
        query=Filter,
        paged=True,
        examples={200: LISTED},
    )
    def get(self, request: Request) -> Response:
        asked = self.query(Filter)
        rows = listed(self.actor)
        if "status" in asked:
            rows = rows.filter(status__in=asked["status"])
        if "institution" in asked:
            kode = kode_of(self.actor.region, asked["institution"])
            rows = rows.filter(institution__kode=kode)
        return self.page(rows, render=self._render)

    def _render(self, rows: Sequence[Placement]) -> list[dict[str, Any]]:
        self.log(rows, "api:placements")
        return [placement_listed(self.caller, row) for row in rows]


class PlacementDetail(Placements):
    scope = {"GET": "placements:read"}

    @describe(
        operation_id="get_placement",
        summary="Read a placement",
        description="All that the institution needs to receive the patient. A protected address is null. Of "
        "one that is no longer with the institution only what happened to it is told.",
        answers={200: PlacementOut},
        examples={200: PLACEMENT},
    )
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        shown = self.shown(public_id)
        return self.answer(shown, version=shown["version"])


class PlacementDocument(FileEndpoint, Placements):
    """A file of a placement, byte for byte."""

    scope = {"GET": "placements:read"}

    @describe(
        operation_id="get_placement_document",
        summary="Read a document of a placement",
        description="An attachment of the referral, or the letter to the institution, as it was sent.",
        answers=FILES,
    )
    def get(self, request: Request, public_id: uuid.UUID, document_id: uuid.UUID) -> HttpResponse:
        row = find_placement(self.actor, public_id)
        files = files_of(row) if is_with(self.actor, row) else []
        found = next((one for one in files if one.public_id == document_id), None)
        if found is None:
            raise NotFound(_("There is no such case here."))
        self.log([row], "api:document")
        return as_file(bytes_of(found), name=file_name(row, found), content_type=found.content_type)


class ChangePlacement(Placements):
    scope = {"POST": "decisions:prepare"}

    @describe(
        operation_id="change_placement",
        summary="Change the place",
        description="The patient chooses another place, or the first one declined. A new placement is booked "
        "or queued and forwarded at once; the deadline stands. If-Match is that of the placement that it "
        "replaces.",
        request=ChangeIn,
        answers={201: PlacementOut},
        errors=(409, 412, 422, 428),
        examples={
            "request": {"institution": "havblikk", "reason": "Nærmere familien."},
            201: after("forwarded", "change", institution="havblikk"),
        },
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        return self.once(
            kind="placement",
            make=lambda: self._change(public_id),
            show=self.shown,
            location=lambda made: reverse("api-placement", args=[made]),
        )

    def _change(self, public_id: uuid.UUID) -> Made:
        said, version = self.body(ChangeIn), self.expected_version()
        row = readable(self.actor).select_related("referral__region").filter(public_id=public_id).first()
        if row is None:
            raise NotFound(_("There is no such case here."))
        said["institution"] = kode_of(row.referral.region, said["institution"])
        with said_as({"pool_id": "pool"}):
            made = change_place(placement=row, by=self.actor, now=self.now, version=version, **said)
        return Made(made.public_id, made.version)
