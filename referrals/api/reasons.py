"""Coded reasons: what decline, postpone, interrupt, withdraw and override may be told with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from rve.core.api.describe import describe
from rve.core.api.endpoint import Endpoint
from rve.core.errors import DomainError
from rve.core.models import CodedReason

EXAMPLE = {
    "id": "7d1c5a6e-0b1f-4f43-9e0a-3c2b1d0e9f66",
    "version": 1,
    "kind": "decline",
    "code": "no_capacity",
    "text_nb": "Vi har ikke plass i tide",
    "text_nn": "Vi har ikkje plass i tide",
    "npr_code": "",
    "valid_from": "2018-01-01",
    "valid_to": None,
}


class ReasonFilter(serializers.Serializer):
    """Which reasons are asked for."""

    kind = serializers.ChoiceField(choices=CodedReason.Kind.values, required=False)


class CodedReasonOut(serializers.Serializer):
    """A reason that may be chosen today."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=CodedReason.Kind.values)
    code = serializers.CharField()
    text_nb = serializers.CharField()
    text_nn = serializers.CharField()
    npr_code = serializers.CharField(allow_blank=True, help_text="Norsk pasientregister's, where it has one")
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True, help_text="First day it can no longer be chosen")


class CodedReasonsOut(serializers.Serializer):
    """The reasons, by kind and code."""

    results = CodedReasonOut(many=True)


class ReasonList(Endpoint):
    scope = {"GET": "*"}

    @describe(
        operation_id="list_reasons",
        summary="List coded reasons",
        description="Those that may be chosen today in the caller's region, with their words in both written "
        "languages.",
        answers={200: CodedReasonsOut},
        query=ReasonFilter,
        examples={200: {"results": [EXAMPLE]}},
    )
    def get(self, request: Request) -> Response:
        asked = self.query(ReasonFilter, also=frozenset())
        rows = in_force(self.actor.region.pk, on=self.actor.today).filter(**asked)
        return self.answer({"results": _shown(rows.order_by("kind", "code"))})


def in_force(region_id: int, *, on: dt.date) -> QuerySet[CodedReason]:
    """The region's reasons that may be chosen on the day."""
    later = Q(valid_to=None) | Q(valid_to__gt=on)
    return CodedReason.objects.filter(later, region=region_id, valid_from__lte=on)


def reason_of(region_id: int, kind: str, code: str) -> CodedReason:
    """DomainError at `reason_code` for a code that the region does not have."""
    found = CodedReason.objects.filter(region=region_id, kind=kind, code=code).first()
    if found is None:
        raise DomainError(_("Choose one of the reasons."), field="reason_code")
    return found


@contextmanager
def codes_told(field: str, kind: str, *, region_id: int, on: dt.date) -> Iterator[None]:
    """A fault at a coded reason names the codes that would be right that day: a system has no list to
    choose from on the screen.
    """
    try:
        yield
    except DomainError as error:
        if error.field == field:
            codes = in_force(region_id, on=on).filter(kind=kind).order_by("code")
            told = _("Codes: {codes}.").format(codes=", ".join(codes.values_list("code", flat=True)))
            error.message = f"{error.message} {told}"
        raise


def _shown(rows: Sequence[CodedReason] | Any) -> list[dict[str, Any]]:
    names = ("version", "kind", "code", "text_nb", "text_nn", "npr_code", "valid_from", "valid_to")
    return [{"id": row.public_id, **{name: getattr(row, name) for name in names}} for row in rows]
