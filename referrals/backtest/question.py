"""What a backtest asks: compiled rule sets, the day, and the region's geography."""

from __future__ import annotations

import datetime as dt

from deltytelser.models import RuleSet
from deltytelser.rules.ruleset import RuleSet as Rules
from referrals import engine
from referrals.backtest.scan import Question, asked_from
from referrals.models import Backtest
from rve.core.models import Region


def question_of(
    *,
    region: Region,
    tested: Rules,
    against: RuleSet | None,
    first_day: dt.date,
    areas: dict[str, str | None],
) -> Question:
    """`first_day`: of the tested version. CatalogueError for a rule set that cannot be compiled."""
    other = engine.compiled(against) if against else None
    return Question(
        region_id=region.pk,
        tested=tested,
        against=other,
        first_day=asked_from(first_day, tested, other),
        areas=areas,
        order=tuple(sorted({area for area in areas.values() if area})),
    )


def areas_of(region: Region) -> dict[str, str | None]:
    """The health trust area of each municipality, as the rules see it now."""
    world = engine.bare_world(engine.take_geography(region))
    return {number: one.area for number, one in world.municipalities.items()}


def tested_rules(backtest: Backtest) -> Rules:
    """The rule set that is tried: the draft as it was when asked, or the version."""
    if backtest.rule_set is not None:
        return engine.compiled(backtest.rule_set)
    return engine.compiled_content(backtest.content)


def later_of(tested: RuleSet, against: RuleSet | None) -> dt.date:
    """The day on which both versions say what they say last: the later of their first days."""
    return max(row.valid_from for row in (tested, against) if row is not None)
