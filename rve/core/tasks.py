"""The core's tasks: ids only, one call each, may run twice."""

from __future__ import annotations

from celery import shared_task

from rve.core import access_log, clock
from rve.core.api import idempotency


@shared_task(name="core.seal_access_log")
def seal_access_log() -> int:
    """Seals the access log up to two minutes ago; how many rows."""
    rows = 0
    while seal := access_log.seal(now=clock.now()):
        rows += seal.rows
    return rows


@shared_task(name="core.forget_idempotency_keys")
def forget_idempotency_keys() -> int:
    """Deletes the keys that are older than 30 days; how many."""
    return idempotency.forget_old(now=clock.now())
