"""References to resources here: `Task/…` or the whole address; and the ids that stand in them."""

from __future__ import annotations

import re
import uuid

_ID = r"[A-Za-z0-9\-.]{1,64}"
_REFERENCE = re.compile(
    rf"(?:(?P<base>https?://[^\s]+)/)?(?P<kind>[A-Z][A-Za-z]+)/(?P<id>{_ID})(?:/_history/{_ID})?"
)


def reference(kind: str, ident: object, display: str = "") -> dict[str, str]:
    found = {"reference": f"{kind}/{ident}"}
    return found | {"display": display} if display else found


def parse(text: object, *, base: str, kind: str = "") -> tuple[str, str] | None:
    """(kind, id) of a reference to this server; a bare id where `kind` is known; None for anything else."""
    if not isinstance(text, str):
        return None
    if kind and re.fullmatch(_ID, text):
        return kind, text
    found = _REFERENCE.fullmatch(text)
    if found is None or (found["base"] and found["base"].rstrip("/") != base.rstrip("/")):
        return None
    if kind and found["kind"] != kind:
        return None
    return found["kind"], found["id"]


def as_uuid(text: str) -> uuid.UUID | None:
    """The UUID that an id is, in its one usual spelling; None for anything else."""
    try:
        found = uuid.UUID(text)
    except ValueError:
        return None
    return found if str(found) == text.lower() else None


def split(ident: str, mark: str) -> tuple[uuid.UUID, str] | None:
    """The case's UUID and what follows `mark` in a made-up id («…-referrer», «…-2»)."""
    head, sign, tail = ident[:36], ident[36:37], ident[37:]
    found = as_uuid(head)
    return (found, tail) if found is not None and sign == mark and tail else None
