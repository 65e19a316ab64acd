"""Bodies as RFC 8259 and our database can take them; what cannot be stored is refused at the door."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser, MultiPartParser

from rve.core.api.problems import Problem

# What a JavaScript client, PostgreSQL's bigint and we all hold exactly is smaller: nobody needs more digits.
_LONGEST_INTEGER = 18
_DEEPEST = 40
_HALF = re.compile("[\ud800-\udfff]")


def largest_body(view: object) -> int:
    """Bytes that a view takes: its own `largest_body`, else the setting for texts."""
    return int(getattr(view, "largest_body", None) or settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


class StrictJSONParser(BaseParser):
    """JSON in UTF-8. The bytes are kept on the request (`raw_body`): idempotency compares them."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        context = parser_context or {}
        charset = re.search(r'charset\s*=\s*"?([\w.-]+)', media_type or "", re.IGNORECASE)
        if charset and charset[1].lower() not in {"utf-8", "utf8", "us-ascii"}:
            raise Problem("media-type")
        limit = largest_body(context.get("view"))
        raw: bytes = stream.read(limit + 1)
        if len(raw) > limit:
            raise Problem("too-large")
        if (request := context.get("request")) is not None:
            request.raw_body = raw
        return read_json(raw)


class FilesParser(MultiPartParser):
    """multipart/form-data, for the few endpoints that take files as they are."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        found = super().parse(stream, media_type=media_type, parser_context=parser_context)
        texts = [text for _name, values in found.data.lists() for text in values]
        texts += [one.name or "" for _name, files in found.files.lists() for one in files]
        if any("\x00" in text for text in (*texts, *found.data, *found.files)):
            raise ParseError(_("The body holds a NUL, which no text can hold."))
        return found


def read_json(raw: bytes) -> Any:
    """The value of a body; ParseError (400) with a sentence for all that RFC 8259 or the database refuses."""
    if not raw.strip():
        return {}
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ParseError(_("The body is not JSON in UTF-8.")) from error
    _check_depth(text)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_no_constant,
            parse_int=_integer,
            parse_float=_number,
        )
    except (ValueError, RecursionError) as error:
        raise ParseError(_("The body is not JSON in UTF-8.")) from error
    if "\\u" in text:
        _check_texts(value)
    return value


def _check_depth(text: str) -> None:
    """Brackets in texts count too: nobody writes forty of them more than they close."""
    if text.count("[") + text.count("{") <= _DEEPEST:
        return
    depth = 0
    for sign in re.findall(r"[\[\]{}]", re.sub(r'"(?:[^"\\]|\\.)*"', "", text)):
        depth += 1 if sign in "[{" else -1
        if depth > _DEEPEST:
            raise ParseError(_("The body is nested too deep."))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ParseError(_("The body holds the same key twice."))
    return found


def _no_constant(_name: str) -> NoReturn:
    raise ParseError(_("NaN and Infinity are no JSON."))


def _integer(digits: str) -> int:
    if len(digits.lstrip("-")) > _LONGEST_INTEGER:
        raise ParseError(_("The body holds a number that is too large."))
    return int(digits)


def _number(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ParseError(_("The body holds a number that is too large."))
    return number


def _check_texts(value: Any) -> None:
    for text in _texts(value):
        if "\x00" in text:
            raise ParseError(_("The body holds a NUL, which no text can hold."))
        if _HALF.search(text):
            raise ParseError(_("The body holds half a character (a surrogate alone)."))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from value
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
