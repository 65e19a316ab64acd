"""The placements that a caller of the API may read, with what is shown of other rows."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import DateField, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from referrals.models import Clock, Placement, PlacementNote
from referrals.policies.visible import AT_INSTITUTION
from referrals.queries.institution import own_institutions
from rve.core.errors import NotFound
from rve.core.models import Role
from rve.core.policies import Actor

_LISTED = (
    *("referral__municipality", "decision", "institution", "pool"),
    *("decline_reason", "interrupt_reason"),
)
_WHOLE = (*_LISTED, "referral__patient__details", "referral__details", "referral__referrer")
# Long or encrypted, and in no list.
_NOT_LISTED = [
    f"referral__{name}"
    for name in ("clinical", "facts", "form", "functions", "practical", "provenance", "tried")
]


def readable(actor: Actor) -> QuerySet[Placement]:
    """RVE's region; an institution's own since they were forwarded, also those it no longer has: that they
    are gone must reach its system, though nothing of the patient.
    """
    seen = Q(pk__in=())
    if actor.at_rve:
        seen |= Q(referral__region=actor.region)
    if actor.has(Role.INSTITUTION):
        seen |= Q(institution__in=_own(actor), forwarded_at__isnull=False)
    return Placement.objects.filter(seen).annotate(answer_by=_answer_by(), followed=_followed())


def _own(actor: Actor) -> QuerySet[Any]:
    return own_institutions(actor).order_by().values_list("pk", flat=True)


def _answer_by() -> Subquery:
    running = Clock.objects.filter(
        placement=OuterRef("pk"), kind=Clock.Kind.INSTITUTION_ANSWER, met_at=None, cancelled_at=None
    )
    return Subquery(running.values("due_on")[:1], output_field=DateField())


def _followed() -> Exists:
    """Whether the case has a later placement."""
    return Exists(Placement.objects.filter(referral=OuterRef("referral"), pk__gt=OuterRef("pk")))


def is_with(actor: Actor, row: Placement) -> bool:
    """Whether the caller may still read the patient of a placement from `readable`."""
    return actor.at_rve or row.status in AT_INSTITUTION


def listed(actor: Actor) -> QuerySet[Placement]:
    """For lists: one query when read. An institution's are named to the database by number, which lets it go
    by its index over the moment of change.
    """
    rows = readable(actor).select_related(*_LISTED).defer(*_NOT_LISTED)
    return rows if actor.at_rve else rows.filter(institution__in=list(_own(actor)))


def find_placement(actor: Actor, public_id: uuid.UUID) -> Placement:
    """The whole of one: three queries. NotFound for one that is not the caller's to see."""
    notes = PlacementNote.objects.select_related("organisation", "answers").order_by("pk")
    rows = readable(actor).select_related(*_WHOLE)
    rows = rows.prefetch_related(Prefetch("notes", notes, to_attr="written"))
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise NotFound(_("There is no such case here."))
    return found
