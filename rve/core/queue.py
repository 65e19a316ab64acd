"""Work for later, named and sent when the transaction is saved."""

from __future__ import annotations

import logging
from functools import partial

from celery import current_app
from django.db import transaction

log = logging.getLogger(__name__)

_RETRY = {"max_retries": 2, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.4}


def enqueue(task: str, *ids: int) -> None:
    """Asks for a task by name with ids only, once this transaction is committed (at once outside of one).

    A broker that is down is logged and no more: each of these tasks is also run by the clock.
    """
    transaction.on_commit(partial(_send, task, ids))


def _send(task: str, ids: tuple[int, ...]) -> None:
    try:
        current_app.send_task(task, args=list(ids), retry=True, retry_policy=_RETRY)
    except Exception:
        log.exception("%s could not be enqueued; the scheduled run takes it", task)
