"""Truth tables over completions against going through them one by one."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from deltytelser.rules.truth import depends_on, layout

shapes = st.lists(st.integers(1, 4), max_size=4).map(tuple)


def _completions(shape):
    """In the order of the tables: the first variable changes fastest."""
    return [tuple(reversed(one)) for one in product(*(range(count) for count in reversed(shape)))]


@given(shapes)
def test_each_value_has_the_completions_where_the_variable_has_it(shape):
    tables = layout(shape)
    completions = _completions(shape)
    assert tables.full == (1 << len(completions)) - 1
    for variable, values in enumerate(tables.values):
        for value, table in enumerate(values):
            found = [one for number, one in enumerate(completions) if table >> number & 1]
            assert found == [one for one in completions if one[variable] == value]


@given(shapes, st.data())
def test_a_statement_depends_on_a_variable_when_that_alone_can_change_it(shape, data):
    tables = layout(shape)
    table = data.draw(st.integers(0, tables.full))
    truth = {one: bool(table >> number & 1) for number, one in enumerate(_completions(shape))}
    for variable, count in enumerate(shape):
        changes = any(
            truth[one] != truth[(*one[:variable], value, *one[variable + 1 :])]
            for one in truth
            for value in range(count)
        )
        assert depends_on(table, variable, tables) == changes
