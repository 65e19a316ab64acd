"""A backtest asked for, cancelled, and taken up again where its worker died."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from deltytelser.models import RuleDraft, RuleSet
from deltytelser.rules.errors import CatalogueError
from referrals import engine
from referrals.backtest.question import later_of
from referrals.models import Backtest
from referrals.policies.backtests import check_can_backtest
from rve.core.errors import Conflict, DomainError, NotFound
from rve.core.policies import Actor
from rve.core.queue import enqueue

TASK: Final = "referrals.run_backtest"
# A run tells where it is several times a minute: silent this long, its worker is gone.
SILENT: Final = dt.timedelta(minutes=2)
WAITS: Final = dt.timedelta(seconds=30)
MOST_ATTEMPTS: Final = 3


@transaction.atomic
def start_for_draft(*, draft: RuleDraft, against: RuleSet | None, by: Actor, now: dt.datetime) -> Backtest:
    """Queues a draft to be tried as it is now. `against` None: what people decided.

    The same draft on the same ground, still waiting or running, is not begun twice. DomainError where the
    draft cannot be read as a rule set.
    """
    check_can_backtest(by)
    _check_region(draft.region_id, by)
    _check_region(against.region_id if against else draft.region_id, by)
    try:
        engine.compiled_content(draft.content)
    except CatalogueError as error:
        raise DomainError(_("The draft cannot be tried as it is: {fault}").format(fault=error)) from error
    return _start(
        Backtest(draft=draft, content=draft.content, content_hash=engine.digest_of(draft.content)),
        first_day=draft.first_day,
        against=against,
        by=by,
        now=now,
    )


@transaction.atomic
def start_for_version(*, rule_set: RuleSet, against: RuleSet | None, by: Actor, now: dt.datetime) -> Backtest:
    """Queues a stored version to be tried, as `start_for_draft`."""
    check_can_backtest(by)
    _check_region(rule_set.region_id, by)
    if against is not None:
        _check_region(against.region_id, by)
        if against.pk == rule_set.pk:
            raise DomainError(_("Choose two different versions."), field="against")
    return _start(
        Backtest(rule_set=rule_set, content_hash=rule_set.hash),
        first_day=later_of(rule_set, against),
        against=against,
        by=by,
        now=now,
    )


def _start(
    asked: Backtest, *, first_day: dt.date, against: RuleSet | None, by: Actor, now: dt.datetime
) -> Backtest:
    running = Backtest.objects.filter(
        region=by.region,
        content_hash=asked.content_hash,
        first_day=first_day,
        draft=asked.draft,
        against=against,
        state__in=(Backtest.State.QUEUED, Backtest.State.RUNNING),
        cancel_asked_at=None,
    ).first()
    if running is not None:
        return running
    asked.region, asked.against, asked.first_day = by.region, against, first_day
    asked.asked_by, asked.asked_at = by.user, now
    asked.save()
    enqueue(TASK, asked.pk)
    return asked


def _check_region(region_id: int, by: Actor) -> None:
    if region_id != by.region.pk:
        raise NotFound(_("There is no such rule set here."))


@transaction.atomic
def cancel(*, backtest: Backtest, by: Actor, now: dt.datetime) -> Backtest:
    """Stops it: at once where nobody works on it, else as soon as the run looks. Conflict once it is over."""
    check_can_backtest(by)
    _check_region(backtest.region_id, by)
    row = Backtest.objects.select_for_update().get(pk=backtest.pk)
    if row.is_over:
        raise Conflict(_("It is over already."))
    row.cancel_asked_at = row.cancel_asked_at or now
    if row.state == Backtest.State.QUEUED or is_silent(row, now):
        row.state, row.finished_at = Backtest.State.CANCELLED, now
    row.save(update_fields=["cancel_asked_at", "state", "finished_at"])
    return row


def is_silent(row: Backtest, now: dt.datetime) -> bool:
    """Whether a run has stopped telling where it is."""
    running = row.state == Backtest.State.RUNNING
    return running and (row.progress_at is None or row.progress_at < now - SILENT)


def _forgotten(now: dt.datetime) -> QuerySet[Backtest]:
    waits = Q(state=Backtest.State.QUEUED, asked_at__lt=now - WAITS)
    silent = Q(state=Backtest.State.RUNNING, progress_at__lt=now - SILENT)
    return Backtest.objects.filter(waits | silent)


def take_up(*, now: dt.datetime) -> int:
    """Asks again for those nobody works on, and gives up those tried often enough; how many asked for."""
    rows = _forgotten(now)
    rows.filter(cancel_asked_at__isnull=False).update(state=Backtest.State.CANCELLED, finished_at=now)
    rows.filter(attempts__gte=MOST_ATTEMPTS).update(
        state=Backtest.State.FAILED, finished_at=now, why_failed="stopped"
    )
    waiting = list(rows.values_list("pk", flat=True))
    for key in waiting:
        enqueue(TASK, key)
    return len(waiting)
