"""What was done with a case's clocks, in sentences among its other events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from referrals.clock_words import CLOCKS
from rve.core.dates import short_date
from rve.core.models import CaseEvent

if TYPE_CHECKING:
    from referrals.pages.case_event_words import Teller

Tell = Callable[[CaseEvent, "Teller"], str]


def _clock(event: CaseEvent) -> str:
    code = str(event.changes.get("clock") or "")
    return str(CLOCKS.get(code, code))


def _day(event: CaseEvent, key: str) -> str:
    try:
        return short_date(dt.date.fromisoformat(str(event.changes.get(key) or "")))
    except ValueError:
        return "–"


def _moved(event: CaseEvent, teller: Teller) -> str:
    words = _("{who} moved «{clock}» from {before} to {after}.")
    if event.changes.get("why") == "recomputed":
        words = _("«{clock}» was computed anew: from {before} to {after}.")
    if event.changes.get("why") == "opened":
        words = _("The patient opened the letter on another day: «{clock}» ends {after} and not {before}.")
    if event.changes.get("why") == "left_again":
        words = _("The letter left once more: «{clock}» ends {after} and not {before}.")
    return words.format(
        who=teller.who(event), clock=_clock(event), before=_day(event, "from"), after=_day(event, "to")
    )


def _helfo(event: CaseEvent, teller: Teller) -> str:
    notified = event.changes.get("code") == "31"
    words = (
        _("{who} notified Helfo {day} (code 31).")
        if notified
        else _("{who} agreed with the patient {day} that Helfo is not notified (code 32).")
    )
    return words.format(who=teller.who(event), day=_day(event, "on"))


def _on_day(words_of: Callable[[], str]) -> Tell:
    """A sentence with who, the clock, the day and the title."""
    return lambda event, teller: words_of().format(
        who=teller.who(event),
        clock=_clock(event),
        day=_day(event, "on"),
        title=event.changes.get("title", ""),
    )


def _breached(event: CaseEvent, teller: Teller) -> str:
    return _("The deadline passed: «{clock}».").format(clock=_clock(event))


TELL: dict[str, Tell] = {
    "breached": _breached,
    "clock_moved": _moved,
    "helfo_noted": _helfo,
    "result_awaited": _on_day(lambda: _("{who} waits for a result until {day}.")),
    "result_noted": _on_day(lambda: _("{who} noted the result «{title}».")),
    "contact_noted": _on_day(lambda: _("{who} noted a contact {day}: the patient waits.")),
    "follow_up_noted": _on_day(lambda: _("{who} noted «{clock}» {day}.")),
}
