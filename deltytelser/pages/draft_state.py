"""Where a draft stands: whose turn it is, in words, and what the reader can do now."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from deltytelser import policies
from deltytelser.models import RuleDraft
from deltytelser.pages.draft_reading import editors_of, may_approve
from rve.core.errors import DomainError
from rve.core.policies import Actor
from rve.core.templatetags.rve_ui import short_date

State = RuleDraft.State
_MOST_NAMES = 4


@dataclass(frozen=True, slots=True)
class Turn:
    """`state` in a word with the tone of its tag; `words`: what happens next; `yours`: the reader's turn."""

    state: str
    tone: str
    words: str
    yours: bool
    can_edit: bool = False
    can_review: bool = False
    can_take_back: bool = False
    why_not: str = ""


def turn_of(draft: RuleDraft, actor: Actor) -> Turn:
    """Where the draft stands for this reader."""
    return _TURNS[State(draft.state)](draft, actor)


def names(people: list[str]) -> str:
    """«Liv Hegge og Marius Foss»."""
    shown = people[:_MOST_NAMES]
    if len(shown) < 2:
        return "".join(shown)
    return _("{first} and {last}").format(first=", ".join(shown[:-1]), last=shown[-1])


def _open(draft: RuleDraft, actor: Actor) -> Turn:
    writers = names([one.name for one in editors_of(draft)])
    words = _("{names} write in the draft. Anyone of you can change it and send it for approval.")
    mine = actor.user.pk in policies.wrote(draft)
    if mine:
        words = _("Change the rows you want, see whom it touches, and send it for approval.")
    return Turn(_("Being written"), "", words.format(names=writers), yours=mine, can_edit=True)


def _submitted(draft: RuleDraft, actor: Actor) -> Turn:
    try:
        policies.check_can_review(actor, draft)
    except DomainError as error:
        others = names([one.name for one in may_approve(draft, actor.today)])
        words = (
            _("Waits for a second person to approve it: {names}.").format(names=others)
            if others
            else _("Nobody else here is team lead or physician, and a second person must approve it.")
        )
        back = policies.can_take_back(actor, draft)
        return Turn(
            _("Waits for approval"), "warn", words, yours=False, can_take_back=back, why_not=error.message
        )
    words = _("Your turn, as the second person: read what changes, see whom it touches, then decide.")
    return Turn(_("Waits for approval"), "warn", words, yours=True, can_review=True)


def _checking(draft: RuleDraft, actor: Actor) -> Turn:
    name = draft.reviewer.name if draft.reviewer else ""
    words = _("Approved by {name}. All checks are run by two methods; if they hold, the rules are published.")
    return Turn(_("Being checked"), "warn", words.format(name=name), yours=False)


def _published(draft: RuleDraft, actor: Actor) -> Turn:
    name = draft.reviewer.name if draft.reviewer else ""
    version = draft.published_as.version if draft.published_as else ""
    words = _("Approved by {name}. Rule book {version} is in force from {day}.")
    said = words.format(name=name, version=version, day=short_date(draft.first_day))
    return Turn(_("Published"), "good", said, yours=False)


def _discarded(draft: RuleDraft, actor: Actor) -> Turn:
    return Turn(_("Discarded"), "line", _("The draft was given up. Nothing of it is in force."), yours=False)


_TURNS = {
    State.OPEN: _open,
    State.SUBMITTED: _submitted,
    State.CHECKING: _checking,
    State.PUBLISHED: _published,
    State.DISCARDED: _discarded,
}
