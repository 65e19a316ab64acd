"""A pool as a row of a page: what every list of places shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from institutions.models import Institution, Level, Pool
from institutions.planning.weeks import week_number
from institutions.queries.state import PoolState, WeekCount
from institutions.queries.suggestions import Suggestion

# Days after which a confirmation is called old: a local default.
OLD_AFTER_DAYS = 31
BAR, GAP, TALL = 5, 2, 16


@dataclass(frozen=True, slots=True)
class Letter:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class WeekBar:
    """One week in the drawing: x and height in units of its view box; `full` is drawn darker."""

    x: int
    y: int
    height: int
    full: bool


@dataclass(frozen=True, slots=True)
class PoolRow:
    """Ready to print; `weeks_in_words` says what the drawing shows."""

    state: PoolState
    letters: Sequence[Letter]
    level: str
    booked: int
    bars: Sequence[WeekBar]
    weeks_in_words: str
    old: bool
    offer: Suggestion | None = None

    @property
    def pool(self) -> Pool:
        return self.state.pool

    @property
    def institution(self) -> Institution:
        return self.state.pool.institution

    @property
    def wait_days(self) -> int | None:
        return self.state.figures.wait_days

    @property
    def first_free(self) -> dt.date | None:
        return self.state.first_free


def row_of(state: PoolState, offer: Suggestion | None = None) -> PoolRow:
    pool, days = state.pool, state.days_since_confirmed
    return PoolRow(
        state=state,
        letters=letters_of(pool),
        level=_("not stated") if pool.level == Level.ANY else str(Level(pool.level).label),
        booked=sum(week.booked for week in state.weeks),
        bars=[_bar(number, week) for number, week in enumerate(state.weeks) if week.ceiling is not None],
        weeks_in_words="; ".join(_in_words(week) for week in state.weeks if week.booked)
        or _("Nothing booked"),
        old=days is None or days > OLD_AFTER_DAYS,
        offer=offer,
    )


def letters_of(pool: Pool) -> list[Letter]:
    """The pool's letters with their short names in the reader's language."""
    language = get_language() or "nb"
    return [Letter(one.code, one.short_in(language)) for one in pool.delytelser.all()]


def _bar(number: int, week: WeekCount) -> WeekBar:
    height = min(TALL, round(TALL * week.booked / (week.ceiling or 1)))
    return WeekBar(number * (BAR + GAP), TALL - height, height, week.full and week.booked > 0)


def _in_words(week: WeekCount) -> str:
    words = {"week": week_number(week.week), "booked": week.booked, "places": week.ceiling}
    if week.ceiling is None:
        return _("week %(week)s: %(booked)s booked") % words
    return _("week %(week)s: %(booked)s of %(places)s") % words
