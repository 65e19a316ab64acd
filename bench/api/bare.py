"""The peers: a Django view that does nothing, and REST framework's own list and create of the same rows."""

from __future__ import annotations

from functools import cache

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from rest_framework.generics import ListCreateAPIView, RetrieveAPIView
from rest_framework.pagination import CursorPagination
from rest_framework.serializers import ModelSerializer

from referrals.models import Referral
from rve.core.models import Organisation


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"{}", content_type="application/json")


class Row(ModelSerializer):
    class Meta:
        model = Referral
        fields = [
            "public_id",
            "version",
            "reference",
            "status",
            "channel",
            "source_reference",
            "given_name",
            "family_name",
            "birth_date",
            "sex",
            "language",
            "received_on",
            "first_received_on",
            "assessment_due",
            "delytelse",
            "created_at",
            "updated_at",
        ]


class Draft(ModelSerializer):
    class Meta:
        model = Referral
        exclude = ["public_id", "practical", "form"]


class Pages(CursorPagination):
    ordering = ("updated_at", "id")
    page_size_query_param = "page_size"
    max_page_size = 200


@cache
def _practice() -> int:
    return Organisation.objects.filter(kind=Organisation.Kind.PRACTICE).order_by("pk")[0].pk


class Rows(ListCreateAPIView):
    pagination_class = Pages

    def get_queryset(self) -> QuerySet[Referral]:
        """The practice's, so that the same index leads to them."""
        return Referral.objects.filter(organisation_id=_practice())

    def get_serializer_class(self) -> type[ModelSerializer]:
        return Draft if self.request.method == "POST" else Row


class One(RetrieveAPIView):
    queryset = Referral.objects.all()
    serializer_class = Row
    lookup_field = "public_id"
