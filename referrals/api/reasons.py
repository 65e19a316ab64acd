"""Coded reasons: what decline, postpone, interrupt, withdraw and override may be told with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from rve.core.api.describe import describe
from rve.core.api.endpoint import Endpoint
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
        today = self.actor.today
        rows = CodedReason.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=today), region=self.actor.region, valid_from__lte=today
        ).filter(**asked)
        return self.answer({"results": _shown(rows.order_by("kind", "code"))})


def _shown(rows: Sequence[CodedReason] | Any) -> list[dict[str, Any]]:
    names = ("version", "kind", "code", "text_nb", "text_nn", "npr_code", "valid_from", "valid_to")
    return [{"id": row.public_id, **{name: getattr(row, name) for name in names}} for row in rows]
