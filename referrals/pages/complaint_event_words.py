"""The history of a complaint in sentences, among those of its case."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from referrals import complaint_words as words
from rve.core.models import CaseEvent

if TYPE_CHECKING:
    from referrals.pages.case_event_words import Teller

Tell = Callable[[CaseEvent, "Teller"], str]


def _named(words_of: Callable[[], str]) -> Tell:
    """A sentence with who did it and the complaint's number."""
    return lambda event, teller: words_of().format(
        who=teller.who(event),
        complaint=words.number_of(str(event.changes.get("complaint", ""))),
        name=event.changes.get("to", ""),
    )


def _outcome(event: CaseEvent, teller: Teller) -> str:
    outcome = str(words.OUTCOME.get(str(event.changes.get("outcome")), "")).lower()
    cause = words.word(words.CAUSE, str(event.changes.get("cause") or "")).lower()
    number = words.number_of(str(event.changes.get("complaint", "")))
    if cause:
        return _("Complaint {complaint}: {outcome}, {cause}.").format(
            complaint=number, outcome=outcome, cause=cause
        )
    return _("Complaint {complaint}: {outcome}.").format(complaint=number, outcome=outcome)


def _answered(event: CaseEvent, teller: Teller) -> str:
    answer = words.word(words.ANSWER, str(event.changes.get("answer")))
    return _("Statsforvalteren answered. {answer}.").format(answer=answer)


def _judged(event: CaseEvent, teller: Teller) -> str:
    if event.changes.get("taken"):
        return _("{who} took the complaint, though it came late.").format(who=teller.who(event))
    return _("{who} did not take the late complaint.").format(who=teller.who(event))


def _assigned(event: CaseEvent, teller: Teller) -> str:
    mine = event.by is not None and event.changes.get("to") == event.by.name
    told = (
        _("{who} took complaint {complaint}.") if mine else _("{who} gave complaint {complaint} to {name}.")
    )
    return told.format(
        who=teller.who(event),
        complaint=words.number_of(str(event.changes.get("complaint", ""))),
        name=event.changes.get("to", ""),
    )


def _registered(event: CaseEvent, teller: Teller) -> str:
    told = _("{who} registered complaint {complaint}.")
    if event.reason:
        told = _("{who} registered complaint {complaint}. How another day of knowledge is known:")
    number = words.number_of(str(event.changes.get("complaint", "")))
    return told.format(who=teller.who(event), complaint=number)


def _added(event: CaseEvent, teller: Teller) -> str:
    told = (
        _("{who} added to complaint {complaint}. What waited for a signature went back.")
        if event.changes.get("taken_back")
        else _("{who} added to complaint {complaint}.")
    )
    number = words.number_of(str(event.changes.get("complaint", "")))
    return told.format(who=teller.who(event), complaint=number)


TELL: dict[str, Tell] = {
    "complaint_registered": _registered,
    "complaint_added": _added,
    "complaint_formalities_asked": _named(lambda: _("{who} asked for what the complaint lacks.")),
    "complaint_mended": _named(lambda: _("{who} noted what was mended.")),
    "complaint_lateness_judged": _judged,
    "complaint_assigned": _assigned,
    "complaint_review_again": _named(lambda: _("{who} took the complaint up again, with {name}.")),
    "complaint_planned": _outcome,
    "complaint_outcome": _outcome,
    "complaint_statement_ready": _named(lambda: _("{who} wrote the unit's statement.")),
    "complaint_statement_back": _named(lambda: _("{who} sent the statement back.")),
    "complaint_preliminary": _named(lambda: _("{who} sent a preliminary answer.")),
    "complaint_sent": _named(lambda: _("{who} signed, and the complaint was sent to Statsforvalteren.")),
    "complaint_answered": _answered,
    "complaint_carried_out": _named(lambda: _("What Statsforvalteren decided is carried out.")),
    "complaint_decided_anew": _named(lambda: _("Decided anew after Statsforvalteren quashed the decision.")),
    "complaint_dismissed": _named(lambda: _("{who} dismissed complaint {complaint}.")),
    "complaint_dismissal_reversed": _named(
        lambda: _("{who} agreed with complaint {complaint}: what was dismissed is treated after all.")
    ),
    "complaint_taken_again": _named(
        lambda: _("Complaint {complaint}, which was dismissed, is in work again.")
    ),
    "complaint_withdrawn": _named(lambda: _("{who} noted that complaint {complaint} is withdrawn.")),
    "reopened": _named(lambda: _("The case was opened again for complaint {complaint}.")),
}
