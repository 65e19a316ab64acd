"""Who may look after letters that wait for a person, and after what did not leave."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from referrals.channels.port import BY_HAND
from referrals.models import Referral
from rve.core.errors import NotAllowed, NotFound
from rve.core.models import Message, Role
from rve.core.policies import Actor

TAKES_CARE = (Role.ASSESSOR, Role.TEAM_LEAD)


def messages_of(actor: Actor) -> QuerySet[Message]:
    """What leaves, or has left, of the cases of the actor's region; nothing for people elsewhere than RVE."""
    cases = Referral.objects.filter(region=actor.region) if actor.at_rve else Referral.objects.none()
    return Message.objects.filter(case_kind="referral", case_id__in=cases.values("pk"))


def letters_by_hand(actor: Actor) -> QuerySet[Message]:
    """Letters to protected addresses, taken care of or not."""
    return messages_of(actor).filter(template=BY_HAND, channel=Message.Channel.FILE)


def check_can_take_care(actor: Actor, message: Message) -> None:
    if not letters_by_hand(actor).filter(pk=message.pk).exists():
        raise NotFound(_("There is no such letter here."))
    if not actor.has(*TAKES_CARE):
        raise NotAllowed(_("Only an assessor or a team lead can do this."))


def check_can_send_again(actor: Actor, message: Message) -> None:
    if not messages_of(actor).filter(pk=message.pk).exists():
        raise NotFound(_("There is no such message here."))
    if not actor.has(Role.TEAM_LEAD):
        raise NotAllowed(_("Only a team lead can do this."))
