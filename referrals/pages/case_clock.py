"""The clock of a case: what is left, one cell a day, and the proof that can be counted again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from referrals.clocks import OSLO
from referrals.models import Clock
from referrals.proofs import proof_text
from referrals.queries.worklist_rows import left_until
from rve.core.templatetags.rve_ui import day_month, left_tone, long_date, short_date
from rve.core.virkedager import Calendar

LAW_URL = "https://lovdata.no/lov/1999-07-02-63/§2-2a"


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of the strip; `state`: none (passed), off, now, left, due."""

    label: str
    state: str


@dataclass(frozen=True, slots=True)
class Panel:
    label: str
    big: str
    tone: str
    days: list[Cell]
    proof: str
    met: bool


def panel(clock: Clock | None, *, today: dt.date, calendar: Calendar) -> Panel | None:
    """The panel of an assessment clock; None where the case has none."""
    if clock is None:
        return None
    calendar = _own(clock, calendar)
    left = left_until(clock.due_on, today, calendar) or 0
    met = clock.met_at is not None
    ended = met or clock.cancelled_at is not None
    return Panel(
        label=_("Assessment due {day}").format(day=long_date(clock.due_on)),
        big=_ended(clock, calendar) if ended else words_left(left),
        tone=_tone(clock, left, calendar, ended=ended),
        days=_cells(clock, today, calendar),
        proof=proof_text(clock, get_language() or "nb"),
        met=ended,
    )


def _own(clock: Clock, calendar: Calendar) -> Calendar:
    """Whether Saturday counts is as it was when the clock began."""
    return Calendar(bool(clock.proof.get("saturday_is_virkedag")), calendar.extra)


def _tone(clock: Clock, left: int, calendar: Calendar, *, ended: bool) -> str:
    if ended:
        return left_tone(late) if (late := _late(clock, calendar)) < 0 else ""
    return left_tone(left)


def _ended(clock: Clock, calendar: Calendar) -> str:
    if clock.met_at is None:
        return _("The clock no longer runs")
    if (late := _late(clock, calendar)) < 0:
        return _("Told {day}, {late}").format(day=short_date(clock.met_at), late=words_left(late))
    return _("Told {day}").format(day=short_date(clock.met_at))


def _late(clock: Clock, calendar: Calendar) -> int:
    """Virkedager from when the patient was told to the due day: below 0 when that was too late."""
    if clock.met_at is None:
        return 0
    return left_until(clock.due_on, timezone.localdate(clock.met_at, OSLO), calendar) or 0


def words_left(left: int) -> str:
    """«2 virkedager left», «Due today», «1 virkedag over»."""
    if left == 0:
        return _("Due today")
    if left > 0:
        return _("1 virkedag left") if left == 1 else _("{n} virkedager left").format(n=left)
    return _("1 virkedag over") if left == -1 else _("{n} virkedager over").format(n=-left)


def _cells(clock: Clock, today: dt.date, calendar: Calendar) -> list[Cell]:
    days = [
        clock.starts_on + dt.timedelta(days=n) for n in range(1, (clock.due_on - clock.starts_on).days + 1)
    ]
    return [_cell(day, clock.due_on, today, calendar.is_virkedag(day)) for day in days]


def _cell(day: dt.date, due: dt.date, today: dt.date, counts: bool) -> Cell:
    label = f"{day.day}.{day.month}."
    if day == due:
        words = _("{day} due today") if day == today else _("{day} due")
        return Cell(words.format(day=label), "due")
    if not counts:
        return Cell("–", "off")
    if day == today:
        return Cell(_("{day} today").format(day=label), "now")
    return Cell(label, "left" if day > today else "")


def virkedag_number(clock: Clock | None, today: dt.date, calendar: Calendar) -> int | None:
    """Which of the clock's virkedager today is, the first is 1; None before it, and after the due day."""
    if clock is None or not clock.starts_on < today <= clock.due_on:
        return None
    return _own(clock, calendar).between(clock.starts_on, today)


def due_words(day: dt.date | None) -> str:
    return day_month(day) if day else "–"
