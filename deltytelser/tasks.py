"""The rules' tasks: ids only, one call each, may run twice."""

from __future__ import annotations

from functools import partial

from celery import shared_task

from deltytelser.checks.run import check_rule_set
from deltytelser.checks.second import check_second
from deltytelser.use_cases import checking
from rve.core import clock

# Every check by both methods.
_CHECK = partial(check_rule_set, second=check_second)


@shared_task(name=checking.TASK)
def publish_rule_set(draft_id: int) -> str:
    """Checks an approved draft and puts it in force; the hash of the version, empty where there is none."""
    published = checking.publish(draft_id=draft_id, now=clock.now(), check=_CHECK)
    return published.hash if published else ""


@shared_task(name="delytelse.publish_waiting")
def publish_waiting() -> int:
    """Takes up approved drafts that nobody is checking, as after a worker's death; how many."""
    waiting = checking.waiting(now=clock.now())
    for draft_id in waiting:
        publish_rule_set(draft_id)
    return len(waiting)
