"""A page of what a search found, with what was asked to come along."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any


def searchset(
    *,
    base: str,
    own: str,
    following: str | None,
    matches: Sequence[dict[str, Any]],
    included: Iterable[dict[str, Any]] = (),
    total: int | None = None,
) -> dict[str, Any]:
    """`own` and `following` are whole addresses; each resource is there once."""
    links = [{"relation": "self", "url": own}]
    if following:
        links.append({"relation": "next", "url": following})
    entries = [_entry(base, one, "match") for one in matches]
    seen = {entry["fullUrl"] for entry in entries}
    for one in included:
        entry = _entry(base, one, "include")
        if entry["fullUrl"] not in seen:
            seen.add(entry["fullUrl"])
            entries.append(entry)
    found: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset", "link": links}
    found |= {"entry": entries} if entries else {}
    return found | ({} if total is None else {"total": total})


def _entry(base: str, resource: dict[str, Any], mode: str) -> dict[str, Any]:
    address = f"{base}/{resource['resourceType']}/{resource['id']}"
    return {"fullUrl": address, "resource": resource, "search": {"mode": mode}}
