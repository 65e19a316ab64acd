"""Who may change the places of an institution."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from institutions.models import Institution, Pool
from rve.core.errors import NotFound
from rve.core.models import Role
from rve.core.policies import Actor


def own_institutions(actor: Actor) -> QuerySet[Institution]:
    """The institutions of the organisation that the person acts for in the institution role, else none."""
    if not actor.has(Role.INSTITUTION):
        return Institution.objects.none()
    return Institution.objects.filter(organisation=actor.organisation, active=True)


def check_can_edit_pool(actor: Actor, pool: Pool) -> None:
    """Another's pool is as one that does not exist."""
    if not own_institutions(actor).filter(pk=pool.institution_id).exists():
        raise NotFound(_("There are no such places."))
