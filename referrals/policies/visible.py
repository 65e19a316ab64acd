"""Which cases, placements and letters a person may read, as querysets."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from referrals.models import Letter, Placement, Referral
from rve.core.models import Role
from rve.core.policies import Actor

# From the day it is forwarded the institution reads the case; one declined or cancelled is no longer its.
AT_INSTITUTION = ("forwarded", "accepted", "scheduled", "started", "interrupted", "completed")


def visible_to(actor: Actor) -> QuerySet[Referral]:
    """The cases this person may read: RVE the region's, a referrer the own
    organisation's, an institution its own.
    """
    seen = Q(pk__in=())
    if actor.at_rve:
        seen |= Q(region=actor.region) & (
            ~Q(status=Referral.Status.DRAFT) | Q(organisation=actor.organisation)
        )
    if actor.has(Role.REFERRER):
        seen |= Q(organisation=actor.organisation)
    if actor.has(Role.INSTITUTION):
        seen |= Q(pk__in=placements_visible_to(actor).values("referral_id"))
    return Referral.objects.filter(seen)


def placements_visible_to(actor: Actor) -> QuerySet[Placement]:
    """The placements this person may read: an institution's own from `forwarded` on, RVE the region's."""
    seen = Q(pk__in=())
    if actor.at_rve:
        seen |= Q(referral__region=actor.region)
    if actor.has(Role.INSTITUTION):
        seen |= Q(institution__organisation=actor.organisation, status__in=AT_INSTITUTION)
    return Placement.objects.filter(seen)


def visible_letters(actor: Actor) -> QuerySet[Letter]:
    """The letters this person may open: RVE the region's; referrer and institution those written to them."""
    seen = Q(pk__in=())
    if actor.at_rve:
        seen |= Q(referral__region=actor.region)
    if actor.has(Role.REFERRER):
        seen |= Q(recipient_role="referrer", referral__organisation=actor.organisation)
    if actor.has(Role.INSTITUTION):
        mine = placements_visible_to(actor).values("referral_id")
        seen |= Q(recipient_role="institution", referral_id__in=mine)
    return Letter.objects.filter(seen)
