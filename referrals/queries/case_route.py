"""Which places could take the patient if the right is granted, as the rules rank them."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from deltytelser.rules.case import Case, open_case
from deltytelser.rules.errors import InvalidFacts, NoRuleInForce
from deltytelser.rules.mapping import find_delytelse
from deltytelser.rules.offer import decide_deadline, decide_level
from deltytelser.rules.route import find_route
from deltytelser.rules.ruleset import RuleSet as Rules
from deltytelser.rules.vocabulary import LEVELS
from deltytelser.rules.world import World
from referrals.models import Proposal


@dataclass(frozen=True, slots=True)
class Granted:
    """What a right would hold by the rules: level, lodging, latest start, and the candidates best first."""

    level: str
    lodging: bool
    weeks: int | None
    deadline: dt.date | None
    candidates: list[dict[str, Any]]


def if_granted(
    proposal: Proposal,
    *,
    rules: Rules,
    world: World,
    level: str = "",
    deadline: dt.date | None = None,
    on: dt.date,
) -> Granted | None:
    """The rules' own answer where the proposal grants; else worked out from the same facts and snapshot.

    `level` and `deadline`: what the assessor has chosen, empty for the rules' own. None without a delytelse.
    """
    content = json.loads(proposal.content)
    own = content["start_deadline"]
    if own and level in ("", content["level"]) and deadline in (None, dt.date.fromisoformat(own["date"])):
        day = dt.date.fromisoformat(own["date"])
        return Granted(
            content["level"], content["lodging"], own["weeks"], day, content["route"]["candidates"]
        )
    if not content["delytelse"]:
        return None
    return _worked_out(proposal, rules, world, level, deadline, on)


def _worked_out(
    proposal: Proposal, rules: Rules, world: World, level: str, deadline: dt.date | None, on: dt.date
) -> Granted | None:
    try:
        case = open_case(json.loads(proposal.facts), rules=rules, world=world)
    except (InvalidFacts, NoRuleInForce):
        return None
    find_delytelse(case.coded, case.edition)
    found = decide_level(case)
    if found is None:
        return None
    at = LEVELS.index(level) if level in LEVELS else found.level
    last = decide_deadline(case)
    day = deadline or (last.day if last else None)
    lodging = found.lodging and at == found.level
    return Granted(
        level=LEVELS[at],
        lodging=lodging,
        weeks=last.weeks if last else None,
        deadline=day,
        candidates=_candidates(case, world, at, lodging, day or dt.date.max, on),
    )


def _candidates(
    case: Case, world: World, level: int, lodging: bool, deadline: dt.date, on: dt.date
) -> list[dict[str, Any]]:
    route = find_route(case, world, level=level, lodging=lodging, deadline=deadline, on=on)
    return [
        {
            "institution": one.institution,
            "sector": one.sector,
            "level": one.level,
            "expected_wait_days": one.wait,
            "distance_km": one.distance,
            "within_deadline": one.within,
            "reasons": [one.rule],
        }
        for one in route.candidates
    ]
