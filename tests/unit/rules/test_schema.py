"""The shape of referral facts: as the published schema says, and the first fault by its order."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deltytelser.rules.schema import first_fault
from tests.unit.rules.cases import facts_of

SCHEMA = json.loads(
    (Path(__file__).parents[3] / "docs/contracts/referral-facts.schema.json").read_text("utf-8")
)
VALIDATOR = jsonschema.Draft202012Validator(
    SCHEMA, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
)
GOOD = facts_of("good", {"requested": {"delytelse": "B", "level": None, "institution": "selli"}})

odd = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 2),
    st.floats(allow_nan=False),
    st.sampled_from(
        ["", "B", "gp", "none", "day", "true", "5001", "2026-02-30", "2026-03-03", "20260303", "M05.9"]
    ),
    st.sampled_from(
        ["stroke", "x" * 65, "M05.9Å", "m05", "M05.", "M059", "٥٠٠١", "2026-W10-2", "0000-01-01"]
    ),
    st.lists(st.sampled_from(["stroke", "dementia", "no such", None]), max_size=3),
    st.dictionaries(st.sampled_from(["kind", "code", "delytelse", "other"]), st.just("gp"), max_size=2),
)


def _places(value, path=()):
    """Every place inside a value where something may be put or taken away."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from _places(one, (*path, key))


@st.composite
def spoiled(draw):
    facts = copy.deepcopy(GOOD)
    facts["earlier_stays"] = [{"delytelse": "A", "ended_on": "2025-01-01"}]
    for _ in range(draw(st.integers(0, 2))):
        path = draw(st.sampled_from([path for path in _places(facts) if path]))
        inside = facts
        for key in path[:-1]:
            inside = inside[key]
        if draw(st.booleans()):
            inside[path[-1]] = draw(odd)
        elif isinstance(inside, dict) and draw(st.booleans()):
            inside["extra"] = draw(odd)
        else:
            del inside[path[-1]]
    return facts


@settings(max_examples=400, deadline=None)
@given(spoiled())
def test_valid_by_hand_is_valid_by_the_schema(facts):
    assert (first_fault(facts) is None) == VALIDATOR.is_valid(facts)


def test_a_good_referral_has_no_fault():
    assert first_fault(GOOD) is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reference": ""}, "reference"),
        ({"reference": "x" * 65}, "reference"),
        ({"received_on": "2026-2-3"}, "received_on"),
        ({"received_on": "2026-03-03\n"}, "received_on"),
        ({"referrer": {"kind": "gp", "hf": "OUS"}}, "referrer.hf"),
        ({"referrer": {}}, "referrer.kind"),
        ({"referrer": None}, "referrer"),
        ({"patient": {"birth_date": "1968-05-14", "municipality": "501"}}, "patient.municipality"),
        ({"diagnoses": []}, "diagnoses"),
        ({"diagnoses": [{"system": "icd10", "code": "M05"}] * 21}, "diagnoses"),
        (
            {"diagnoses": [{"system": "icd10", "code": "M05"}, {"system": "icd11", "code": "M05"}]},
            "diagnoses[1].system",
        ),
        ({"diagnoses": [{"system": "icd10", "code": "M05.123"}]}, "diagnoses[0].code"),
        ({"conditions": ["stroke", "dementia", "stroke"]}, "conditions[2]"),
        ({"conditions": ["stroke", "no such"]}, "conditions[1]"),
        ({"conditions": None}, "conditions"),
        ({"needs": None}, "needs"),
        ({"needs": {"intensity": 1}}, "needs.intensity"),
        ({"needs": {"speed": True}}, "needs.speed"),
        ({"earlier_stays": [{"delytelse": "A"}]}, "earlier_stays[0].ended_on"),
        ({"earlier_stays": [{"delytelse": None, "ended_on": "2020-01-01"}]}, "earlier_stays[0].delytelse"),
        ({"requested": {"institution": 4}}, "requested.institution"),
        ({"night_care": "no"}, "night_care"),
        ({"goal": ["cope"]}, "goal"),
        ({"name": "Kari"}, "name"),
    ],
)
def test_the_fault_names_its_field(changes, field):
    assert first_fault({**GOOD, **changes}).field == field


def test_missing_goes_before_wrong_and_wrong_before_unknown():
    facts = {**GOOD, "unknown": 1, "goal": "no such", "urgency": "no such"}
    assert first_fault(facts).field == "urgency"
    del facts["diagnoses"]
    assert first_fault(facts).field == "diagnoses"
    assert first_fault({**GOOD, "unknown": 1}).field == "unknown"


def test_of_several_missing_the_first_of_the_schema_is_named():
    assert first_fault({}).field == "reference"
    assert first_fault({"reference": "a", "received_on": "2026-01-01"}).field == "referred_on"


def test_an_object_inside_is_gone_through_when_its_turn_comes():
    facts = {**GOOD, "reference": 4, "referrer": {}}
    assert first_fault(facts).field == "reference"
    facts = {**GOOD, "patient": {"extra": 1, "birth_date": "x"}, "goal": "x"}
    assert first_fault(facts).field == "patient.municipality"
