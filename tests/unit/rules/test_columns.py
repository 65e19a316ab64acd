"""A column of packed referrals gets the same answers as each referral by itself."""

from __future__ import annotations

import random
from datetime import date, timedelta

import numpy as np
import pytest

from deltytelser.catalogue.read import CATALOGUE, read_yaml
from deltytelser.rules.assess import assess
from deltytelser.rules.cells import CodeRange
from deltytelser.rules.columns import ANSWER, answer_columns
from deltytelser.rules.compile import compile_rule_set
from deltytelser.rules.errors import InvalidFacts, NoRuleInForce
from deltytelser.rules.record import RECORD, code_number, code_of, pack
from deltytelser.rules.verdict import OUTCOMES
from deltytelser.rules.vocabulary import DELYTELSE_WORDS, LEVELS, NO_DELYTELSE
from tests.unit.rules.made_up import referral

DECIDES_IN = {"redirected": 1, "granted": 5}


def _made_up(count, seed, world):
    """Referrals that can be assessed, with their records."""
    rng = random.Random(seed)
    facts, records = [], []
    while len(facts) < count:
        one = referral(rng, len(facts), known=rng.choice([0.2, 0.4, 0.6, 0.8, 0.97]))
        try:
            records.append(pack(one, world=world))
        except InvalidFacts:
            continue
        facts.append(one)
    return facts, np.frombuffer(b"".join(records), dtype=RECORD)


def _areas(world):
    return {number: one.area for number, one in world.municipalities.items()}


def _as_columns_say(answer, rules):
    rows = rules.all_rows()
    return {
        "outcome": OUTCOMES[answer["outcome"]],
        "delytelse": None if answer["delytelse"] == NO_DELYTELSE else DELYTELSE_WORDS[answer["delytelse"]],
        "level": None if answer["level"] == 255 else LEVELS[answer["level"]],
        "lodging": bool(answer["lodging"]),
        "weeks": int(answer["weeks"]),
        "days": int(answer["days"]),
        "stay": (int(answer["stay_min"]), int(answer["stay_max"])),
        "row": rows[answer["row"]].id if answer["row"] >= 0 else None,
    }


def _as_assess_says(proposal, receipt):
    deadline, stay = proposal["start_deadline"], proposal["stay"]
    stage = DECIDES_IN.get(proposal["outcome"], 3)
    deciding = [one["row"] for one in proposal["trace"] if one["stage"] == stage]
    return {
        "outcome": proposal["outcome"],
        "delytelse": proposal["delytelse"],
        "level": proposal["level"],
        "lodging": proposal["lodging"],
        "weeks": deadline["weeks"] if deadline else 0,
        "days": (date.fromisoformat(deadline["date"]) - receipt).days if deadline else -1,
        "stay": (stay["min_days"], stay["max_days"]) if stay else (0, 0),
        "row": deciding[0] if deciding else None,
    }


def _receipt(facts):
    return date.fromisoformat(facts.get("first_received_on") or facts["received_on"])


def _all_agree(facts, records, rules, world, today):
    answers = answer_columns(records, rules=rules, areas=_areas(world))
    for one, answer in zip(facts, answers, strict=True):
        proposal = assess(one, rules=rules, world=world, on=today)
        assert _as_columns_say(answer, rules) == _as_assess_says(proposal, _receipt(one)), one
    return {OUTCOMES[number] for number in answers["outcome"]}


def test_a_column_is_answered_as_each_referral_by_itself(rules, world, today):
    facts, records = _made_up(2000, 21, world)
    assert _all_agree(facts, records, rules, world, today) == set(OUTCOMES)


@pytest.mark.slow
def test_a_hundred_thousand_referrals_are_answered_alike(rules, world, today):
    facts, records = _made_up(100_000, 22, world)
    _all_agree(facts, records, rules, world, today)


def _with_many_rows(count):
    """The shipped rule set with `count` more rows for J, which weigh or refuse on odd corners."""
    files = {path.relative_to(CATALOGUE).as_posix(): read_yaml(path) for path in CATALOGUE.rglob("*.yaml")}
    del files["agreements.yaml"]
    rng = random.Random(count)
    table = files["right/J.yaml"]
    pattern = table["rows"][0]
    for number in range(count):
        conditions = rng.sample(["unclear_cause", "dementia", "copd", "tinnitus", "icu_stay"], 2)
        when = {"delytelse": ["J"], "goal": [rng.choice(["cope", "work", "assess"])]}
        when[rng.choice(["denied", "ticked_any", "not_ticked"])] = conditions
        if rng.random() < 0.5:
            when["grounds"] = rng.choice(["none", "hold"])
            when["needs.complexity"] = rng.random() < 0.5
        refuses = rng.choice(["never", "always", {"municipal_measures": ["sufficient"]}])
        row = {**pattern, "id": f"J.more_{number}", "when": when, "refuses": refuses}
        table["rows"].insert(rng.randrange(len(table["rows"])), row)
    return compile_rule_set(files)


@pytest.mark.parametrize("count", [12, 30, 70])
def test_tables_longer_than_a_machine_word_answer_alike(count, world, today):
    rules = _with_many_rows(count)
    facts, records = _made_up(1500, count, world)
    mine = [number for number, one in enumerate(facts) if one["diagnoses"][0]["code"].startswith(("M", "L"))]
    _all_agree([facts[number] for number in mine], records[mine], rules, world, today)


def test_rules_can_be_asked_as_of_a_later_day(rules, world):
    at_work = referral(random.Random(5)) | {
        "referred_on": "2022-07-14",
        "received_on": "2022-07-15",
        "first_received_on": None,
        "event_on": None,
        "earlier_stays": [],
        "patient": {"birth_date": "1980-01-01", "municipality": "5001"},
        "diagnoses": [{"system": "icd10", "code": "M79.7"}],
        "conditions": [],
        "conditions_denied": [],
        "goal": "work",
    }
    records = np.frombuffer(pack(at_work, world=world), dtype=RECORD)
    areas = _areas(world)
    of_the_day = answer_columns(records, rules=rules, areas=areas)[0]
    as_of_later = answer_columns(records, rules=rules, areas=areas, not_before=date(2024, 1, 1))[0]
    assert OUTCOMES[of_the_day["outcome"]] == "redirected"
    assert OUTCOMES[as_of_later["outcome"]] != "redirected"
    assert as_of_later["delytelse"] == DELYTELSE_WORDS.index("R")


def test_no_rule_in_force_is_an_error_for_a_column_too(rules, world):
    _, records = _made_up(3, 6, world)
    early = records.copy()
    early["receipt"] = (rules.breaks[0] - timedelta(days=1)).toordinal()
    with pytest.raises(NoRuleInForce):
        answer_columns(early, rules=rules, areas=_areas(world))


def test_an_empty_column_has_an_empty_answer(rules, world):
    answers = answer_columns(np.zeros(0, dtype=RECORD), rules=rules, areas=_areas(world))
    assert answers.dtype == ANSWER and not len(answers)


def test_a_record_keeps_its_size_when_stored(world):
    facts, records = _made_up(50, 7, world)
    assert {len(pack(one, world=world)) for one in facts} == {RECORD.itemsize}
    assert [record.tobytes() for record in records] == [pack(one, world=world) for one in facts]


@pytest.mark.parametrize(
    ("system", "code"), [("icd10", "M79"), ("icd10", "S062A"), ("icpc2", "L18"), ("icd10", "Z899")]
)
def test_a_diagnosis_code_survives_as_a_number(system, code):
    assert code_of(code_number(system, code)) == (system, code)
    assert code_number(system, code) < 2**32
    assert CodeRange(system, code[:3], code[:3]).holds(*code_of(code_number(system, code)))
