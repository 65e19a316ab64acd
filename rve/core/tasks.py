"""The core's tasks: ids only, one call each, may run twice."""

from __future__ import annotations

from celery import shared_task

from rve.core import access_log, clock, outbox


@shared_task(name="core.send_outbox")
def send_outbox() -> int:
    """Hands over the e-mails that are due; how many."""
    return outbox.send_emails(now=clock.now())


@shared_task(name="core.seal_access_log")
def seal_access_log() -> int:
    """Seals the access log up to two minutes ago; how many rows."""
    rows = 0
    while seal := access_log.seal(now=clock.now()):
        rows += seal.rows
    return rows
