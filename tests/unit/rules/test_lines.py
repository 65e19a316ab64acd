"""The finished line is the JSON of the rendered proposal, to the byte."""

from __future__ import annotations

import json
from random import Random

import pytest

from deltytelser.rules.assess import assess
from deltytelser.rules.errors import InvalidFacts
from deltytelser.rules.lines import line_of
from deltytelser.rules.render import render
from tests.unit.rules.cases import all_cases
from tests.unit.rules.made_up import referral


def _proposals(rules, world, today):
    draw = Random(11)
    made_up = [referral(draw, number, known=draw.choice([0.4, 0.75, 0.95])) for number in range(400)]
    for facts in [*(facts for _, facts, _ in all_cases()), *made_up]:
        try:
            yield assess(facts, rules=rules, world=world, on=today)
        except InvalidFacts:
            continue


@pytest.mark.parametrize("lang", ["nb", "nn"])
def test_a_line_is_the_rendered_proposal_to_the_byte(lang, rules, world, today):
    for proposal in _proposals(rules, world, today):
        rendered = render(proposal, rules=rules, lang=lang)
        assert line_of(proposal, rules=rules, lang=lang) == json.dumps(
            rendered, ensure_ascii=False, separators=(",", ":")
        )


def test_odd_words_of_a_referral_are_written_as_json_writes_them(rules, world, today):
    facts = referral(Random(1)) | {"reference": '"facts":{} \\ \u2028 æ'}
    facts["requested"] = {"delytelse": None, "institution": '"facts":{}\n\u007f\\'}
    proposal = assess(facts, rules=rules, world=world, on=today)
    rendered = render(proposal, rules=rules)
    assert line_of(proposal, rules=rules) == json.dumps(rendered, ensure_ascii=False, separators=(",", ":"))


def test_a_language_without_sentences_is_refused(rules, world, today):
    proposal = next(_proposals(rules, world, today))
    with pytest.raises(ValueError, match="no sentences"):
        line_of(proposal, rules=rules, lang="en")
