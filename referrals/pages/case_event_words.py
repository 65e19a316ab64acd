"""The history of a case as RVE reads it: what one person did at one moment is one line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from referrals import event_words
from referrals.pages import clock_event_words, complaint_event_words, message_event_words
from referrals.pages.case_rules import Words
from referrals.words import OUTCOMES
from rve.core.models import CaseEvent, User
from rve.core.templatetags.rve_ui import short_date

Changes = Mapping[str, Any]
TOGETHER = dt.timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Line:
    at: dt.datetime
    words: str


@dataclass(frozen=True, slots=True)
class Teller:
    """Who reads, what the rules call facts, the names of the places by kode, and who sent the referral."""

    viewer: User
    words: Words
    places: Mapping[str, str]
    sender: str

    def who(self, event: CaseEvent) -> str:
        if event.by is None:
            return _("The system")
        return _("You") if event.by_id == self.viewer.pk else event.by.name

    def place(self, changes: Changes) -> str:
        kode = str(changes.get("institution") or "")
        return self.places.get(kode, kode) or _("The place")


def lines(events: list[CaseEvent], teller: Teller) -> list[Line]:
    """The newest first, as the events come; one person's settling in a row is one line."""
    moments = [list(together) for _moment, together in groupby(events, key=lambda one: (one.at, one.by_id))]
    found = (_line(moment, teller) for moment in _joined(moments))
    return [line for line in found if line.words]


def _joined(moments: list[list[CaseEvent]]) -> list[list[CaseEvent]]:
    """Moments of settling that follow each other within a quarter of an hour, put together."""
    found: list[list[CaseEvent]] = []
    for moment in moments:
        last = found[-1] if found else []
        near = last and last[-1].by_id == moment[0].by_id and last[-1].at - moment[0].at < TOGETHER
        if near and _settles(last) and _settles(moment):
            last.extend(moment)
        else:
            found.append(list(moment))
    return found


def _settles(moment: list[CaseEvent]) -> bool:
    return {event.verb for event in moment} == {"facts_settled", "proposed"}


def _line(together: list[CaseEvent], teller: Teller) -> Line:
    settled = [event for event in together if event.verb == "facts_settled"]
    if len(settled) > 1:
        proposed = next(event for event in together if event.verb == "proposed")
        words = [_settled_words(settled, teller), _proposed(proposed, teller)]
    else:
        words = [_sentence(event, teller) for event in reversed(together)]
    return Line(together[0].at, " ".join(dict.fromkeys(one for one in words if one)))


def _sentence(event: CaseEvent, teller: Teller) -> str:
    tell = TELL.get(event.verb)
    words = (
        tell(event, teller)
        if tell
        else f"{event_words.WORDS[event.verb]()}"
        if event.verb in event_words.WORDS
        else event.verb
    )
    if event.reason and event.verb not in WITHOUT_REASON:
        words = f"{words} «{event.reason}»"
    return words


def _plain(words: Callable[[], str]) -> Callable[[CaseEvent, Teller], str]:
    return lambda event, teller: words().format(who=teller.who(event), place=teller.place(event.changes))


def _received(event: CaseEvent, teller: Teller) -> str:
    where = teller.sender
    return _("Received from {where}.").format(where=where) if where else _("Received.")


def _proposed(event: CaseEvent, teller: Teller) -> str:
    outcome = OUTCOMES.get(str(event.changes.get("outcome")), "")
    return _("New proposal: {outcome}.").format(outcome=str(outcome).lower())


def _settled(event: CaseEvent, teller: Teller) -> str:
    return _settled_words([event], teller)


def _settled_words(events: list[CaseEvent], teller: Teller) -> str:
    """What was settled by name while it is one or two facts, else how many; the newest value counts."""
    facts: dict[str, Any] = {}
    for event in reversed(events):
        facts |= event.changes.get("facts") or {}
    named = [
        f"{teller.words.fact(name)}: {teller.words.value(name, value).lower()}"
        for name, value in facts.items()
        if not isinstance(value, list | dict)
    ]
    who = teller.who(events[0])
    if len(named) == len(facts) and 0 < len(named) <= 2:
        return _("{who} settled {facts}.").format(who=who, facts=", ".join(named))
    words = _("{who} settled facts: {n}.") if facts else _("{who} settled facts.")
    return words.format(who=who, n=len(facts))


def _claimed(event: CaseEvent, teller: Teller) -> str:
    before = event.changes.get("taken_from")
    if before:
        return _("{who} took the case over from {name}.").format(who=teller.who(event), name=before)
    return _("{who} took the case.").format(who=teller.who(event))


def _reassigned(event: CaseEvent, teller: Teller) -> str:
    return _("{who} handed the case to {name}.").format(
        who=teller.who(event), name=event.changes.get("to", "")
    )


def _asked(event: CaseEvent, teller: Teller) -> str:
    facts = [teller.words.fact(name) for name in event.changes.get("facts") or [] if name]
    words = _("{who} asked the referrer: {facts}.") if facts else _("{who} asked the referrer.")
    return words.format(who=teller.who(event), facts=", ".join(facts))


def _answered(event: CaseEvent, teller: Teller) -> str:
    name, value = str(event.changes.get("fact") or ""), event.changes.get("value")
    if name and value is not None:
        told = f"{teller.words.fact(name)}: {teller.words.value(name, value).lower()}"
        return _("Answer from {who}. {told}.").format(who=teller.who(event), told=told)
    return _("Answer from {who}.").format(who=teller.who(event))


def _prepared(event: CaseEvent, teller: Teller) -> str:
    outcome = str(OUTCOMES.get(str(event.changes.get("outcome")), "")).lower()
    follows = event.changes.get("follows_proposal", True)
    words = (
        _("{who} prepared a decision: {outcome}.")
        if follows
        else _("{who} prepared a decision that departs from the proposal: {outcome}.")
    )
    return words.format(who=teller.who(event), outcome=outcome)


def _rerouted(event: CaseEvent, teller: Teller) -> str:
    return _("{who} chose another place: {place}.").format(
        who=teller.who(event), place=teller.place(event.changes)
    )


def _scheduled(event: CaseEvent, teller: Teller) -> str:
    at = str(event.changes.get("at") or "")[:10]
    try:
        return _("{place} gave a time: {day}.").format(
            place=teller.place(event.changes), day=short_date(dt.date.fromisoformat(at))
        )
    except ValueError:
        return _("{place} gave a time.").format(place=teller.place(event.changes))


WITHOUT_REASON = ("reminded", "breached")
TELL: dict[str, Callable[[CaseEvent, Teller], str]] = {
    "received": _received,
    "created": lambda event, teller: "",
    "proposed": _proposed,
    "claimed": _claimed,
    "put_back": _plain(lambda: _("{who} put the case back.")),
    "reassigned": _reassigned,
    "facts_settled": _settled,
    "asked": _asked,
    "answered": _answered,
    "phoned": _plain(lambda: _("{who} noted a phone call.")),
    "prepared": _prepared,
    "sent_back": _plain(lambda: _("{who} sent the decision back.")),
    "second_read": _plain(lambda: _("{who} read the refusal as a second person.")),
    "signed": _plain(lambda: _("{who} signed the decision.")),
    "forwarded": _plain(lambda: _("Forwarded to {place}.")),
    "accepted": _plain(lambda: _("{place} accepted.")),
    "declined": _plain(lambda: _("{place} declined.")),
    "scheduled": _scheduled,
    "rerouted": _rerouted,
    "place_received": _plain(lambda: _("{place} has received the referral.")),
    "place_asked": _plain(lambda: _("{place} asked a question.")),
    "place_answered": _plain(lambda: _("{who} answered {place}.")),
    "released": _plain(lambda: _("{place} did not answer in time, and the place was given back.")),
    "withdrawn": _plain(lambda: _("{who} withdrew the referral.")),
    "parents_left_out": _plain(lambda: _("{who} keeps the letters from the parents, for weighty reasons.")),
    "parents_taken_in": _plain(lambda: _("{who} noted that the parents get the letters again.")),
    "letter_written": _plain(lambda: _("{who} wrote in the letter.")),
    "letter_by_hand": _plain(lambda: _("{who} took care of the letter by hand.")),
    "letter_on_paper": _plain(lambda: _("{who} sent the letter on paper.")),
    "message_again": _plain(lambda: _("{who} tried to send it again.")),
    **clock_event_words.TELL,
    **complaint_event_words.TELL,
    **message_event_words.TELL,
}
