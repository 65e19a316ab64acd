"""How a person wants reminders: at once or once a day, and which early warnings not at all."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from referrals import clocks
from rve.core.errors import DomainError
from rve.core.models import Role, User
from rve.core.policies import Actor

AT_ONCE, DIGEST = "at_once", "digest"
_OF_THE_REFERRER = ("referrer_answer",)
_OF_THE_PLACE = ("institution_answer", "time_sent", "start", "follow_up_gp", "follow_up_visit")


def early(kind: str) -> bool:
    """Whether a clock of this kind warns before its last day; what comes on the last day is never muted."""
    return kind == "statsforvalter" or any(before > 0 for before in clocks.KINDS[kind].warn)


def kinds_for(actor: Actor) -> list[str]:
    """The clocks whose early warnings may come to someone with these roles, in the order of the table."""
    if actor.at_rve:
        return [kind for kind in clocks.KINDS if early(kind)]
    asked = actor.has(Role.REFERRER)
    mine = (*(_OF_THE_REFERRER if asked else ()), *(_OF_THE_PLACE if actor.has(Role.INSTITUTION) else ()))
    return [kind for kind in clocks.KINDS if kind in mine and early(kind)]


@transaction.atomic
def save_wishes(*, reminders: str, muted: Iterable[str], by: Actor) -> User:
    """From the next scan on; what other roles of the person have muted stays. DomainError for an
    unknown word.
    """
    offered, asked = kinds_for(by), set(muted)
    if reminders not in (AT_ONCE, DIGEST) or not asked <= set(offered):
        raise DomainError(_("Choose among what is offered."), field="reminders")
    user = User.objects.select_for_update().get(pk=by.user.pk)
    kept = [kind for kind in user.muted_clocks if kind not in offered]
    user.reminders, user.muted_clocks = reminders, sorted({*kept, *asked})
    user.save(update_fields=["reminders", "muted_clocks"])
    return user
