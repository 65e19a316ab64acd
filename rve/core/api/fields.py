"""How moments are written: ISO 8601 in UTC, with Z."""

from __future__ import annotations

import datetime as dt

from rest_framework import serializers


def moment(value: dt.datetime) -> str:
    """`2026-03-02T09:00:00.000Z`"""
    return value.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class MomentField(serializers.DateTimeField):
    """A moment, read with any offset and written in UTC."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(default_timezone=dt.UTC, **kwargs)

    def to_representation(self, value: dt.datetime | None) -> str | None:
        return moment(value) if value else None
