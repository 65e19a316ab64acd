"""GET /api/v1/finder: offers by delytelse, municipality and level. Open: nothing here is about a person."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from institutions.models import Municipality
from institutions.queries.offers import offers
from rve.core import clock
from rve.core.models import Region
from rve.core.policies import Policy

LEVELS = ("inpatient", "day", "outpatient")
LETTERS = "ABCDEFGHIJKLMNOPQR"


class Finder(APIView):
    policy = Policy(public=True)

    def get(self, request: Request) -> Response:
        """Offers in force today, the nearest first; 400 names the parameter that cannot be used."""
        delytelse = request.query_params.get("delytelse", "").upper()
        level = request.query_params.get("level", "")
        if delytelse and (len(delytelse) != 1 or delytelse not in LETTERS):
            raise ValidationError({"delytelse": "One letter, A to R."})
        if level and level not in LEVELS:
            raise ValidationError({"level": f"One of {', '.join(LEVELS)}."})
        found = offers(
            region=_region(request),
            delytelse=delytelse,
            level=level,
            municipality=_municipality(request),
            on=clock.today(),
        )
        return Response({"results": [asdict(one) for one in found]})


def _region(request: Request) -> Region:
    code: Any = request.query_params.get("region", "HMN")
    found = Region.objects.filter(code=code).first()
    if found is None:
        raise ValidationError({"region": "No region has that code."})
    return found


def _municipality(request: Request) -> Municipality | None:
    number = request.query_params.get("municipality", "")
    if not number:
        return None
    found = Municipality.objects.filter(number=number).first()
    if found is None:
        raise ValidationError({"municipality": "Four digits of a Norwegian municipality."})
    return found
