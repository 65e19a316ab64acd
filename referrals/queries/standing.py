"""What a proposal stands on and a case does not hold: settings, rules in force, reference data. One query."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import QuerySet, Subquery
from django.db.models.functions import JSONObject

from deltytelser.models import RuleSet
from deltytelser.queries import versions_in_force
from institutions.queries.reference import Reference, mark, reference_of
from rve.core.compiled_query import CompiledQuery
from rve.core.models import Region, Setting
from rve.core.settings_by_date import Settings


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """`rule_set`: the published set in force on the day of receipt, its content not loaded; None without one.

    `mark` tells one state of the reference data from another.
    """

    region: Region
    settings: Settings
    rule_set: RuleSet | None
    reference: Reference
    mark: str


def standing(*, region: Region, receipt: dt.date) -> Standing:
    """As it is now, for a case of a region received on a day."""
    settings, rule_set, rule_hash, marked = _STANDING.rows(region=region.pk, receipt=receipt)[0]
    rows = [json.loads(row) if isinstance(row, str) else row for row in settings]
    known = Settings((row["key"], dt.date.fromisoformat(row["first_day"]), row["value"]) for row in rows)
    return Standing(
        region=region,
        settings=known,
        rule_set=RuleSet.from_db(None, ["id", "hash"], [rule_set, rule_hash]) if rule_set else None,
        reference=reference_of(region, marked),
        mark=marked,
    )


def _asked(region: int, receipt: dt.date) -> QuerySet[Any, Any]:
    """One row: settings, key and hash of the rule set, mark."""
    settings = Setting.objects.filter(region=region)
    rules = versions_in_force(region=Region(pk=region), on=receipt).select_related(None)
    return Region.objects.filter(pk=region).values_list(
        ArraySubquery(settings.values(one=JSONObject(key="key", first_day="valid_from", value="value"))),
        Subquery(rules.values("pk")[:1]),
        Subquery(rules.values("hash")[:1]),
        mark(),
    )


_STANDING = CompiledQuery(_asked, region=int, receipt=dt.date)
