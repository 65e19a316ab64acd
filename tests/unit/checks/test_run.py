"""Whole runs: the shipped rule set holds, in time; and while typing only what differs is looked at."""

from __future__ import annotations

import copy
import json
import time

import pytest
from django.core.management import call_command
from django.utils import translation

from deltytelser.checks.answers import answer
from deltytelser.checks.cases import check_cases
from deltytelser.checks.run import check_quickly, check_rule_set
from deltytelser.checks.second import check_second
from deltytelser.checks.words import sentence, sentence_codes
from deltytelser.rules.compile import compile_rule_set
from deltytelser.rules.errors import CatalogueError
from tests.unit.checks.changed import from_day, order_of, with_cells, with_order, with_row_after

# Several times what it takes on a machine at rest: the tests run beside others.
_QUICKLY = 0.6


def test_the_shipped_rule_set_holds_by_both_methods(rules, world):
    seen = []
    report = check_rule_set(rules, world, second=check_second, progress=lambda *one: seen.append(one))
    assert [one.message for one in report.findings] == []
    assert report.figures["cases_held"] == report.figures["cases"] == len(rules.cases)
    assert report.figures["mutants_caught"] == report.figures["mutants"]
    assert report.figures["second"] is True
    assert {check for check, _, _ in seen} == set(report.figures["seconds"])


def test_the_command_says_so_and_ends_well(capsys):
    call_command("check_catalogue", "--json")
    said = json.loads(capsys.readouterr().out)
    assert said["holds"] is True
    assert said["findings"] == []


def test_the_command_fails_with_the_place_of_a_fault(files, tmp_path, capsys):
    for name, content in with_cells(files, "level.C", level="hotel").items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        call_command("check_catalogue", "--rule-set", str(tmp_path))
    assert ended.value.code == 1
    assert "level.yaml, row level.C, cell level" in capsys.readouterr().out


def _quickly(files, rules, world):
    took = []
    for _ in range(3):
        begun = time.process_time()
        report = check_quickly(files, base=rules, world=world)
        took.append(time.process_time() - begun)
    return report, min(took)


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("deadline.D", {"weeks": 20}),
        ("A.simple", {"refuses": "never"}),
        ("map.young", {"delytelse": "M"}),
        ("level/care", {"level": "day"}),
    ],
)
def test_the_quick_checks_find_the_answers_that_change(row, cells, files, rules, world):
    changed = from_day(files, row, "2027-01-01", "2026-12-31", **cells)
    report, took = _quickly(changed, rules, world)
    assert report.of("cases")
    assert took < _QUICKLY
    # All that the whole run says of cases, the quick one says too.
    whole = {one.row for one in check_cases(compile_rule_set(changed), world)[0]}
    assert {one.row for one in report.of("cases")} == whole


def test_the_quick_checks_find_nothing_where_nothing_is_changed(files, rules, world):
    report, took = _quickly(copy.deepcopy(files), rules, world)
    assert report.holds
    assert took < _QUICKLY


def test_the_quick_checks_find_a_gap_an_overlap_and_a_dead_row(files, rules, world):
    gap = from_day(
        files, "deadline.F/early", "2027-01-01", "2026-12-31", when={"delytelse": ["F"], "early": True}
    )
    assert [one.code for one in check_quickly(gap, base=rules, world=world).of("gaps")] == ["gaps.deadline"]
    dead = with_row_after(files, "deadline.C", id="deadline.C/never", weeks=9)
    assert [one.row for one in check_quickly(dead, base=rules, world=world).of("dead")] == [
        "deadline.C/never"
    ]
    overlap = with_row_after(
        files,
        "deadline.A/complex",
        id="deadline.A/copd",
        weeks=9,
        when={"delytelse": ["A"], "ticked": ["copd"]},
    )
    found = check_quickly(overlap, base=rules, world=world).of("overlaps")
    assert {one.values["other"] for one in found} == {"deadline.A/copd"}


def test_the_quick_checks_find_an_order_that_is_no_longer_confirmed(files, rules, world):
    gone, *kept = order_of(files)
    report, took = _quickly(with_order(files, kept), rules, world)
    assert [(one.row, one.values["other"]) for one in report.of("overlaps")] == [gone]
    assert took < _QUICKLY


def test_the_quick_checks_find_every_order_gone_with_its_file(files, rules, world):
    without = {name: content for name, content in files.items() if name != "order.yaml"}
    assert len(check_quickly(without, base=rules, world=world).of("overlaps")) == len(rules.order)


def test_a_draft_that_cannot_be_read_is_one_finding(files, rules, world):
    report = check_quickly(with_cells(files, "level.C", level="hotel"), base=rules, world=world)
    assert [one.code for one in report.findings] == ["types.error"]


def test_old_content_without_cases_and_orders_still_compiles(files):
    old = {name: content for name, content in files.items() if name not in ("cases.yaml", "order.yaml")}
    rules = compile_rule_set(old)
    assert (rules.cases, rules.order) == ((), ())
    assert "cases.yaml" not in rules.content


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_sentence_can_be_said(language):
    with translation.override(language):
        for code in sentence_codes():
            assert "%(" not in sentence(code, {})


CASE = {"id": "x", "nb": "X", "facts": {}, "expected": {"outcome": "granted"}}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": ""}, "a row without an id"),
        ({"nb": " "}, "row x, cell nb: a row without a sentence"),
        ({"facts": {"goal": "rest"}}, "row x, cell facts: goal must be one of"),
        ({"facts": []}, "row x, cell facts: must be the facts"),
        ({"expected": {}}, "row x, cell expected: must say"),
        ({"expected": {"outcome": "yes"}}, "row x, cell expected: outcome is not known"),
        ({"expected": {"colour": "red"}}, "row x, cell expected: colour is not known"),
        ({"expected": {"due": "2026-03-03"}}, "row x, cell expected: due is a day"),
        ({"dated": "maybe"}, "row x, cell dated"),
        ({"weight": 1}, "row x, cell weight: not a known cell"),
    ],
)
def test_a_case_that_cannot_be_read_is_refused_with_its_place(change, message, files):
    new = copy.deepcopy(files)
    new["cases.yaml"]["rows"].append({**CASE, **change})
    with pytest.raises(CatalogueError, match=f"cases.yaml.*{message}"):
        compile_rule_set(new)


def test_facts_with_a_reference_are_whole(files):
    new = copy.deepcopy(files)
    whole = {
        "reference": "whole",
        "referred_on": "2026-03-02",
        "received_on": "2026-03-03",
        "referrer": {"kind": "gp"},
        "patient": {"birth_date": "1968-05-14", "municipality": "5001"},
        "diagnoses": [{"system": "icd10", "code": "M05.9"}],
    }
    new["cases.yaml"]["rows"].append({**CASE, "facts": whole})
    assert compile_rule_set(new).cases[-1].facts == whole


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("deadline.E", {"weeks": 10}),
        pytest.param("D.severe", {"refuses": {"goal": ["maintain"]}}, marks=pytest.mark.slow),
    ],
)
def test_a_coming_change_holds_once_its_new_answers_are_accepted(row, cells, files, rules, world):
    """What a clinician does: a row from a coming day, then the cases that now get another answer; for a new
    refusal, a case that shows it.
    """
    changed = from_day(files, row, "2027-01-01", "2026-12-31", **cells)
    for _ in range(2):
        report = check_rule_set(compile_rule_set(changed), world, second=check_second)
        assert {one.check for one in report.findings} <= {"cases", "mutants"}
        for one in report.findings:
            _accept(changed, one, world)
    assert check_rule_set(compile_rule_set(changed), world).findings == ()


def _accept(files, finding, world):
    rows = files["cases.yaml"]["rows"]
    if finding.check == "cases":
        case = next(case for case in rows if case["id"] == finding.row)
        case["expected"] = finding.details["found"]
    elif finding.witness:
        given = answer(finding.witness, compile_rule_set(files), world)
        kept = {name: given[name] for name in ("outcome", "delytelse", "level", "missing")}
        name = f"ny-{len(rows)}"
        rows.append(
            {"id": name, "nb": name, "facts": {**finding.witness, "reference": name}, "expected": kept}
        )
