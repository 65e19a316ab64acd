"""Institutions and places that may be read by whoever asks through the API."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from institutions.models import Institution, Pool
from institutions.queries.figures import with_counts
from rve.core.models import Role
from rve.core.policies import Actor


def readable_institutions(actor: Actor) -> QuerySet[Institution]:
    """The region's, also those that take nobody now: which institutions there are is no secret."""
    return Institution.objects.filter(region=actor.region)


def readable_pools(actor: Actor, *, on: dt.date) -> QuerySet[Pool]:
    """Pools in force on a day with their counts, ready for `figures_of`: the region's for the unit and for
    planners, an institution's own, none for others. Three queries when read.
    """
    seen = Q(institution__organisation=actor.organisation)
    if actor.at_rve or actor.has(Role.PLANNER):
        seen |= Q(institution__region=actor.region)
    rows = Pool.objects.in_force(on).filter(seen, institution__active=True)
    return with_counts(rows, on).select_related("institution").prefetch_related("delytelser")
