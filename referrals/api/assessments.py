"""What the rules would propose, for facts without a patient: nothing is kept."""

from __future__ import annotations

import datetime as dt
import json
from functools import lru_cache
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request

from deltytelser.catalogue.read import load_world
from deltytelser.queries import version_in_force
from deltytelser.rules.batch import Engine, answer
from deltytelser.rules.errors import NoRuleInForce
from deltytelser.rules.world import World
from referrals.api.proposal_out import ProposalBody
from referrals.api.referral_examples import ASSESSED, TRY
from referrals.api.said import Day
from referrals.engine import compiled
from rve.core.api.bodies import validated
from rve.core.api.describe import describe
from rve.core.api.endpoint import Endpoint
from rve.core.errors import Conflict

MOST = 1_000


class TryIn(serializers.Serializer):
    """Referral facts, each with its own reference; a fault in one is answered in its place."""

    facts = serializers.ListField(
        child=serializers.JSONField(help_text="Referral facts"),
        max_length=MOST,
        help_text=f"At most {MOST}",
        error_messages={"max_length": "At most 1 000 at a time."},
    )
    on = Day(
        required=False, allow_null=True, default=None, help_text="The day of the proposals; left out: today"
    )
    language = serializers.ChoiceField(choices=("nb", "nn"), required=False, default="nb")


class FaultOut(serializers.Serializer):
    """What is wrong: `field` is dotted, null for the whole."""

    field = serializers.CharField(allow_null=True)
    message = serializers.CharField()


class TriedOut(ProposalBody):
    """A proposal; or, for facts that cannot be read, `line` (from 1), `reference` and `error` alone."""

    line = serializers.IntegerField()
    error = FaultOut()

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        fields = super().get_fields()
        for name, field in fields.items():
            field.required = name == "reference"
        fields["reference"].allow_null = True
        return fields


class TriesOut(serializers.Serializer):
    """One answer for each, in the same order."""

    results = TriedOut(many=True)


class Assessments(Endpoint):
    scope = {"POST": "assessments:try"}
    group = "assess"
    largest_body = 10_000_000

    @describe(
        operation_id="try_assessments",
        summary="Try the rules",
        description="Proposals for up to 1 000 referral facts by the rules in force, as `manage.py assess` "
        "makes them: no patient, nothing kept. Facts that cannot be read are answered in their place. A bare "
        "list is taken too.",
        request=TryIn,
        answers={200: TriesOut},
        errors=(409, 413),
        examples={"request": TRY, 200: ASSESSED},
        tags=("assessments",),
    )
    def post(self, request: Request) -> HttpResponseBase:
        body = request.data
        sent = validated(TryIn, {"facts": body} if isinstance(body, list) else body, {"endpoint": self})
        engine = self._engine(sent["on"] or self.actor.today, sent["language"])
        found = [answer(_line(one), place, engine)[0] for place, one in enumerate(sent["facts"], 1)]
        return HttpResponse(b'{"results":[' + b",".join(found) + b"]}", content_type="application/json")

    def _engine(self, on: dt.date, language: str) -> Engine:
        row = version_in_force(region=self.actor.region, on=on)
        if row is None:
            raise Conflict(_("No published rules are in force on that day."), field="on")
        rules = compiled(row)
        try:
            rules.law_on(on)
        except NoRuleInForce as error:
            raise Conflict(_("No published rules are in force on that day."), field="on") from error
        return Engine(rules, _world(), on, language)


@lru_cache(maxsize=1)
def _world() -> World:
    return load_world()


def _line(facts: Any) -> bytes:
    return json.dumps(facts).encode()
