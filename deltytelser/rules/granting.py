"""What a granted right adds to the proposal: the deadline for start, and the route."""

from __future__ import annotations

from datetime import date
from typing import Final, cast

from deltytelser.rules.case import Case
from deltytelser.rules.facts_met import facts_of
from deltytelser.rules.memory import remember
from deltytelser.rules.offer import Deadline, Level
from deltytelser.rules.route import CHOICE, NAMED, OWN_HF, RANKED, Candidate, Route, find_route
from deltytelser.rules.trace import Proposal, entry
from deltytelser.rules.vocabulary import LEVELS, TICKED
from deltytelser.rules.world import World

GAP: Final = "route.gap"
_ROW_RULES: Final = (NAMED, OWN_HF)


def grant(proposal: Proposal, case: Case, world: World, on: date, level: Level, deadline: Deadline) -> None:
    """Fill in deadline and route."""
    _add_deadline(proposal, case, deadline)
    route = _route(case, world, level, deadline, on)
    proposal["route"]["sector"] = route.candidates[0].sector if route.candidates else None
    proposal["route"]["candidates"] = [_candidate(one) for one in route.candidates]
    _add_route_reasons(proposal, case, world, route, level)
    _add_remarks(proposal, case, world, route)


def _add_deadline(proposal: Proposal, case: Case, deadline: Deadline) -> None:
    proposal["start_deadline"] = {"weeks": deadline.weeks, "date": deadline.day.isoformat()}
    proposal["rows"] += [deadline.row.id, *(row.id for row, _ in deadline.limits)]
    facts = facts_of(deadline.row, case)
    values: dict[str, object] = {"weeks": deadline.weeks}
    if case.facts.get("urgency") == "deteriorating":
        facts["urgency"] = "deteriorating"
    limits = [{"row": row.id, "limit": day.isoformat()} for row, day in deadline.limits if day]
    if limits and case.event:
        facts["event_on"] = case.event.isoformat()
        values["limits"] = limits
    rule = f"deadline.{proposal['delytelse']}"
    proposal["trace"].append(entry(deadline.row, facts, values, rule=rule))


def _route(case: Case, world: World, level: Level, deadline: Deadline, on: date) -> Route:
    """The route, from memory where the same question was answered;
    waits change by the day and are not kept.
    """
    if world.waits:
        return find_route(case, world, level=level.level, lodging=level.lodging, deadline=deadline.day, on=on)
    key = (
        case.edition.rule_set,
        case.edition.day,
        world.period(case.receipt),
        case.municipality.number,
        level.level,
        level.lodging,
        case.facts.get("requested", {}).get("institution"),
        case.coded[TICKED] & case.edition.route_reads,
        case.edition.route_key_of(case.coded),
    )
    known = world.routes.get(key)
    if known is None:
        found = find_route(
            case, world, level=level.level, lodging=level.lodging, deadline=deadline.day, on=on
        )
        known = remember(world.routes, cast(tuple[object, ...], key), found)
    return cast(Route, known)


def _candidate(one: Candidate) -> dict[str, object]:
    return {
        "institution": one.institution,
        "sector": one.sector,
        "level": one.level,
        "expected_wait_days": one.wait,
        "distance_km": one.distance,
        "within_deadline": one.within,
        "reasons": [one.rule],
    }


def _add_route_reasons(proposal: Proposal, case: Case, world: World, route: Route, level: Level) -> None:
    rows, trace = case.edition.by_id, proposal["trace"]
    used = {one.rule for one in route.candidates}
    if CHOICE in used:
        chosen = route.candidates[0]
        row = rows["route.choice/late" if chosen.within is False else CHOICE]
        values: dict[str, object] = {"institution": _name(chosen.institution, world)}
        trace.append(entry(row, {"requested.institution": chosen.institution}, values))
    for rule in _ROW_RULES:
        behind = [row for row in route.rows if row.rule == rule]
        if rule in used and behind:
            facts = {name: value for row in behind for name, value in facts_of(row, case).items()}
            trace.append(entry(behind[0], facts, {"rows": [row.id for row in behind]}))
        proposal["rows"] += [row.id for row in behind]
    if RANKED in used:
        trace.append(entry(rows[RANKED], {"patient.municipality": case.municipality.number}))
    if not route.candidates:
        values = {"delytelse": proposal["delytelse"], "level": LEVELS[level.level]}
        trace.append(entry(rows[GAP], {}, values))


def _add_remarks(proposal: Proposal, case: Case, world: World, route: Route) -> None:
    remarks = proposal["remarks"]
    if route.choice:
        chosen = case.facts["requested"]["institution"]
        remarks.append({"id": route.choice, "values": {"institution": _name(chosen, world)}})
    if world.agreements_known_on and case.receipt < world.agreements_known_on:
        remarks.append({"id": "remark.agreements_later", "values": {}})
    for one in route.candidates:
        if not one.confirmed:
            values = {"institution": _name(one.institution, world), "delytelse": proposal["delytelse"]}
            remarks.append({"id": "remark.level_unconfirmed", "values": values})


def _name(code: str, world: World) -> str:
    institution = world.institutions.get(code)
    return institution.name if institution else code
