"""Reads of versions of the rule book."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from deltytelser.models import RuleDraft, RuleSet
from rve.core.models import Region


def versions_of(region: Region) -> QuerySet[RuleSet]:
    """The published versions of a region with the people who answer for them, the newest first."""
    published = RuleSet.objects.filter(region=region, published_at__isnull=False)
    return published.select_related("author", "reviewer")


def version_in_force(*, region: Region, on: dt.date) -> RuleSet | None:
    """The published version in force on a day: the latest first day of those; None before the first."""
    return versions_in_force(region=region, on=on).first()


def versions_in_force(*, region: Region, on: dt.date) -> QuerySet[RuleSet]:
    """The published versions in force on a day, the one that holds first."""
    rows = versions_of(region).filter(valid_from__lte=on)
    in_force = rows.filter(Q(valid_to=None) | Q(valid_to__gt=on))
    return in_force.order_by("-valid_from", "-published_at")


def drafts_under_way(region: Region) -> QuerySet[RuleDraft]:
    """Drafts of a region that are not yet published or discarded, the oldest first."""
    states = (RuleDraft.State.OPEN, RuleDraft.State.SUBMITTED, RuleDraft.State.CHECKING)
    found = RuleDraft.objects.filter(region=region, state__in=states)
    return found.select_related("based_on", "author").order_by("created_at")
