"""The reason tree: what decided, what held, what nearly did, with the facts; always as the proposal says."""

from __future__ import annotations

import json
import random
import time
from datetime import date

import pytest

from deltytelser.rules.assess import assess
from deltytelser.rules.errors import InvalidFacts
from deltytelser.rules.render import render
from deltytelser.rules.tree import reason_tree
from tests.unit.rules import made_up
from tests.unit.rules.cases import facts_of

FRACTURE = {
    "diagnoses": ["icd10 S32.4"],
    "conditions": ["complex_fracture"],
    "conditions_denied": ["multitrauma", "prosthesis_revision", "comorbidity_significant"],
    "needs": {"complexity": False, "multidisciplinary": False, "intensity": True},
}
REFUSED = {"needs": {"complexity": False, "multidisciplinary": False}, "municipal_measures": "not_tried"}
WITHOUT_CELLS = ("reasons", "laws")


def _tree(rules, world, today, lang="nb", whole=False, **changes):
    return reason_tree(facts_of("tre", changes), rules=rules, world=world, on=today, lang=lang, whole=whole)


def _rows(tree):
    return [row for stage in tree["stages"] for table in stage["tables"] for row in table["rows"]]


def _row(tree, name):
    return next(row for row in _rows(tree) if row["id"] == name)


def _cells(row):
    return [*row["when"], *(cell for group in row["one_of"] for cell in group)]


def _alternatives(row):
    return [[*row["when"], *group] for group in row["one_of"] or [[]]]


def _states(row, name):
    return [cell["state"] for cell in _cells(row) if cell["name"] == name]


def _cited(proposal):
    """Every row that the trace names, and those of level, stay, deadline and place behind it."""
    found = set(proposal["rows"])
    for one in proposal["trace"]:
        if one["rule"] != "law":
            found |= {*one["values"].get("rows", [one["row"]])}
            found |= {limit["row"] for limit in one["values"].get("limits", [])}
    return found


@pytest.fixture(scope="module")
def referrals():
    rng = random.Random(20260415)
    return [made_up.referral(rng, number, known=rng.choice([0.3, 0.6, 0.9])) for number in range(250)]


@pytest.fixture(scope="module")
def pairs(referrals, rules, world, today):
    """The proposal and the tree of each made-up referral."""
    found = []
    for facts in referrals:
        try:
            proposal = assess(facts, rules=rules, world=world, on=today)
        except InvalidFacts:
            continue
        found.append((proposal, reason_tree(facts, rules=rules, world=world, on=today)))
    assert len(found) > 200
    return found


def test_the_rows_that_decide_are_those_that_the_proposal_cites(pairs):
    for proposal, tree in pairs:
        decide = {row["id"] for row in _rows(tree) if row["state"] == "decides"}
        assert decide == _cited(proposal), proposal["reference"]


def test_the_tree_says_the_same_as_the_proposal(pairs):
    for proposal, tree in pairs:
        assert tree["outcome"] == proposal["outcome"]
        assert [one["fact"] for one in tree["missing"]] == proposal["missing"]
        assert [one["fact"] for one in tree["unknown"]] == proposal["unknown"]
        assert [one["changes"] for one in tree["counterfactuals"]] == [
            one["changes"] for one in proposal["counterfactuals"]
        ]
        assert [one["institution"] for one in _stage(tree, 6)["candidates"]] == [
            one["institution"] for one in proposal["route"]["candidates"]
        ]


def _stage(tree, number):
    return next(stage for stage in tree["stages"] if stage["stage"] == number)


def test_the_last_step_is_the_deadline(pairs):
    for proposal, tree in pairs:
        steps = _stage(tree, 5)["steps"]
        if proposal["start_deadline"]:
            assert steps[-1]["date"] == proposal["start_deadline"]["date"]
            assert max(_weeks(steps)) >= proposal["start_deadline"]["weeks"]
        else:
            assert steps == []
        assert _stage(tree, 0)["steps"][1]["date"] == proposal["assessment_due"]


def _weeks(steps):
    start = date.fromisoformat(steps[0]["date"])
    return [
        (date.fromisoformat(one["date"]) - start).days // 7
        for one in steps
        if one["kind"] in ("weeks", "halved")
    ]


def test_cells_and_rows_agree(pairs):
    """A row fails by a failed cell in each alternative; one that holds has an alternative all met."""
    for _, tree in pairs:
        for row in _rows(tree):
            if row["table"] in WITHOUT_CELLS:
                continue
            lit = [{cell["state"] for cell in group} for group in _alternatives(row)]
            if row["state"] in ("fails", "nearly") and row["stage"] != 3:
                assert all("failed" in states for states in lit), row["id"]
            if row["state"] in ("holds", "decides") and row["stage"] != 3:
                assert any(states <= {"met"} for states in lit), row["id"]
            if row["state"] == "may_hold":
                assert any("failed" not in states for states in lit), row["id"]


def test_a_row_of_the_right_never_holds_past_a_failed_cell(pairs):
    for _, tree in pairs:
        for row in _rows(tree):
            if row["stage"] == 3 and row["when"] and row["state"] in ("decides", "holds", "may_hold"):
                assert any("failed" not in {cell["state"] for cell in group} for group in _alternatives(row))


def test_every_fact_of_a_cell_is_the_one_that_was_told(pairs, referrals):
    """What the tree shows beside a cell stands in the referral, or is said to be unknown."""
    by_reference = {facts["reference"]: facts for facts in referrals}
    for proposal, tree in pairs:
        facts = by_reference[proposal["reference"]]
        for row in _rows(tree):
            for told in (fact for cell in _cells(row) for fact in cell["facts"]):
                name, value = told["fact"], told["value"]
                if name in ("function_loss", "goal", "municipal_measures", "urgency", "event_on"):
                    assert value == facts.get(name), (row["id"], name)
                elif name.startswith("conditions."):
                    assert (value == "ticked") == (name[11:] in facts["conditions"]), (row["id"], name)


def test_sentences_and_sources_are_those_of_the_proposal_as_it_is_written(pairs, rules):
    """The letter, the case page and the tree say the same, from the same rows, in both languages."""
    for proposal, tree in pairs[:80]:
        said = render(proposal, rules=rules, lang="nb")["reasons"]
        rows = {row["id"]: row for row in _rows(tree)} | {tree["law"]["id"]: tree["law"]}
        for reason, trace in zip(said, proposal["trace"], strict=True):
            row = rows[trace["row"]]
            assert row["text"] in reason["text"]
            assert reason["source"]["locator"] == "; ".join(one["locator"] for one in row["sources"])
            assert reason["source"]["title"] == "; ".join(
                dict.fromkeys(one["document"] for one in row["sources"])
            )


def test_both_languages_have_the_same_shape_and_no_word_in_braces(referrals, rules, world, today):
    for facts in referrals[:40]:
        try:
            nb, nn = (
                reason_tree(facts, rules=rules, world=world, on=today, lang=lang) for lang in ("nb", "nn")
            )
        except InvalidFacts:
            continue
        assert [(row["id"], row["state"]) for row in _rows(nb)] == [
            (row["id"], row["state"]) for row in _rows(nn)
        ]
        for tree in (nb, nn):
            assert not any("{" in row["text"] for row in [*_rows(tree), tree["law"]])
            assert json.loads(json.dumps(tree)) == tree


def test_an_unknown_language_is_refused(rules, world, today):
    with pytest.raises(ValueError, match="en"):
        _tree(rules, world, today, lang="en")


def test_a_row_that_nearly_applied_names_the_cell_that_failed(rules, world, today):
    row = _row(_tree(rules, world, today, **FRACTURE), "A.simple")
    assert row["state"] == "nearly"
    assert row["failed"]["phrase"] == "komplekst brudd: nei"
    assert row["failed"]["words"] == "Komplekst brudd: ja"
    assert _states(row, "denied") == ["met", "failed"]


def test_a_row_far_from_applying_only_fails(rules, world, today):
    row = _row(_tree(rules, world, today, **FRACTURE | {"function_loss": "severe"}), "A.simple")
    assert row["state"] == "fails"


def test_each_row_of_the_right_has_its_state_and_weight(rules, world, today):
    changes = {
        "needs": {"complexity": False, "multidisciplinary": None},
        "goal": None,
        "municipal_measures": "sufficient",
    }
    tree = _tree(rules, world, today, **changes)
    found = {row["id"]: (row["state"], row["weight"]) for row in _rows(tree) if row["stage"] == 3}
    assert found["right.grounds"] == ("decides", "refuses")
    assert found["right.maintain"] == ("may_hold", "may_refuse")
    assert found["right.too_poor"] == ("fails", None)


def test_what_is_missing_has_a_question_and_somebody_who_answers(rules, world, today):
    asked = _tree(rules, world, today, function_loss="none", conditions_denied=[])["missing"]
    assert asked == [
        {
            "fact": "conditions.risk_of_function_loss",
            "label": "Risiko for funksjonstap",
            "question": "Er det risiko for at pasienten mister funksjon?",
            "asked_of": "referrer",
            "asked_of_words": "Henviser svarer",
        }
    ]


def test_a_ground_that_is_not_settled_is_the_assessors(rules, world, today):
    needs = {"complexity": True, "multidisciplinary": None, "specialist_competence": None}
    missing = _tree(rules, world, today, needs=needs, municipal_measures="not_tried")["missing"]
    assert {one["asked_of"] for one in missing} == {"assessor"}
    assert [one["fact"] for one in missing] == ["needs.multidisciplinary", "needs.specialist_competence"]


def test_what_would_change_a_refusal_is_said_in_words(rules, world, today):
    nb, nn = (
        [one["words"] for one in _tree(rules, world, today, lang=lang, **REFUSED)["counterfactuals"]]
        for lang in ("nb", "nn")
    )
    assert "Hvis svaret på «Kommunale tiltak» var «Prøvd, ikke tilstrekkelige»: må vurderes" in nb
    assert "Hvis svaret var ja på «Spisskompetanse»: rett til rehabilitering" in nb
    assert "Dersom svaret på «Kommunale tiltak» var «Prøvde, ikkje tilstrekkelege»: må vurderast" in nn


def test_a_stage_that_was_not_reached_says_so(rules, world, today):
    sent_on = _tree(rules, world, today, diagnoses=["icd10 E66.0"])
    assert [stage["stage"] for stage in sent_on["stages"] if not stage["reached"]] == [3, 4, 5, 6]
    refused = _tree(rules, world, today, **REFUSED)
    assert [stage["stage"] for stage in refused["stages"] if not stage["reached"]] == [4, 5, 6]


def test_an_earlier_row_hides_the_one_behind_it(rules, world, today):
    tree = _tree(rules, world, today, **FRACTURE)
    assert _row(tree, "deadline.A/complex")["state"] == "decides"
    assert _row(tree, "deadline.A/other")["state"] == "behind"


def test_the_deadline_is_shown_step_by_step(rules, world, today):
    changes = {
        "diagnoses": ["icd10 J44.1"],
        "conditions": ["copd", "copd_exacerbation"],
        "event_on": "2026-02-20",
        "urgency": "deteriorating",
    }
    stage = _stage(_tree(rules, world, today, **changes), 5)
    kinds = [one["kind"] for one in stage["steps"]]
    assert kinds[0] == "receipt"
    assert kinds[2] == "halved"
    assert any(kind.startswith("cap") for kind in kinds)
    assert kinds[-1] == "deadline"


def test_a_dated_value_has_its_first_day_and_source_where_it_is_used(rules, world, today):
    used = _values(_tree(rules, world, today, urgency="deteriorating"))
    assert used[0]["assessment_virkedager"]["words"] == "10 virkedager"
    assert used[0]["saturday_counts"]["marks"] == ["L"]
    assert used[5].keys() == {"deteriorating_halves_weeks", "earliest_start_days"}
    assert used[6]["hf_units_serve"]["first"] == "2024-01-01"
    for values in used.values():
        for one in values.values():
            assert one["sources"][0]["document"]
    assert _values(_tree(rules, world, today, function_loss=None))[4].keys() == {
        "unknown_function_loss_level"
    }


def _values(tree):
    return {stage["stage"]: {one["name"]: one for one in stage["values"]} for stage in tree["stages"]}


def test_an_assumed_function_loss_is_said_to_be_assumed(rules, world, today):
    row = _row(_tree(rules, world, today, function_loss=None), "level.B/severe")
    assert "ukjent, regnes som moderat" in [cell["said"] for cell in _cells(row)]


def test_the_law_is_that_of_the_day_of_the_proposal(rules, world):
    facts = facts_of("lov", {})
    old, new = (
        reason_tree(facts, rules=rules, world=world, on=day)["law"]
        for day in (date(2024, 5, 31), date(2024, 6, 1))
    )
    assert (old["last"], new["first"]) == ("2024-05-31", "2024-06-01")
    assert "§ 2-1 b" in old["text"]


def test_the_whole_tree_lists_rows_for_other_delytelser(rules, world, today):
    some, every = (_tree(rules, world, today, whole=whole, **FRACTURE) for whole in (False, True))
    assert not any(row["id"] == "deadline.C" for row in _rows(some))
    assert _row(every, "deadline.C")["state"] == "fails"
    shared = {row["id"] for row in _rows(some)}
    assert [(row["id"], row["state"]) for row in _rows(every) if row["id"] in shared] == [
        (row["id"], row["state"]) for row in _rows(some)
    ]


def test_a_named_place_says_which_row_named_it(rules, world, today):
    changes = {
        "diagnoses": ["icd10 H81.0"],
        "conditions": ["vestibular"],
        "patient": {"municipality": "1506"},
    }
    places = _stage(_tree(rules, world, today, **changes), 6)["candidates"]
    assert places[0]["rows"] == ["route.named/vestibular"]
    assert places[0]["why"] == "Har tilbudet for tilstanden"


def test_a_tree_takes_well_under_twenty_milliseconds(referrals, rules, world, today):
    facts = facts_of("fort", FRACTURE)
    reason_tree(facts, rules=rules, world=world, on=today)
    took = []
    for _ in range(5):
        begun = time.perf_counter()
        reason_tree(facts, rules=rules, world=world, on=today)
        took.append(time.perf_counter() - begun)
    assert min(took) < 0.020
