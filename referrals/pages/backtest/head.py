"""What a backtest is of, in words, and how far it has come."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

from django.utils.translation import gettext as _

from deltytelser.models import RuleSet
from deltytelser.rules.files import that_decide
from referrals import engine
from referrals.models import Backtest
from referrals.use_cases.backtests import is_silent
from rve.core.templatetags.rve_ui import decimal_no


@dataclass(frozen=True, slots=True)
class Titled:
    """A backtest with its title, and what it is held against."""

    row: Backtest
    title: str
    against: str
    state: str


@dataclass(frozen=True, slots=True)
class Progress:
    """For the bar: per cent, None while it is not known; `silent`: nobody seems to work on it."""

    percent: int | None
    words: str
    silent: bool


STATES = {
    Backtest.State.QUEUED: lambda: _("Waits"),
    Backtest.State.RUNNING: lambda: _("Is running"),
    Backtest.State.DONE: lambda: _("Done"),
    Backtest.State.CANCELLED: lambda: _("Cancelled"),
    Backtest.State.FAILED: lambda: _("Did not succeed"),
}


def titled(row: Backtest) -> Titled:
    """What it is of, in words. Reads `draft`, `rule_set` and `against`."""
    if row.draft is not None:
        title = _("Draft: {title}").format(title=row.draft.title)
    else:
        title = version_words(row.rule_set)
    against = version_words(row.against) if row.against else _("what people decided")
    return Titled(row, title, against, STATES[Backtest.State(row.state)]())


def version_words(row: RuleSet | None) -> str:
    """«Regelverk 2»."""
    return _("Rules {version}").format(version=row.version) if row else ""


def progress(row: Backtest, *, now: dt.datetime) -> Progress:
    """How far it has come."""
    if row.total is None:
        words = _("Waits for its turn") if row.state == Backtest.State.QUEUED else _("Begins")
        return Progress(None, words, is_silent(row, now))
    percent = 100 * row.done // row.total if row.total else 100
    words = _("{done} of {total} referrals").format(done=decimal_no(row.done), total=decimal_no(row.total))
    return Progress(percent, words, is_silent(row, now))


def is_stale(row: Backtest) -> bool:
    """Whether the draft would answer otherwise now than what was tried. Reads `draft`."""
    draft = row.draft
    if draft is None:
        return False
    if draft.first_day != row.first_day:
        return True
    if engine.digest_of(draft.content) == row.content_hash:
        return False
    # New answers of golden cases and confirmed orders change what is written, not what is answered.
    return that_decide(json.loads(draft.content)) != that_decide(json.loads(row.content))
