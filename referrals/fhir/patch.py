"""JSON Patch (RFC 6902) on a resource in memory."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from referrals.fhir.outcome import Refused

_MOST = 100
# Characters: some ten times what a resource of ours holds.
_LARGEST = 500_000
_INDEX = re.compile(r"0|[1-9]\d{0,5}")


def apply(document: dict[str, Any], operations: object) -> dict[str, Any]:
    """The document after all operations; Refused (400, or 422 for a test that fails) else."""
    if not isinstance(operations, list) or not operations or len(operations) > _MOST:
        _wrong(_("A JSON Patch is a list of operations."))
    changed: Any = copy.deepcopy(document)
    for operation in operations:
        name = operation.get("op") if isinstance(operation, dict) else None
        if not isinstance(name, str) or name not in _OPERATIONS:
            _wrong(_("An operation needs op: add, remove, replace, move, copy or test."))
        changed = _OPERATIONS[name](changed, operation)
    if not isinstance(changed, dict):
        _wrong(_("The patch leaves no resource."))
    return changed


def _wrong(sentence: str) -> NoReturn:
    raise Refused(400, "invalid", sentence)


def _path(operation: Mapping[str, Any], name: str = "path") -> list[str]:
    text = operation.get(name)
    if not isinstance(text, str) or (text and not text.startswith("/")):
        _wrong(_("An operation needs a path that begins with a slash."))
    return [part.replace("~1", "/").replace("~0", "~") for part in text.split("/")[1:]]


def _value(operation: Mapping[str, Any]) -> Any:
    if "value" not in operation:
        _wrong(_("The operation needs a value."))
    return copy.deepcopy(operation["value"])


def _parent(document: Any, path: list[str]) -> Any:
    found = document
    for part in path[:-1]:
        found = _inside(found, part)
    return found


def _inside(holder: Any, part: str) -> Any:
    if isinstance(holder, dict) and part in holder:
        return holder[part]
    if isinstance(holder, list) and _INDEX.fullmatch(part) and int(part) < len(holder):
        return holder[int(part)]
    _wrong(_("The path is not in the resource: {path}.").format(path=part[:64]))


def _get(document: Any, path: list[str]) -> Any:
    found = document
    for part in path:
        found = _inside(found, part)
    return found


def _add(document: Any, operation: Mapping[str, Any]) -> Any:
    return _put(document, _path(operation), _value(operation))


def _put(document: Any, path: list[str], value: Any) -> Any:
    if not path:
        return value
    holder, last = _parent(document, path), path[-1]
    if isinstance(holder, dict):
        holder[last] = value
    elif isinstance(holder, list) and (last == "-" or (_INDEX.fullmatch(last) and int(last) <= len(holder))):
        holder.insert(len(holder) if last == "-" else int(last), value)
    else:
        _wrong(_("The path is not in the resource: {path}.").format(path=last[:64]))
    return document


def _taken(document: Any, path: list[str]) -> Any:
    if not path:
        _wrong(_("The whole resource cannot be removed."))
    found, holder = _get(document, path), _parent(document, path)
    del holder[path[-1] if isinstance(holder, dict) else int(path[-1])]
    return found


def _remove(document: Any, operation: Mapping[str, Any]) -> Any:
    _taken(document, _path(operation))
    return document


def _replace(document: Any, operation: Mapping[str, Any]) -> Any:
    path, value = _path(operation), _value(operation)
    if path:
        _taken(document, path)
    return _put(document, path, value)


def _move(document: Any, operation: Mapping[str, Any]) -> Any:
    source, target = _path(operation, "from"), _path(operation)
    if target[: len(source)] == source and target != source:
        _wrong(_("Nothing can be moved into itself."))
    return _put(document, target, _taken(document, source))


def _copy(document: Any, operation: Mapping[str, Any]) -> Any:
    found = _get(document, _path(operation, "from"))
    # A copy of all into itself, a few dozen times, would fill the memory.
    if len(json.dumps(document)) + len(json.dumps(found)) > _LARGEST:
        raise Refused(413, "too-long", _("The patch makes the resource too large."))
    return _put(document, _path(operation), copy.deepcopy(found))


def _test(document: Any, operation: Mapping[str, Any]) -> Any:
    if _get(document, _path(operation)) != _value(operation):
        raise Refused(422, "processing", _("The test of the patch does not hold."))
    return document


_OPERATIONS: Mapping[str, Callable[[Any, Mapping[str, Any]], Any]] = {
    "add": _add,
    "remove": _remove,
    "replace": _replace,
    "move": _move,
    "copy": _copy,
    "test": _test,
}
