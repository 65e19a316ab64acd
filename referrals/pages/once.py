"""One form, one row: a page that is sent twice, even at the same moment, makes its row once."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from importlib import import_module

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest

KEPT = "made_once"
MOST = 40


def new_token() -> str:
    """What a page carries so that its second sending is known."""
    return uuid.uuid4().hex


def once(request: HttpRequest, *, token: str, make: Callable[[], uuid.UUID]) -> uuid.UUID:
    """The public id of what this page made: now, or the first time it was sent.

    The second of two at once waits for the first; what was made stands in the session's own row by then.
    """
    store = import_module(settings.SESSION_ENGINE).SessionStore
    with transaction.atomic():
        _wait_for(token)
        fresh = store(request.session.session_key)
        made = dict(fresh.get(KEPT, {}))
        if token not in made:
            made = dict([*made.items(), (token, str(make()))][-MOST:])
            fresh[KEPT] = made
            fresh.save()
    request.session[KEPT] = made
    return uuid.UUID(made[token])


def _wait_for(token: str) -> None:
    number = int.from_bytes(hashlib.sha256(token.encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
