"""Lines in, lines out: every line answered, whatever it holds."""

from __future__ import annotations

import io
import json
from pathlib import Path

import jsonschema
import pytest

from deltytelser.catalogue.run import answer_stream
from deltytelser.rules.batch import Engine, answer, answer_lines
from tests.unit.rules.cases import all_cases, facts_of

SCHEMA = json.loads((Path(__file__).parents[3] / "docs/contracts/proposal.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(
    SCHEMA, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
)
GOOD = json.dumps(facts_of("god", {}))


@pytest.fixture(scope="module")
def engine(rules, world, today):
    return Engine(rules, world, today)


def _answer(text, engine):
    raw = text if isinstance(text, bytes) else text.encode()
    line, failed = answer(raw, 7, engine)
    found = json.loads(line)
    assert failed == ("error" in found)
    return found


@pytest.mark.parametrize("lang", ["nb", "nn"])
def test_every_case_gives_a_proposal_that_the_schema_takes(lang, rules, world, today):
    for _, facts, expected in all_cases():
        found = _answer(json.dumps(facts), Engine(rules, world, today, lang))
        if "error" not in expected:
            VALIDATOR.validate(found)


@pytest.mark.parametrize(
    "text",
    [
        "null",
        "[]",
        "[1, 2]",
        '"text"',
        "17",
        "{",
        "{} {}",
        "not json",
        '{"reference": NaN}',
        '{"reference": Infinity}',
        "9" * 5000,
        "[" * 100_000,
        b"\xff\xfe{}",
        b'{"reference": "\xe9"}',
        b"\x00",
    ],
)
def test_what_is_no_object_is_an_error_without_field(text, engine):
    found = _answer(text, engine)
    assert found["line"] == 7
    assert found["reference"] is None
    assert found["error"]["field"] is None
    assert found["error"]["message"]


def test_deep_nesting_inside_an_object_is_an_error(engine):
    for depth in (500, 900, 5000):
        nested = '{"a":' * depth + "1" + "}" * depth
        assert "error" in _answer(nested, engine)
        assert "error" in _answer(GOOD[:-1] + ', "conditions": ' + "[" * depth + "]" * depth + "}", engine)


def test_a_number_too_large_is_an_error(engine):
    assert _answer(GOOD[:-1] + ', "night_care": 1e999}', engine)["error"]["field"] == "night_care"
    assert "error" in _answer(GOOD[:-1] + ', "extra": ' + "9" * 5000 + "}", engine)


def test_an_error_echoes_the_reference_where_there_is_one(engine):
    assert _answer('{"reference": "r1"}', engine) == {
        "line": 7,
        "reference": "r1",
        "error": {"field": "referred_on", "message": "is missing"},
    }
    assert _answer('{"reference": 4}', engine)["reference"] is None


def test_a_name_given_twice_is_an_error_that_names_it(engine):
    assert _answer(GOOD[:-1] + ', "goal": "cope"}', engine)["error"]["field"] == "goal"
    twice = GOOD.replace('"municipality"', '"birth_date": "1970-01-01", "municipality"')
    found = _answer(twice, engine)
    assert found["error"]["field"] == "patient.birth_date"
    assert found["reference"] == "god"


def test_half_a_surrogate_pair_is_answered(engine):
    text = GOOD.replace('"god"', '"\\ud800"')
    line, failed = answer(text.encode(), 1, engine)
    assert not failed
    assert b"\\ud800" in line


def test_the_end_of_the_calendar_is_an_error(engine):
    facts = facts_of("slutt", {"referred_on": "9999-12-30", "received_on": "9999-12-31"})
    assert _answer(json.dumps(facts), engine)["error"]["field"] == "received_on"


def test_blank_lines_are_skipped_and_counted_and_lines_keep_their_numbers(engine):
    lines = [b"\n", GOOD.encode() + b"\r\n", b"  \t\n", b"{}\n"]
    answers = answer_lines(lines, 11, engine)
    found = [json.loads(line) for line in answers.lines.splitlines()]
    assert (answers.blank, answers.errors) == (2, 1)
    assert found[0]["reference"] == "god"
    assert found[1]["line"] == 14


def test_a_stream_keeps_its_order_on_several_processors(engine):
    lines = [json.dumps(facts_of(f"r{number}", {})) for number in range(1500)]
    lines[700] = "{}"
    stream = io.BytesIO(b"\xef\xbb\xbf" + "\n".join(lines).encode())
    answers = list(answer_stream(stream, engine, workers=2))
    found = [json.loads(line) for chunk in answers for line in chunk.lines.splitlines()]
    assert [one["reference"] for one in found[:700]] == [f"r{number}" for number in range(700)]
    assert found[700]["line"] == 701
    assert found[-1]["reference"] == "r1499"
    assert sum(chunk.errors for chunk in answers) == 1


def test_a_line_too_long_is_an_error_and_the_next_is_answered(engine, monkeypatch):
    monkeypatch.setattr("deltytelser.catalogue.run.LONGEST_LINE", 5000)
    stream = io.BytesIO(b"x" * 20_000 + b"\n" + GOOD.encode())
    (answers,) = answer_stream(stream, engine)
    found = [json.loads(line) for line in answers.lines.splitlines()]
    assert "error" in found[0]
    assert found[1]["outcome"] == "granted"


def test_equal_references_are_allowed(engine):
    answers = answer_lines([GOOD.encode(), GOOD.encode()], 1, engine)
    assert answers.errors == 0
