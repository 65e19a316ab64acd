"""One backtest carried out: claimed by one worker, told as it goes, stopped when asked, safe to run twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from django.db import transaction
from django.db.models import F, Q

from deltytelser.rules.difference import OUTCOME, Difference
from deltytelser.rules.errors import CatalogueError, NoRuleInForce
from deltytelser.rules.tally import number_of
from referrals.backtest.columns import CHUNK
from referrals.backtest.question import areas_of, question_of, tested_rules
from referrals.backtest.result import result_of, to_json
from referrals.backtest.scan import FLIP, Question, scan
from referrals.models import Backtest, BacktestCase, CodedFacts
from referrals.use_cases.backtests import SILENT
from referrals.use_cases.coding import code_missing

Clock = Callable[[], dt.datetime]
# Changed cases kept for the list: so many whose outcome changes, and so many others.
MOST_CASES: Final = 5_000
BATCH: Final = 1_000


class _Gone(Exception):
    """Cancelled, or another worker has taken over."""


@dataclass(slots=True)
class Kept:
    """The changed cases kept for the list, the graver apart so that many small ones do not push them out."""

    most: int = MOST_CASES
    outcomes: list[npt.NDArray[Any]] = field(default_factory=list)
    others: list[npt.NDArray[Any]] = field(default_factory=list)

    def add(self, flips: npt.NDArray[Any]) -> None:
        grave = flips["kind"] == OUTCOME
        for kept, rows in ((self.outcomes, flips[grave]), (self.others, flips[~grave])):
            room = self.most - sum(len(one) for one in kept)
            if room > 0 and len(rows):
                kept.append(rows[:room].copy())

    def all(self) -> npt.NDArray[Any]:
        return np.concatenate([*self.outcomes, *self.others, np.zeros(0, dtype=FLIP)])


def run(*, backtest_id: int, clock: Clock, chunk: int = CHUNK) -> str:
    """Carries out a backtest that waits, or whose worker is silent; the state it ends in, "" where it is
    somebody else's. `chunk`: referrals between two looks at whether it is cancelled.
    """
    row = _claimed(backtest_id, clock())
    if row is None:
        return ""
    try:
        _carry_out(row, clock, chunk)
    except _Gone:
        return _cancelled(row, clock())
    except (NoRuleInForce, CatalogueError) as error:
        return _failed(row, str(error), clock())
    return str(Backtest.State.DONE)


def _claimed(key: int, now: dt.datetime) -> Backtest | None:
    free = Q(state=Backtest.State.QUEUED) | Q(state=Backtest.State.RUNNING, progress_at__lt=now - SILENT)
    taken = Backtest.objects.filter(free, pk=key).update(
        state=Backtest.State.RUNNING,
        attempts=F("attempts") + 1,
        started_at=now,
        progress_at=now,
        done=0,
        total=None,
    )
    rows = Backtest.objects.select_related("region", "rule_set", "against")
    return rows.get(pk=key) if taken else None


def _carry_out(row: Backtest, clock: Clock, size: int) -> None:
    region = row.region

    def told(_left: int) -> bool:
        _tell(row, clock(), done=0)
        return True

    code_missing(region=region, told=told)
    total = CodedFacts.objects.filter(region=region).count()
    question = question_of(
        region=region,
        tested=tested_rules(row),
        against=row.against,
        first_day=row.first_day,
        areas=areas_of(region),
    )
    found, kept, done = Difference(), Kept(), 0
    _tell(row, clock(), done=0, total=total)
    for chunk in scan(question, chunk=size):
        found.add(chunk.difference)
        kept.add(chunk.flips)
        done += chunk.read
        _tell(row, clock(), done=done)
    _finish(row, found, kept.all(), question, clock())


def _mine(row: Backtest) -> Any:
    """The row as long as this attempt is the one that runs."""
    return Backtest.objects.filter(pk=row.pk, state=Backtest.State.RUNNING, attempts=row.attempts)


def _tell(row: Backtest, now: dt.datetime, **how_far: int) -> None:
    if not _mine(row).filter(cancel_asked_at=None).update(progress_at=now, **how_far):
        raise _Gone


@transaction.atomic
def _finish(
    row: Backtest, found: Difference, flips: npt.NDArray[Any], question: Question, now: dt.datetime
) -> None:
    if not _mine(row).select_for_update().exists():
        raise _Gone
    BacktestCase.objects.filter(backtest=row).delete()
    BacktestCase.objects.bulk_create((_case(row, flip) for flip in flips), batch_size=BATCH)
    result = result_of(found, question)
    _mine(row).update(
        state=Backtest.State.DONE,
        result=to_json(result),
        changed=number_of(found.cells, changed=True),
        kept=len(flips),
        finished_at=now,
        progress_at=now,
    )


def _case(row: Backtest, flip: Any) -> BacktestCase:
    columns = [name for name in FLIP.names or () if name not in ("referral", "shift", "has_shift")]
    return BacktestCase(
        backtest=row,
        referral_id=int(flip["referral"]),
        shift=int(flip["shift"]) if flip["has_shift"] else None,
        **{name: int(flip[name]) for name in columns},
    )


def _cancelled(row: Backtest, now: dt.datetime) -> str:
    stopped = _mine(row).filter(cancel_asked_at__isnull=False)
    return "cancelled" if stopped.update(state=Backtest.State.CANCELLED, finished_at=now) else ""


def _failed(row: Backtest, why: str, now: dt.datetime) -> str:
    failed = _mine(row).update(state=Backtest.State.FAILED, why_failed=why[:400], finished_at=now)
    return "failed" if failed else ""
