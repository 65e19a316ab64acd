"""Who may write, read and put in force a change of the rules: two people, neither alone."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from deltytelser.models import RuleDraft
from rve.core.errors import Conflict, DomainError, NotAllowed, NotFound
from rve.core.models import Role
from rve.core.policies import Actor

WRITERS = (Role.TEAM_LEAD, Role.PHYSICIAN)
State = RuleDraft.State


def check_can_draft(actor: Actor) -> None:
    """Team lead or physician of the assessment unit."""
    if not (actor.at_rve and actor.has(*WRITERS)):
        raise NotAllowed(_("Only a team lead or a physician of the assessment unit can change the rules."))


def check_can_read_draft(actor: Actor, draft: RuleDraft) -> None:
    """NotFound for another region's draft."""
    if draft.region_id != actor.region.pk:
        raise NotFound(_("There is no such draft here."))
    check_can_draft(actor)


def check_can_edit(actor: Actor, draft: RuleDraft) -> None:
    check_can_read_draft(actor, draft)
    if draft.state == State.SUBMITTED:
        raise Conflict(_("The draft waits for a second person. Take it back before you change it."))
    _check_alive(draft)
    if draft.state != State.OPEN:
        raise Conflict(_("The draft is being checked."))


def check_can_take_back(actor: Actor, draft: RuleDraft) -> None:
    """Back to writing, by one of those who wrote it."""
    check_can_read_draft(actor, draft)
    if draft.state != State.SUBMITTED:
        raise Conflict(_("The draft does not wait for a second person."))
    if actor.user.pk not in wrote(draft):
        raise NotAllowed(_("Only those who wrote the draft can take it back. You can send it back."))


def check_can_review(actor: Actor, draft: RuleDraft) -> None:
    """Approve or send back: a second person, none of those who wrote or submitted."""
    check_can_read_draft(actor, draft)
    _check_alive(draft)
    if draft.state == State.CHECKING:
        raise Conflict(_("The draft is approved already, and is being checked."))
    if draft.state != State.SUBMITTED:
        raise Conflict(_("The draft does not wait for a second person."))
    if actor.user.pk in wrote(draft):
        raise NotAllowed(_("You have written in this draft. Somebody else must approve it."))


def check_can_discard(actor: Actor, draft: RuleDraft) -> None:
    check_can_edit(actor, draft)


def _check_alive(draft: RuleDraft) -> None:
    if draft.state == State.PUBLISHED:
        raise Conflict(_("The draft is published already."))
    if draft.state == State.DISCARDED:
        raise Conflict(_("The draft is discarded."))


def wrote(draft: RuleDraft) -> set[int]:
    """The keys of all who began, edited or submitted it."""
    known = {draft.author_id, *draft.editors.values_list("pk", flat=True)}
    return known | ({draft.submitted_by_id} if draft.submitted_by_id else set())


def _asks(check: Callable[..., None]) -> Callable[..., bool]:
    def can(actor: Actor, *about: object) -> bool:
        try:
            check(actor, *about)
        except DomainError:
            return False
        return True

    can.__name__ = check.__name__.removeprefix("check_")
    return can


can_draft = _asks(check_can_draft)
can_edit = _asks(check_can_edit)
can_take_back = _asks(check_can_take_back)
can_review = _asks(check_can_review)
can_discard = _asks(check_can_discard)
