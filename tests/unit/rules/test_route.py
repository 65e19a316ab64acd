"""Stage 6 with waits, and in worlds other than the shipped one."""

from __future__ import annotations

import json
from datetime import date

import pytest

from deltytelser.catalogue.read import load_world
from deltytelser.rules.assess import assess
from deltytelser.rules.compile import compile_rule_set
from deltytelser.rules.render import render
from deltytelser.rules.snapshot import snapshot, world_from_snapshot
from deltytelser.rules.world import (
    Agreement,
    Institution,
    Municipality,
    World,
    delytelser_of,
    offer_levels,
)
from rve.core.virkedager import add_virkedager
from tests.unit.rules.cases import facts_of

# The base case: delytelse B by day in Trondheim, start at the latest 1 September 2026.
RECEIPT = date(2026, 3, 3)


def _candidates(rules, world, on=RECEIPT, **changes):
    proposal = assess(facts_of("sted", changes), rules=rules, world=world, on=on)
    return [
        (one["institution"], one["expected_wait_days"], one["within_deadline"])
        for one in proposal["route"]["candidates"]
    ]


def test_those_in_time_come_first_then_the_unknown_then_the_late(rules):
    waits = {("treningsklinikken", "B", "day"): 183}
    assert _candidates(rules, load_world(waits)) == [
        ("meraker", None, None),
        ("treningsklinikken", 183, False),
    ]
    waits = {("treningsklinikken", "B", "day"): 182, ("meraker", "B", "day"): 20}
    assert _candidates(rules, load_world(waits)) == [("meraker", 20, True), ("treningsklinikken", 182, True)]


def test_a_wait_of_nothing_is_known(rules):
    waits = {("meraker", "B", "day"): 0}
    assert _candidates(rules, load_world(waits)) == [("meraker", 0, True), ("treningsklinikken", None, None)]


def test_waits_count_from_the_day_of_the_proposal(rules):
    world = load_world({("meraker", "B", "day"): 100})
    assert _candidates(rules, world, date(2026, 5, 24))[0] == ("meraker", 100, True)
    assert _candidates(rules, world, date(2026, 5, 25))[-1] == ("meraker", 100, False)


def test_waits_of_another_level_or_delytelse_do_not_count(rules):
    waits = {("meraker", "B", "inpatient"): 5, ("meraker", "A", "day"): 5}
    assert ("meraker", None, None) in _candidates(rules, load_world(waits))


def test_a_choice_that_cannot_start_in_time_is_first_all_the_same_and_it_is_said(rules):
    world = load_world({("meraker", "B", "day"): 400})
    facts = facts_of("valg", {"requested": {"institution": "meraker"}})
    proposal = render(assess(facts, rules=rules, world=world, on=RECEIPT), rules=rules)
    first = proposal["route"]["candidates"][0]
    assert (first["institution"], first["reasons"], first["within_deadline"]) == (
        "meraker",
        ["route.choice"],
        False,
    )
    reason = next(one for one in proposal["reasons"] if one["rule"] == "route.choice")
    assert "ikke kan starte innen fristen" in reason["text"]


def _world(agreements, places=(("sted", "private"),), offers=()):
    return World(
        municipalities=[
            Municipality("5001", "Trondheim", "STO", 63.4, 10.4),
            Municipality("1505", "K", None, 63.1, 7.7),
        ],
        institutions=[Institution(code, code.title(), sector, None, None) for code, sector in places],
        agreements=agreements,
        offers=offers,
        diagnoses=load_world().diagnoses,
        add_virkedager=add_virkedager,
    )


def _route(rules, world, **changes):
    return render(assess(facts_of("hull", changes), rules=rules, world=world, on=RECEIPT), rules=rules)


def test_where_nobody_serves_the_gap_is_named(rules):
    proposal = _route(rules, _world([]))
    assert proposal["outcome"] == "granted"
    assert proposal["route"] == {"sector": None, "redirect_to": None, "candidates": []}
    gap = next(one for one in proposal["reasons"] if one["rule"] == "route.gap")
    assert "delytelse B på dag" in gap["text"]


def test_a_lower_level_never_serves(rules):
    world = _world([Agreement("sted", ("B",), "outpatient", date(2018, 1, 1))])
    assert _route(rules, world)["route"]["candidates"] == []


def test_an_agreement_serves_from_its_first_day_to_its_last(rules):
    for first, last, serves in (
        (RECEIPT, RECEIPT, True),
        (date(2026, 3, 4), None, False),
        (date(2018, 1, 1), date(2026, 3, 2), False),
    ):
        world = _world([Agreement("sted", ("B", "D"), "day", first, last)])
        assert bool(_route(rules, world)["route"]["candidates"]) == serves


def test_a_place_without_a_point_has_no_distance_and_stands_last(rules, world):
    (candidate,) = _route(rules, _world([Agreement("sted", ("B",), "day", date(2018, 1, 1))]))["route"][
        "candidates"
    ]
    assert candidate["distance_km"] is None


def test_equal_distances_are_ordered_by_code(rules):
    places = [("b", "private"), ("a", "private")]
    agreements = [Agreement(code, ("B",), "day", date(2018, 1, 1)) for code, _ in places]
    found = _route(rules, _world(agreements, places))["route"]["candidates"]
    assert [one["institution"] for one in found] == ["a", "b"]


def test_with_lodging_the_level_asked_goes_before_inpatient_at_the_same_place(rules):
    agreements = [Agreement("sted", ("B",), level, date(2018, 1, 1)) for level in ("day", "inpatient")]
    (candidate,) = _route(rules, _world(agreements), long_travel=True)["route"]["candidates"]
    assert candidate["level"] == "day"


def test_distance_is_rounded_to_one_decimal(world):
    distance = world.distance("5001", "selli")
    assert distance == round(distance, 1)
    assert world.distance("5001", "nowhere") is None


@pytest.mark.parametrize(
    ("text", "levels", "confirmed"),
    [
        ("døgn", ("inpatient",), True),
        ("døgn;dag", ("day", "inpatient"), True),
        ("poliklinikk;LMS;døgn i spesielle tilfeller", ("outpatient",), True),
        ("døgn;poliklinikk;ambulant", ("outpatient", "inpatient"), True),
        ("kurs (digitalt)", ("outpatient",), True),
        ("ikke oppgitt", ("outpatient", "day", "inpatient"), False),
        ("utredning/oppfølging", (), True),
        ("", (), True),
    ],
)
def test_the_levels_that_a_hospital_names(text, levels, confirmed):
    assert offer_levels(text) == (levels, confirmed)


def test_a_shared_volume_serves_each_of_its_letters():
    assert delytelser_of("B+D+J") == ("B", "D", "J")
    assert delytelser_of("") == ()


def test_a_snapshot_gives_the_same_world_and_the_same_proposal(rules):
    world = load_world({("meraker", "B", "day"): 12, ("treningsklinikken", "B", "day"): None})
    stored = snapshot(world)
    again = world_from_snapshot(stored, add_virkedager)
    assert snapshot(again) == stored
    facts = facts_of("likt", {"requested": {"institution": "meraker"}})
    first, second = (assess(facts, rules=rules, world=one, on=RECEIPT) for one in (world, again))
    assert first == second


def test_two_rule_sets_over_one_world_have_each_their_own_routes(rules, world, today):
    files = json.loads(rules.content)
    spinal = files["route_named.yaml"]["rows"][0]
    assert spinal["institution"] == "st-olavs"
    spinal["institution"] = "aure"
    told = facts_of("sted", {"conditions": ["spinal_cord_injury"], "diagnoses": ["icd10 T91.3"]})
    first = [
        assess(told, rules=each, world=world, on=today)["route"]["candidates"][0]["institution"]
        for each in (rules, compile_rule_set(files))
    ]
    assert first == ["st-olavs", "aure"]
