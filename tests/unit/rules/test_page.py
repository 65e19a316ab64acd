"""What pages ask the engine for: explanations, choices of conditions, names, sentences in two languages."""

from __future__ import annotations

from datetime import date

import pytest

from deltytelser.rules.assess import assess
from deltytelser.rules.choices import condition_choices
from deltytelser.rules.labels import asked_of, fact_label, question, value_label
from deltytelser.rules.render import render
from deltytelser.rules.vocabulary import CONDITIONS
from tests.unit.rules.cases import facts_of

FRACTURE = {
    "diagnoses": ["icd10 S32.4"],
    "conditions": ["complex_fracture"],
    "conditions_denied": ["multitrauma", "prosthesis_revision", "comorbidity_significant"],
    "needs": {"complexity": False, "multidisciplinary": False, "intensity": True},
}


@pytest.mark.parametrize("delytelse", [*"ABCDEFGHIJMNOR", None])
def test_at_most_eight_conditions_are_asked_about(delytelse, rules, today):
    found = condition_choices(rules, delytelse, on=today)
    assert 0 < len(found) <= 8
    assert set(found) <= set(CONDITIONS)


def test_what_a_refusal_must_know_is_asked_first(rules, today):
    assert set(condition_choices(rules, "J", on=today)[:2]) == {"psychological_comorbidity", "unclear_cause"}
    assert condition_choices(rules, "F", ("icd10", "I63.9"), on=today)[0] == "stroke"
    assert condition_choices(rules, "G", ("icd10", "G35"), on=today)[0] == "multiple_sclerosis"
    assert condition_choices(rules, "A", ("icd10", "S72.0"), on=today)[:4] == [
        "complex_fracture",
        "multitrauma",
        "prosthesis_revision",
        "comorbidity_significant",
    ]


def test_facts_values_and_questions_have_names(rules):
    assert fact_label(rules, "needs.intensity") == "Intensitet ut over kommunens"
    assert fact_label(rules, "conditions.stroke", "nn") == "Hjerneslag"
    assert value_label(rules, "function_loss", "bedbound", "nn") == "Sengeliggjande"
    assert value_label(rules, "conditions.stroke", "denied") == "Nei"
    assert value_label(rules, "night_care", None) == "Ukjent"
    assert value_label(rules, "night_care", True) == "Ja"
    assert question(rules, "event_on", "nn").endswith("?")
    assert (asked_of("needs.intensity"), asked_of("goal")) == ("assessor", "referrer")


def _texts(proposal):
    return {one["rule"]: one["text"] for one in proposal["reasons"]}


def test_sentences_come_in_two_languages(rules, world, today):
    proposal = assess(facts_of("språk", {}), rules=rules, world=world, on=today)
    nb, nn = (_texts(render(proposal, rules=rules, lang=lang)) for lang in ("nb", "nn"))
    assert nb["clock"].startswith("Mottatt 3. mars 2026")
    assert nn["clock"].startswith("Motteken 3. mars 2026")
    assert nb["right.granted"].startswith(
        "Grunn for spesialisert rehabilitering: høy kompleksitet, bredt tverrfaglig team."
    )
    with pytest.raises(ValueError, match="en"):
        render(proposal, rules=rules, lang="en")


def test_no_sentence_keeps_a_word_in_braces(rules, world, today):
    changes = (
        {"diagnoses": ["icd10 Z95.1"], "conditions": ["open_heart_surgery"], "event_on": "2026-02-10"},
        FRACTURE,
    )
    for one in ({}, *changes, {"requested": {"delytelse": "A", "institution": "meraker"}}):
        proposal = assess(facts_of("ord", one), rules=rules, world=world, on=today)
        for lang in ("nb", "nn"):
            assert not any("{" in text for text in _texts(render(proposal, rules=rules, lang=lang)).values())


def test_a_local_standard_and_a_recommendation_say_so(rules, world, today):
    texts = _texts(
        render(assess(facts_of("merke", FRACTURE), rules=rules, world=world, on=today), rules=rules)
    )
    assert texts["deadline.A"].endswith("(Lokal standard, må bekreftes av fagansvarlig.)")
    assert texts["level.A"].endswith("(Anbefaling som ikke er i kraft, må bekreftes av fagansvarlig.)")


def test_a_long_journey_is_part_of_the_reason_for_the_level(rules, world, today):
    texts = _texts(
        render(
            assess(facts_of("reise", {"long_travel": True}), rules=rules, world=world, on=today), rules=rules
        )
    )
    assert texts["level.B"].startswith(
        "Dag er det laveste nivået som er nok. Overnatting, fordi daglig reise"
    )


def test_what_is_not_settled_is_not_stated(rules, world, today):
    facts = facts_of("uavklart", {"goal": None, "municipal_measures": "sufficient"})
    reasons = render(assess(facts, rules=rules, world=world, on=today), rules=rules)["reasons"]
    texts = {one["rule"]: one["text"] for one in reasons}
    assert texts["right.maintain"].startswith("Ikke avklart, men kan gjelde: Målet er")
    assert texts["right.municipal"].startswith("Kommunens tiltak er oppgitt")


def test_the_facts_behind_a_reason_are_those_that_met_it(rules, world, today):
    facts = facts_of(
        "fakta",
        {"diagnoses": ["icd10 G93.3"], "conditions": ["cfs_me_diagnosed"], "function_loss": "bedbound"},
    )
    proposal = assess(facts, rules=rules, world=world, on=today)
    met = {one["rule"]: one["facts"] for one in proposal["trace"]}
    assert met["right.too_poor"] == {"function_loss": "bedbound"}
    assert met["map.lookup"] == {"diagnoses[0].code": "G93.3"}
    assert met["clock"] == {"received_on": "2026-03-03"}


def test_a_stored_proposal_is_plain_and_the_same_each_time(rules, world):
    facts = facts_of("likt", FRACTURE)
    first, second = (assess(facts, rules=rules, world=world, on=date(2026, 11, 22)) for _ in range(2))
    assert first == second
    assert first["rule_set_hash"] == rules.hash
