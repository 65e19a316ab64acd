from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from referrals import attention, dotted
from referrals.states import MACHINES
from referrals.use_cases.patients import sort_key

NAMES = st.sampled_from(["function_loss", "needs.intensity", "requested.level", "conditions.stroke"])


@given(name=NAMES, value=st.sampled_from([True, False, None]))
def test_what_is_put_is_got_and_the_old_facts_stay(name: str, value: Any) -> None:
    facts: dict[str, Any] = {
        "needs": {"complexity": True},
        "conditions": ["copd"],
        "conditions_denied": ["stroke"],
    }
    before = repr(facts)
    assert dotted.get(dotted.put(facts, name, value), name) is value
    assert repr(facts) == before


def test_a_condition_is_in_one_list_or_none() -> None:
    facts = dotted.put({"conditions": ["stroke"]}, "conditions.stroke", False)
    assert (facts["conditions"], facts["conditions_denied"]) == ([], ["stroke"])
    facts = dotted.put(facts, "conditions.stroke", None)
    assert (facts["conditions"], facts["conditions_denied"]) == ([], [])


def test_a_flag_is_renewed_not_doubled() -> None:
    flags = attention.add(
        attention.add("", attention.OPEN_CASE, "2026-01-01"), attention.OPEN_CASE, "2026-02-02"
    )
    assert flags == "open_case:2026-02-02"
    flags = attention.add(flags, attention.SUSPECTED_SERIOUS)
    assert attention.codes(flags) == ["open_case", "suspected_serious"]
    assert attention.remove(flags, attention.OPEN_CASE) == "suspected_serious"
    assert len(attention.sentences(flags)) == 2


def test_names_sort_in_norwegian() -> None:
    names = ["Ås", "Øye", "Aas", "Ærlig", "Zakariassen", "Östberg", "Élan", "Eng"]
    keys = sorted(names, key=lambda name: sort_key(given_name="", family_name=name))
    assert keys == ["Aas", "Élan", "Eng", "Zakariassen", "Ærlig", "Östberg", "Øye", "Ås"]


def test_every_state_that_is_led_to_is_led_on_from_or_is_an_end() -> None:
    ends = {
        "Referral": {"withdrawn"},
        "Decision": {"superseded"},
        "Placement": {"declined", "completed", "cancelled"},
        "Complaint": {"overturned", "returned_upheld", "withdrawn"},
        "Message": {"opened", "cancelled"},
    }
    for name, table in MACHINES.items():
        sources, targets = {row.source for row in table.values()}, {row.target for row in table.values()}
        assert targets - sources == ends[name]
