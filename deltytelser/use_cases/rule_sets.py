"""The rule sets a region decides by: the repository's is imported once, then the database holds them."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from deltytelser.catalogue.read import load_rule_set
from deltytelser.models import RuleSet
from rve.core.models import Region


@transaction.atomic
def import_first(*, region: Region, now: dt.datetime) -> RuleSet | None:
    """Publishes the repository's catalogue as the region's first rule set; None where it has one already."""
    Region.objects.select_for_update().get(pk=region.pk)
    if RuleSet.objects.filter(region=region, published_at__isnull=False).exists():
        return None
    rules = load_rule_set()
    return RuleSet.objects.create(
        region=region,
        hash=rules.hash,
        name=rules.id,
        version=rules.version,
        content=rules.content,
        valid_from=rules.breaks[0],
        published_at=now,
    )
