"""Referral facts as a client sends them: of the published shape, as far as they are known.

What the shape allows and the rules cannot read (a code nobody knows, days that contradict each other) is kept
with the case, flagged and given to a person; it is never bounced.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from referrals.facts_shape import faults, schema_of, shape_of

_WHOLE = "non_field_errors"
_SPREAD = ("needs", "requested", "patient", "conditions")


@extend_schema_field(schema_of() | {"nullable": False})
class FactsField(serializers.Field):
    """The facts as sent, their shape checked: every fault at once."""

    def to_internal_value(self, data: object) -> dict[str, Any]:
        wrong = dict(faults(data, inside=False)) if data is not None else {"": _("An object: {…}.")}
        if wrong:
            raise serializers.ValidationError({name or _WHOLE: [why] for name, why in wrong.items()})
        return dict(data) if isinstance(data, Mapping) else {}

    def to_representation(self, value: Any) -> Any:
        return value


@extend_schema_field({"type": "object", "additionalProperties": True, "minProperties": 1})
class ValuesField(serializers.Field):
    """Facts by their dotted names, or nested as in the facts; null: not known. Read as dotted names."""

    def to_internal_value(self, data: object) -> dict[str, Any]:
        if not isinstance(data, Mapping) or not data:
            raise serializers.ValidationError(_("An object with at least one fact: {…}."))
        values = dict(_dotted(data))
        wrong: dict[str, list[str]] = {}
        for name, value in values.items():
            for path, why in _faults_of(name, value):
                wrong.setdefault(path, []).append(why)
        if wrong:
            raise serializers.ValidationError(wrong)
        return values

    def to_representation(self, value: Any) -> Any:
        return value


def _dotted(data: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in data.items():
        if name in ("conditions", "conditions_denied") and isinstance(value, list):
            for one in value:
                yield f"conditions.{one}", name == "conditions"
        elif isinstance(value, Mapping) and name in _SPREAD:
            for inner, one in value.items():
                yield f"{name}.{inner}", one
        else:
            yield name, value


def _faults_of(name: str, value: Any) -> Iterator[tuple[str, str]]:
    shape = shape_of(name)
    if shape is None:
        yield name, _("No such key.")
    else:
        yield from faults(value, shape, name)
