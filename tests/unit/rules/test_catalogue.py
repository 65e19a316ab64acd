"""The loader: strict, dated, and naming file, row and cell of what it refuses."""

from __future__ import annotations

import copy
import json
import shutil
from datetime import date

import pytest
import yaml

from deltytelser.catalogue.read import CATALOGUE, load_rule_set, read_yaml, rule_set_from_content
from deltytelser.rules.assess import assess
from deltytelser.rules.compile import canonical, compile_rule_set
from deltytelser.rules.errors import CatalogueError, NoRuleInForce
from deltytelser.rules.render import render
from tests.unit.rules.cases import facts_of


@pytest.fixture(scope="module")
def files(rules):
    return json.loads(rules.content)


def _changed(files, file, row_id, **cells):
    """The files with cells of one row replaced, or taken away where the value is ...."""
    changed = copy.deepcopy(files)
    row = next(row for row in changed[file]["rows"] if row["id"] == row_id)
    for name, value in cells.items():
        key = name.rstrip("_")
        if value is ...:
            del row[key]
        else:
            row[key] = value
    return changed


@pytest.mark.parametrize(
    ("file", "row", "cells", "message"),
    [
        (
            "right/common.yaml",
            "right.maintain",
            {"when": {"goal": ["rest"]}},
            "cell goal: unknown word 'rest'",
        ),
        (
            "right/common.yaml",
            "right.maintain",
            {"when": {"goals": ["cope"]}},
            "cell goals: not a known cell",
        ),
        ("right/common.yaml", "right.maintain", {"when": {"goal": "cope"}}, "cell goal: must be a list"),
        (
            "right/common.yaml",
            "right.maintain",
            {"when": {"denied": ["gout"]}},
            "cell denied: unknown condition",
        ),
        ("right/common.yaml", "right.maintain", {"source": ...}, "cell source: a row without a source"),
        (
            "right/common.yaml",
            "right.maintain",
            {"source": {"document": "x", "linje": "1"}},
            "unknown document",
        ),
        ("right/common.yaml", "right.maintain", {"from_": ...}, "from: a row without a date"),
        ("right/common.yaml", "right.maintain", {"from_": "soon"}, "from: a row without a date"),
        ("right/common.yaml", "right.maintain", {"nn": ...}, "cell nn: a row without a sentence"),
        ("right/common.yaml", "right.maintain", {"nb": "{who}"}, "cell nb: unknown word in braces 'who'"),
        ("right/common.yaml", "right.maintain", {"nb": "Om {weeks uker"}, "cell nb: a brace without"),
        ("right/common.yaml", "right.maintain", {"nn_short": "Om weeks} veker"}, "cell nn_short: a brace"),
        ("right/common.yaml", "right.maintain", {"nb": "{{weeks}}"}, "cell nb: a brace without"),
        ("right/common.yaml", "right.maintain", {"from_": "0001-01-01"}, "from: must be a day between 1900"),
        ("right/common.yaml", "right.maintain", {"from_": "1899-12-31"}, "from: must be a day between 1900"),
        ("right/common.yaml", "right.maintain", {"from_": "9999-12-31"}, "from: must be a day between 1900"),
        ("map.yaml", "map.brain", {"to": "9999-12-31"}, "to: must be a day between 1900 and 2199"),
        ("map.yaml", "map.brain", {"to": "2200-01-01"}, "to: must be a day between 1900 and 2199"),
        ("definitions.yaml", "grounds", {"nn": ...}, "cell nn: a row without a sentence"),
        ("definitions.yaml", "grounds", {"from_": "9999-12-31"}, "cell from: must be a day between 1900"),
        ("right/common.yaml", "right.maintain", {"test": "smak"}, "cell test"),
        ("right/common.yaml", "right.maintain", {"refuses": "maybe"}, "cell refuses"),
        (
            "right/common.yaml",
            "right.maintain",
            {"refuses": {"goal": ["x"]}},
            "refuses, cell goal: unknown word",
        ),
        ("right/common.yaml", "right.maintain", {"mark": ["X"]}, "cell mark"),
        ("right/common.yaml", "right.maintain", {"weight": 3}, "cell weight: not a known cell"),
        ("right/common.yaml", "right.maintain", {"to": "2017-01-01"}, "cell to: before the first day"),
        ("right/common.yaml", "right.child", {"when": {"goal": ["cope"]}}, "cell stops_refusals"),
        ("right/common.yaml", "right.too_poor", {"one_of": [{}]}, "cell one_of"),
        ("map.yaml", "map.brain", {"delytelse": "Z"}, "cell delytelse"),
        ("map.yaml", "map.young", {"when": {"age": {"below": 30}}}, "cell age"),
        ("map.yaml", "map.lymphoedema", {"one_of": [{"main_diagnosis": ["C00"]}, {}]}, "not a range"),
        ("level.yaml", "level.C", {"level": "hotel"}, "cell level"),
        ("stay.yaml", "stay.C", {"days": {"min": 3}}, "cell days"),
        ("deadline.yaml", "deadline.C", {"weeks": 0}, "cell weeks"),
        ("deadline.yaml", "deadline.C", {"weeks": "6"}, "cell weeks"),
    ],
)
def test_a_wrong_cell_is_refused_with_its_place(file, row, cells, message, files):
    with pytest.raises(CatalogueError) as error:
        compile_rule_set(_changed(files, file, row, **cells))
    assert str(error.value).startswith(f"{file}, row {row}")
    assert message in str(error.value)


def test_an_id_cannot_be_used_twice_on_the_same_day(files):
    changed = copy.deepcopy(files)
    changed["gate.yaml"]["rows"].append(changed["gate.yaml"]["rows"][0])
    with pytest.raises(CatalogueError, match="in use on the same day"):
        compile_rule_set(changed)


def test_a_setting_without_a_known_value_is_refused(files):
    changed = copy.deepcopy(files)
    changed["settings.yaml"]["settings"]["saturday_counts"][0]["value"] = "no"
    with pytest.raises(CatalogueError, match=r"settings.yaml, row saturday_counts, cell value"):
        compile_rule_set(changed)


def test_a_condition_without_a_question_is_refused(files):
    changed = copy.deepcopy(files)
    del changed["labels.yaml"]["conditions"]["stroke"]["nn_question"]
    with pytest.raises(CatalogueError, match=r"labels.yaml, conditions, row stroke, cell nn_question"):
        compile_rule_set(changed)


GONE = object()


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (["values", "function_loss", "moderate"], "x", "values, row function_loss, cell moderate: must be"),
        (["values", "function_loss", "moderate"], GONE, "values, row function_loss, cell moderate: must be"),
        (["values", "referrer.kind", "gp", "nn"], " ", "values, row referrer.kind, cell gp: must be given"),
        (["values", "function_loss", "total"], {"nb": "a", "nn": "a"}, "row function_loss, cell total: not"),
        (["values", "function_loss"], None, "values, row function_loss: must be a list of names"),
        (["values", "colour"], {}, "values, row colour: unknown word"),
        (["values", "yes"], None, "values, row yes: must be given in nb and nn"),
        (["values", "denied"], GONE, "values, row denied: missing"),
        (["facts", "long_travel"], None, "facts, row long_travel: must be given in nb and nn"),
        (["facts", "long_travel", "nn_question"], GONE, "facts, row long_travel, cell nn_question: missing"),
        (["facts", "goal", "nb_question"], 7, "facts, row goal, cell nb_question: missing"),
        (["facts", "age"], GONE, "facts, row age: missing"),
        (["facts", "age", "nb"], {"nb": "Alder"}, "facts, row age, cell nb: missing"),
        (["facts", "shoe_size"], {"nb": "Sko", "nn": "Sko"}, "facts, row shoe_size: unknown word"),
        (["conditions", "stroke"], None, "conditions, row stroke: must be given in nb and nn"),
        (["conditions", "stroke", "typical"], ["C00"], "conditions, row stroke, cell typical: "),
        (["conditions", "stroke", "typical"], None, "conditions, row stroke, cell typical: must be a list"),
        (["conditions", "stroke", "colour"], "red", "conditions, row stroke, cell colour: not a known cell"),
        (["levels", "day"], GONE, "levels, row day: missing"),
        (["levels", "hotel"], {"nb": "Hotell", "nn": "Hotell"}, "levels, row hotel: unknown word"),
        (["outcomes", "granted", "nb"], None, "outcomes, row granted, cell nb: missing"),
        (["tests", "nytte"], "Nytte", "tests, row nytte: must be given in nb and nn"),
        (["redirects", "supplier", "nn"], "", "redirects, row supplier, cell nn: missing"),
        (["tables", "right.A"], GONE, "tables, row right.A: missing"),
        (["tables", "right.A"], [], "tables, row right.A: must be given in nb and nn"),
        (["settings", "early_days"], None, "settings, row early_days: must be given in nb and nn"),
        (["definitions", "grounds"], GONE, "definitions, row grounds: missing"),
        (["areas", "STO"], GONE, "areas, row STO: missing"),
        (["institutions", "cato"], None, "institutions, row cato: must be given in nb and nn"),
        (["institutions"], None, "cell institutions: must be a list of names and values"),
        (["areas"], [], "cell areas: must be a list of names and values"),
        (["colours"], {}, "cell colours: not a known cell"),
    ],
)
def test_a_label_of_the_wrong_shape_is_refused_with_its_place(path, value, message, files):
    changed = copy.deepcopy(files)
    *groups, last = path
    group = changed["labels.yaml"]
    for name in groups:
        group = group[name]
    if value is GONE:
        del group[last]
    else:
        group[last] = value
    with pytest.raises(CatalogueError) as error:
        compile_rule_set(changed)
    assert message in str(error.value)
    assert error.value.file == "labels.yaml"
    assert error.value.row == (path[1] if len(path) > 1 else None)


def test_a_place_that_a_row_sends_to_has_a_name(files):
    changed = copy.deepcopy(files)
    changed["route_named.yaml"]["rows"][0]["institution"] = "nowhere"
    with pytest.raises(CatalogueError, match=r"labels.yaml, institutions, row nowhere: missing"):
        compile_rule_set(changed)


def test_a_place_that_no_row_sends_to_may_have_a_name(files):
    changed = copy.deepcopy(files)
    changed["labels.yaml"]["institutions"]["new"] = {"nb": "Nytt sted", "nn": "Ny stad"}
    assert compile_rule_set(changed).labels["institutions"]["new"]["nn"] == "Ny stad"


def test_a_setting_from_a_day_of_no_use_is_refused(files):
    changed = copy.deepcopy(files)
    changed["settings.yaml"]["settings"]["early_days"][0]["from"] = "0001-01-01"
    with pytest.raises(
        CatalogueError, match=r"row early_days, cell from: must be a day between 1900 and 2199"
    ):
        compile_rule_set(changed)


@pytest.mark.parametrize(
    "facts",
    [
        {"event_on": "9999-12-31"},
        {"patient": {"birth_date": "0001-01-01", "municipality": "5001"}},
        {"earlier_stays": [{"delytelse": "A", "ended_on": "9999-12-31"}]},
    ],
)
def test_a_case_with_a_day_of_no_use_is_refused(facts, files):
    changed = copy.deepcopy(files)
    changed["cases.yaml"]["rows"][0]["facts"].update(facts)
    with pytest.raises(CatalogueError, match=r"cell facts: must be a day between 1900 and 2199"):
        compile_rule_set(changed)


@pytest.mark.parametrize("to", ["2199-12-31", "2199-12-30"])
def test_the_last_day_that_a_row_may_have_breaks_nothing(to, files):
    changed = _changed(files, "map.yaml", "map.brain", to=to)
    assert compile_rule_set(changed).breaks[-1].year >= 2199


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("id", "x" * 41),
        ("id", "h m n"),
        ("id", "hmn\n"),
        ("version", "1" * 21),
        ("version", "<1>"),
        ("region", "x" * 9),
        ("region", "H/N"),
    ],
)
def test_a_name_that_cannot_be_stored_is_refused(cell, value, files):
    changed = copy.deepcopy(files)
    changed["rule_set.yaml"][cell] = value
    with pytest.raises(CatalogueError, match=f"rule_set.yaml, cell {cell}: must be 1 to"):
        compile_rule_set(changed)


@pytest.mark.parametrize(("cell", "longest"), [("id", 40), ("version", 20), ("region", 8)])
def test_the_longest_name_is_one(cell, longest, files):
    changed = copy.deepcopy(files)
    changed["rule_set.yaml"][cell] = "x" * longest
    assert getattr(compile_rule_set(changed), cell) == "x" * longest


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &x [1]\nb: *x\n", "aliases"),
        ("a: 1\na: 2\n", "given twice"),
        ("a: 1\nweeks: 0x_\n", r"'0x_' is not a number \(line 2\)"),
        ("weeks: -0b_\n", r"'-0b_' is not a number \(line 1\)"),
        ("a: [1\n", "yaml"),
        ("a: !!python/object/apply:os.system [ls]\n", "yaml"),
        ("a: " + "x" * 1_100_000, "larger"),
    ],
)
def test_a_file_that_is_not_plain_is_refused(text, message, tmp_path):
    path = tmp_path / "odd.yaml"
    path.write_text(text)
    with pytest.raises(CatalogueError, match=message):
        read_yaml(path)


def test_a_folder_is_read_as_the_shipped_one(tmp_path, rules):
    shutil.copytree(CATALOGUE, tmp_path / "set", ignore=shutil.ignore_patterns("data", "*.py", "__pycache__"))
    assert load_rule_set(tmp_path / "set").hash == rules.hash
    level = tmp_path / "set" / "level.yaml"
    level.write_text(level.read_text("utf-8") + "\n# a comment is not content\n", "utf-8")
    assert load_rule_set(tmp_path / "set").hash == rules.hash
    level.write_text(level.read_text("utf-8").replace("Døgn, som er", "Døgn er"), "utf-8")
    assert load_rule_set(tmp_path / "set").hash != rules.hash


def test_an_empty_folder_is_no_rule_set(tmp_path):
    with pytest.raises(CatalogueError):
        load_rule_set(tmp_path)


def test_the_stored_content_is_the_same_rule_set(rules):
    again = rule_set_from_content(rules.content)
    assert (again.hash, again.content) == (rules.hash, rules.content)


def test_every_row_has_a_source_and_two_sentences(rules):
    for row in rules.all_rows():
        assert row.sources
        assert set(row.text) == {"nb", "nn"}


def test_no_rule_is_in_force_before_the_first_day(rules):
    with pytest.raises(NoRuleInForce):
        rules.on(date(2017, 12, 31))
    assert rules.on(date(2018, 1, 1))
    with pytest.raises(NoRuleInForce):
        rules.law_on(date(2000, 12, 31))


def test_the_law_is_that_of_the_day_of_the_proposal(rules, world):
    facts = facts_of("lov", {"referred_on": "2024-05-01", "received_on": "2024-05-02"})
    before, after = (
        render(assess(facts, rules=rules, world=world, on=day), rules=rules)
        for day in (date(2024, 5, 31), date(2024, 6, 1))
    )
    assert before["reasons"][-1]["source"]["locator"] == "§ 2-1 b, § 2-2"
    assert after["reasons"][-1]["source"]["locator"] == "§ 2-2, § 2-2 a"
    assert before["reasons"][0]["source"]["locator"] == "§ 2-2"
    assert after["reasons"][0]["source"]["locator"] == "§ 2-2 a"


def test_a_row_is_in_force_from_its_first_day_to_its_last(files, world):
    changed = _changed(files, "right/A.yaml", "A.simple", to="2026-03-02")
    rules = compile_rule_set(changed)
    rows = {day: [row.id for row in rules.on(day).right[0]] for day in (date(2026, 3, 2), date(2026, 3, 3))}
    assert "A.simple" in rows[date(2026, 3, 2)]
    assert "A.simple" not in rows[date(2026, 3, 3)]


def test_saturday_is_a_setting_with_a_first_day(files, world, today):
    changed = copy.deepcopy(files)
    changed["settings.yaml"]["settings"]["saturday_counts"].append(
        {**changed["settings.yaml"]["settings"]["saturday_counts"][0], "from": "2026-03-27", "value": True}
    )
    rules = compile_rule_set(changed)

    def due(day):
        facts = facts_of("frist", {"referred_on": day, "received_on": day})
        return assess(facts, rules=rules, world=world, on=today)["assessment_due"]

    assert due("2026-03-27") == "2026-04-11"
    assert due("2026-03-26") == "2026-04-14"


def test_the_page_gets_the_date_with_saturdays_too(rules, world, today):
    facts = facts_of("frist", {"referred_on": "2026-03-27", "received_on": "2026-03-27"})
    proposal = assess(facts, rules=rules, world=world, on=today)
    assert (proposal["assessment_due"], proposal["assessment_due_with_saturdays"]) == (
        "2026-04-15",
        "2026-04-11",
    )


def test_the_yaml_is_what_a_safe_loader_reads():
    for path in CATALOGUE.rglob("*.yaml"):
        assert yaml.safe_load(path.read_text("utf-8")) == read_yaml(path)


def test_what_was_published_before_a_label_was_asked_for_can_still_be_replayed(rules, world, today):
    files = json.loads(rules.content)
    for group in ("tables", "settings", "definitions", "areas", "institutions"):
        del files["labels.yaml"][group]
    earlier = rule_set_from_content(canonical(files))
    told = facts_of("before", {})
    again = assess(told, rules=earlier, world=world, on=today)
    assert again | {"rule_set_hash": rules.hash} == assess(told, rules=rules, world=world, on=today)
    with pytest.raises(CatalogueError, match="cell settings"):
        compile_rule_set(files)
