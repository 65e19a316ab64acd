"""Each kind of fault, seeded once: the check that should find it does, and its witness truly shows it."""

from __future__ import annotations

import copy
import json
from datetime import date

import pytest
from django.utils import translation

from deltytelser.checks.answers import answer
from deltytelser.checks.cases import check_cases
from deltytelser.checks.dead import check_dead
from deltytelser.checks.gaps import check_gaps
from deltytelser.checks.mutants import check_mutants
from deltytelser.checks.overlaps import check_overlaps
from deltytelser.checks.report import Report
from deltytelser.checks.run import check_content, periods_of
from deltytelser.checks.sources import check_sources
from deltytelser.rules.assess import assess
from deltytelser.rules.case import open_case
from deltytelser.rules.compile import compile_rule_set
from deltytelser.rules.mapping import row_holds
from tests.unit.checks.changed import (
    from_day,
    order_of,
    row_in,
    swapped,
    with_cells,
    with_order,
    with_row_after,
    without_row,
)


def compiled(files):
    return compile_rule_set(files)


def test_a_wrong_word_is_found_with_its_place(files, world):
    report = check_content(with_cells(files, "level.C", level="hotel"), world)
    (found,) = report.findings
    assert (found.check, found.file, found.row, found.cell) == ("types", "level.yaml", "level.C", "level")


def test_a_row_without_a_source_is_found(files, world):
    (found,) = check_content(with_cells(files, "level.C", source=...), world).findings
    assert (found.file, found.row, found.cell) == ("level.yaml", "level.C", "source")


def test_a_word_in_braces_that_nothing_fills_in_is_found(files, world):
    rules = compiled(with_cells(files, "level.C", nb="Start innen {weeks} uker."))
    (found,) = check_sources(rules, world)
    assert (found.check, found.row, found.cell, found.values["word"]) == ("sources", "level.C", "nb", "weeks")


def test_a_named_place_that_is_not_there_is_found(files, world):
    changed = with_cells(files, "route.named/deaf", institution="nowhere")
    changed["labels.yaml"]["institutions"]["nowhere"] = {"nb": "Ingensteds", "nn": "Ingen stad"}
    rules = compiled(changed)
    (found,) = check_sources(rules, world)
    assert (found.check, found.row) == ("types", "route.named/deaf")


def test_a_gap_in_the_deadlines_is_shown_by_a_granted_referral(files, world):
    rules = compiled(with_cells(files, "deadline.F/early", when={"delytelse": ["F"], "early": True}))
    (found,) = check_gaps(periods_of(rules, world), world)
    assert (found.code, found.values["delytelse"]) == ("gaps.deadline", "F")
    given = answer(found.witness, rules, world)
    assert (given["outcome"], given["delytelse"], given["weeks"]) == ("granted", "F", None)


def test_a_gap_for_unknown_facts_only_is_a_gap(files, world):
    """With the row for known function loss alone, a referral that does not tell it falls through."""
    known = ["none", "mild", "moderate", "severe", "bedbound"]
    rules = compiled(with_cells(files, "deadline.C", when={"delytelse": ["C"], "function_loss": known}))
    (found,) = check_gaps(periods_of(rules, world), world)
    assert "function_loss" not in found.witness
    assert answer(found.witness, rules, world)["weeks"] is None


def test_a_gap_in_the_levels_is_shown_by_a_referral_without_a_level(files, world):
    rules = compiled(
        with_cells(files, "level.H/other", when={"delytelse": ["H"], "self_care": ["some_help"]})
    )
    (found,) = check_gaps(periods_of(rules, world), world)
    given = answer(found.witness, rules, world)
    assert (found.code, given["delytelse"], given["level"]) == ("gaps.level", "H", None)


def test_two_rows_that_disagree_are_found_with_a_referral_that_both_are_for(files, world):
    pairs = [pair for pair in order_of(files) if pair != ("map.brain", "map.spinal")]
    rules = compiled(with_order(files, pairs))
    (found,) = check_overlaps(rules, periods_of(rules, world), world)
    assert (found.code, found.row, found.values["other"]) == ("overlaps.disagree", "map.brain", "map.spinal")
    case = open_case(found.witness, rules=rules, world=world)
    both = [row for row in rules.rows["map"] if row.id in ("map.brain", "map.spinal")]
    assert all(row_holds(row, case.coded, case.edition) for row in both)
    assert answer(found.witness, rules, world)["delytelse"] == "F"


def test_a_special_case_before_a_catch_all_is_no_overlap(rules, world):
    assert check_overlaps(rules, periods_of(rules, world), world) == []


def test_rows_that_stand_the_other_way_than_confirmed_are_found(files, world):
    rules = compiled(swapped(files, "map.brain", "map.spinal"))
    found = check_overlaps(rules, periods_of(rules, world), world)
    assert [one.code for one in found] == ["overlaps.order_turned"]


def test_a_confirmed_order_that_is_not_needed_is_found(files, world):
    rules = compiled(with_order(files, [*order_of(files), ("deadline.C", "deadline.D")]))
    (found,) = check_overlaps(rules, periods_of(rules, world), world)
    assert (found.code, found.row) == ("overlaps.order_gone", "deadline.C")


def test_two_rows_of_stage_3_for_the_same_referrals_with_another_refusal_are_found(files, world):
    rules = compiled(with_row_after(files, "right.dementia", id="right.twin", refuses="never"))
    (found,) = check_overlaps(rules, periods_of(rules, world), world)
    assert (found.code, found.row, found.values["other"]) == ("overlaps.same", "right.dementia", "right.twin")
    cited = {
        one["row"] for one in assess(found.witness, rules=rules, world=world, on=date(2024, 6, 1))["trace"]
    }
    assert {"right.dementia", "right.twin"} <= cited


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda files: with_row_after(files, "deadline.C", id="deadline.C/late", weeks=9), "dead.shadowed"),
        (
            lambda files: with_cells(
                files, "right.grounds", when={"grounds": "none", "needs.intensity": True}
            ),
            "dead.row",
        ),
        (lambda files: with_cells(files, "right.child", refuses="always"), "dead.refuses"),
        (
            lambda files: with_cells(
                files,
                "right.other_service",
                one_of=[{"ticked": ["convalescence_or_respite"]}, {"delytelse": ["K"]}],
            ),
            "dead.alternative",
        ),
    ],
)
def test_what_can_never_decide_is_found(change, code, files, world):
    found = check_dead(periods_of(compiled(change(files)), world))
    assert [one.code for one in found] == [code]


def test_earlier_rows_that_shadow_one_only_together_are_seen(files, world):
    """Ticked and not ticked together leave nothing for the row behind them."""
    new = with_row_after(files, "deadline.C", id="deadline.C/never", weeks=9)
    row_in(new, "deadline.C")[2]["when"] = {"delytelse": ["C"], "ticked": ["dementia"]}
    rows, at, row = row_in(new, "deadline.C")
    rows.insert(
        at + 1, {**row, "id": "deadline.C/not", "when": {"delytelse": ["C"], "not_ticked": ["dementia"]}}
    )
    assert [one.row for one in check_dead(periods_of(compiled(new), world))] == ["deadline.C/never"]


def test_a_row_that_is_dead_in_one_period_only_lives(files, world):
    """Work as goal is sent on until 2024, so the level for it is reached only from then on."""
    periods = periods_of(compiled(files), world)
    assert check_dead(periods) == []
    assert [one.row for one in check_dead(periods[:1])] == ["level.R", "deadline.R"]


def test_a_case_that_gets_another_answer_is_found(files, world):
    rules = compiled(with_cells(files, "deadline.D", weeks=20))
    found, held = check_cases(rules, world)
    assert held == len(rules.cases) - len(found)
    assert {one.values["key"] for one in found} == {"weeks"}
    assert answer(found[0].witness, rules, world)["weeks"] == 20


def test_a_change_from_a_coming_day_shows_in_the_cases(files, world):
    rules = compiled(from_day(files, "deadline.D", "2027-01-01", "2026-12-31", weeks=20))
    found, _ = check_cases(rules, world)
    assert {one.values["found"] for one in found} == {"20"}
    assert {one.witness["received_on"] for one in found} == {"2027-03-03"}


def test_a_case_that_cannot_be_assessed_is_found(files, world):
    new = copy.deepcopy(files)
    new["cases.yaml"]["rows"][0]["facts"]["patient"] = {"municipality": "9999"}
    (found,) = check_cases(compiled(new), world)[0]
    assert (found.code, found.row) == ("cases.invalid", new["cases.yaml"]["rows"][0]["id"])


def test_a_slip_that_no_case_notices_is_shown_by_a_referral(files, world):
    new = copy.deepcopy(files)
    rows = new["cases.yaml"]["rows"]
    new["cases.yaml"]["rows"] = [row for row in rows if row["expected"].get("delytelse") != "C"]
    rules = compiled(new)
    tally = check_mutants(rules, world, only={"deadline": frozenset({"deadline.C"})})
    changes = {(one.code, one.values.get("after")) for one in tally.findings}
    assert {
        ("mutants.value", "weeks: 5"),
        ("mutants.value", "weeks: 7"),
        ("mutants.drop_row", None),
    } <= changes
    slip = next(one for one in tally.findings if one.values.get("after") == "weeks: 7")
    seven = compiled(with_cells(new, "deadline.C", weeks=7))
    assert answer(slip.witness, rules, world)["weeks"] == 6
    assert answer(slip.witness, seven, world)["weeks"] == 7


def test_a_slip_that_no_referral_could_tell_is_not_counted(rules, world):
    """Where right.child holds nobody is refused, whatever its own cell says."""
    tally = check_mutants(rules, world, only={"right": frozenset({"right.child"})})
    assert (tally.findings, tally.alike) == ([], 1)


def test_a_rule_set_without_cases_is_not_done(files, world):
    new = {name: content for name, content in files.items() if name != "cases.yaml"}
    assert [one.code for one in check_cases(compiled(new), world)[0]] == ["cases.none"]


def test_a_report_is_stored_without_sentences_and_read_in_any_language(files, world):
    report = check_content(without_row(files, "deadline.C"), world)
    again = Report.from_json(json.dumps(json.loads(report.to_json())))
    assert again == report
    assert not again.holds
    found = again.of("gaps")[0]
    assert found.message not in again.to_json()
    with translation.override("en"):
        assert found.message == (
            "No row gives a deadline for delytelse C from 2018-01-01. A referral shows it."
        )
