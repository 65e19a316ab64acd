"""Words of the API for those of the use cases, and the other way."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.utils.translation import gettext as _
from rest_framework import serializers

from institutions.models import Institution
from rve.core.api.fields import MomentField
from rve.core.api.pages import since
from rve.core.errors import DomainError
from rve.core.models import Region

_LATEST_YEAR = 2199


class Day(serializers.DateField):
    """A day that can be reckoned with: weeks are added to it."""

    def to_internal_value(self, value: object) -> object:
        day = super().to_internal_value(value)
        if day.year > _LATEST_YEAR:
            raise serializers.ValidationError(_("That is too far ahead. Check the year."))
        return day


class Attendance(MomentField):
    """A moment that says its offset: the patient's letter must not be an hour off."""

    def to_internal_value(self, value: object) -> object:
        if not isinstance(value, str):
            return super().to_internal_value(value)
        try:
            return since(value)
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from error


@contextmanager
def said_as(names: Mapping[str, str]) -> Iterator[None]:
    """A fault at a use case's field is told at the field of the body that it came from."""
    try:
        yield
    except DomainError as error:
        error.field = names.get(error.field or "", error.field)
        raise


def kode_of(region: Region, text: str) -> str:
    """The kode of an institution that was named by its id; a kode stays as it is, known or not."""
    try:
        public_id = uuid.UUID(text)
    except ValueError:
        return text
    found = Institution.objects.filter(region=region, public_id=public_id).first()
    return found.kode if found else text
