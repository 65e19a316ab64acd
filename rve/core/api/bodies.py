"""A body or a query against its serializer: every fault at once, and keys that nobody knows by name.

REST framework reads "5" as 5 and 5 as "5". Between systems the JSON types are checked too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.serializers import ListSerializer, Serializer

from rve.core.api.problems import faults

_MOST_FAULTS = 200
_WHOLE_BODY = "non_field_errors"
Wrong = dict[str, list[str]]


def validated(serializer_class: Callable[..., Serializer], data: Any, context: Any = None) -> dict[str, Any]:
    """What the serializer makes of the body; ValidationError with a dotted field for each fault."""
    if not isinstance(data, Mapping):
        raise ValidationError({_WHOLE_BODY: [_("The body must be an object: {…}.")]})
    serializer = serializer_class(data=data, context=context or {})
    wrong: Wrong = {}
    # A form's parts are all text: only JSON has types to check.
    for path, sentence in _strict(serializer, data, typed=not isinstance(data, QueryDict)):
        wrong.setdefault(path or _WHOLE_BODY, []).append(sentence)
    if serializer.is_valid() and not wrong:
        return dict(serializer.validated_data)
    for one in faults(serializer.errors):
        path = str(one["field"] or _WHOLE_BODY)
        if path not in wrong:
            wrong[path] = [one["message"]]
    raise ValidationError(dict(sorted(wrong.items())[:_MOST_FAULTS]))


def _strict(field: Any, data: Any, *, typed: bool, path: str = "") -> Iterator[tuple[str, str]]:
    """Keys that are unknown and values of another JSON type, down the tree."""
    if data is None or data is serializers.empty:
        return
    if isinstance(field, ListSerializer | serializers.ListField):
        for place, inner in enumerate(data if isinstance(data, list) else ()):
            yield from _strict(field.child, inner, typed=typed, path=_below(path, str(place)))
    elif isinstance(field, Serializer) and isinstance(data, Mapping):
        for key, value in data.items():
            known = field.fields.get(key)
            if known is None or known.read_only:
                yield _below(path, str(key)), _("No such key.")
            else:
                yield from _strict(known, value, typed=typed, path=_below(path, str(key)))
    elif typed and (sentence := _wrong_type(field, data)):
        yield path, sentence


def _wrong_type(field: Any, value: Any) -> str:
    if isinstance(field, serializers.BooleanField):
        return "" if isinstance(value, bool) else _("true or false.")
    if isinstance(field, serializers.IntegerField):
        whole = isinstance(value, int) and not isinstance(value, bool)
        return "" if whole else _("A whole number, without quotes.")
    if isinstance(field, serializers.FloatField):
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return "" if number else _("A number, without quotes.")
    if isinstance(field, _TEXTS) and not isinstance(value, str):
        return _("A text, in quotes.")
    return ""


_TEXTS = (
    *(serializers.CharField, serializers.DateField, serializers.DateTimeField, serializers.TimeField),
    *(serializers.UUIDField,),
)


def _below(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def validated_query(
    serializer_class: Callable[..., Serializer],
    query: QueryDict,
    *,
    also: frozenset[str],
    context: Any = None,
) -> dict[str, Any]:
    """The parameters of an address; unknown and repeated ones are faults, since a filter that is misspelt
    would answer with everything.
    """
    serializer = serializer_class(data=query.dict(), context=context or {})
    wrong: dict[str, Any] = {}
    for name, texts in query.lists():
        if name not in serializer.fields and name not in also:
            wrong[name] = [_("No such parameter.")]
        elif len(texts) > 1:
            wrong[name] = [_("Given more than once.")]
    if serializer.is_valid() and not wrong:
        return dict(serializer.validated_data)
    raise ValidationError({**serializer.errors, **wrong})
