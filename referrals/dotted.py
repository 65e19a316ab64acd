"""Facts by their dotted names: `needs.intensity`, `function_loss`, `conditions.stroke` (or null)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

CONDITION = "conditions."


def get(facts: Mapping[str, Any], name: str) -> Any:
    """The value, None where it is unknown; a condition is True when ticked, False when denied."""
    if name.startswith(CONDITION):
        one = name.removeprefix(CONDITION)
        if one in (facts.get("conditions") or ()):
            return True
        return False if one in (facts.get("conditions_denied") or ()) else None
    found: Any = facts
    for part in name.split("."):
        if not isinstance(found, Mapping):
            return None
        found = found.get(part)
    return found


def put(facts: Mapping[str, Any], name: str, value: Any) -> dict[str, Any]:
    """The facts with this one changed; the facts handed in stay as they were."""
    if name.startswith(CONDITION):
        return _put_condition(facts, name.removeprefix(CONDITION), value)
    head, _dot, rest = name.partition(".")
    if not rest:
        return {**facts, head: value}
    inner = facts.get(head)
    return {**facts, head: put(inner if isinstance(inner, Mapping) else {}, rest, value)}


def _put_condition(facts: Mapping[str, Any], one: str, value: Any) -> dict[str, Any]:
    lists = {True: "conditions", False: "conditions_denied"}
    changed = dict(facts)
    for side, key in lists.items():
        others = [other for other in (facts.get(key) or ()) if other != one]
        changed[key] = [*others, one] if value is side else others
    return changed
