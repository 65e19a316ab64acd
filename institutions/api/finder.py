"""GET /api/v1/finder: offers by delytelse, municipality and level. Open: nothing here is about a person."""

from __future__ import annotations

from dataclasses import asdict

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from institutions.api.examples import OFFER
from institutions.api.fields import SERVED, OffersOut
from institutions.models import Municipality
from institutions.queries.offers import offers
from rve.core import clock
from rve.core.api.describe import describe
from rve.core.api.endpoint import Endpoint
from rve.core.models import Region


class Wanted(serializers.Serializer):
    """What is looked for. Without a delytelse or a level: any."""

    delytelse = serializers.RegexField(
        r"^[A-Ra-r]?$", required=False, default="", allow_blank=True, help_text="One letter, A to R"
    )
    level = serializers.ChoiceField(choices=SERVED, required=False, default="", allow_blank=True)
    municipality = serializers.RegexField(
        r"^([0-9]{4})?$",
        required=False,
        default="",
        allow_blank=True,
        help_text="Four digits; the offers then stand with the nearest first",
    )
    region = serializers.CharField(required=False, default="HMN", max_length=8)

    def validate_municipality(self, number: str) -> Municipality | None:
        found = Municipality.objects.filter(number=number).first() if number else None
        if number and found is None:
            raise serializers.ValidationError(_("Four digits of a Norwegian municipality."))
        return found

    def validate_region(self, code: str) -> Region:
        found = Region.objects.filter(code=code).first()
        if found is None:
            raise serializers.ValidationError(_("No region has that code."))
        return found


class Finder(Endpoint):
    scope = {"GET": ""}

    @describe(
        operation_id="find_offers",
        summary="Find offers",
        description="Offers in force today, the nearest first. Open: no token is asked for.",
        answers={200: OffersOut},
        query=Wanted,
        examples={200: {"results": [OFFER]}},
    )
    def get(self, request: Request) -> Response:
        asked = self.query(Wanted, also=frozenset())
        found = offers(
            region=asked["region"],
            delytelse=asked["delytelse"].upper(),
            level=asked["level"],
            municipality=asked["municipality"] or None,
            on=clock.today(),
        )
        return self.answer({"results": [asdict(one) for one in found]})
