"""Who reads messages, and who may do something about them."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from referrals.models import MessageIn, MessageOut
from rve.core.errors import NotAllowed, NotFound
from rve.core.models import Role
from rve.core.policies import Actor

READS = (Role.ASSESSOR, Role.TEAM_LEAD)


def received_by(actor: Actor) -> QuerySet[MessageIn]:
    """What came to the region; nothing for people elsewhere than RVE."""
    rows = MessageIn.objects.filter(region=actor.region)
    return rows if actor.at_rve and actor.has(*READS) else rows.none()


def sent_by(actor: Actor) -> QuerySet[MessageOut]:
    """What leaves, or has left, of the region."""
    rows = MessageOut.objects.filter(region=actor.region)
    return rows if actor.at_rve and actor.has(*READS) else rows.none()


def may_see_put_aside(actor: Actor) -> bool:
    """How many files lie in quarantine: for who can have something done about them."""
    return actor.at_rve and actor.has(Role.TEAM_LEAD)


def _seen(actor: Actor, message: MessageIn | MessageOut) -> None:
    rows = received_by(actor) if isinstance(message, MessageIn) else sent_by(actor)
    if not rows.filter(pk=message.pk).exists():
        raise NotFound(_("There is no such message here."))


def check_can_handle(actor: Actor, message: MessageIn | MessageOut) -> None:
    _seen(actor, message)


def check_can_try_again(actor: Actor, message: MessageIn | MessageOut) -> None:
    _seen(actor, message)
    if not actor.has(Role.TEAM_LEAD):
        raise NotAllowed(_("Only a team lead can do this."))


def check_can_open_original(actor: Actor, message: MessageIn | MessageOut) -> None:
    """The bytes as they came or left, with the identity number in them."""
    check_can_try_again(actor, message)
