"""The peers of the bench answer the same question as we do: else the figures say nothing."""

from __future__ import annotations

import numpy as np
import pytest

from bench.rules import masks
from bench.rules.more_rows import enlarged, rows_asked
from bench.rules.referrals import referrals
from bench.rules.setting import EDITION, areas, packed, shipped_files, shipped_rules
from bench.rules.zen_peer import agreement
from deltytelser.rules.columns import answer_columns
from deltytelser.rules.verdict import OUTCOMES

COUNT = 1_000


def _both(rules, count):
    records = packed(count)
    ours = answer_columns(records, rules=rules, areas=areas())
    return ours, masks.answer(records, rules=rules, edition=rules.on(EDITION), areas=areas())


@pytest.mark.parametrize("rows", [None, 300])
def test_masks_answer_as_we_do_or_leave_it_undecided(rows):
    rules, count = (enlarged(shipped_files(), rows), COUNT // 4) if rows else (shipped_rules(), COUNT)
    ours, theirs = _both(rules, count)
    undecided = theirs.outcome == OUTCOMES.index("incomplete")
    for name in ("outcome", "delytelse", "level", "weeks"):
        assert np.array_equal(ours[name][~undecided], getattr(theirs, name)[~undecided])
    assert np.mean(ours["outcome"] == theirs.outcome) > 0.97


def test_zen_engine_answers_as_we_do_where_all_is_known():
    assert agreement(300) == 100


def test_the_larger_rule_set_has_the_rows_it_is_named_after():
    assert rows_asked(enlarged(shipped_files(), 300)) == 300


def test_made_up_referrals_are_different():
    every = [{**facts, "reference": ""} for facts in referrals(COUNT)]
    assert len({str(facts) for facts in every}) == COUNT
