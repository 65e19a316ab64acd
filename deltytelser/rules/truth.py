"""Truth tables as long integers: bit n says whether the statement holds in completion n.

The completions of the unknown facts are numbered in mixed radix, one digit a variable; and, or and not of two
statements are one machine operation each on the whole table.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple


class Layout(NamedTuple):
    """The tables of one shape (number of values of each variable)."""

    full: int  # holds everywhere
    strides: tuple[int, ...]
    values: tuple[tuple[int, ...], ...]  # per variable and value: the completions in which it has that value


@lru_cache(maxsize=4096)
def layout(shape: tuple[int, ...]) -> Layout:
    """Build the tables for a shape. The empty shape has one completion."""
    size = 1
    for count in shape:
        size *= count
    full = (1 << size) - 1
    strides, values, stride = [], [], 1
    for count in shape:
        period = stride * count
        comb = full // ((1 << period) - 1)  # one bit at the start of each period
        block = (1 << stride) - 1
        values.append(tuple((block << (value * stride)) * comb for value in range(count)))
        strides.append(stride)
        stride = period
    return Layout(full, tuple(strides), tuple(values))


def depends_on(table: int, variable: int, tables: Layout) -> bool:
    """Whether two completions that differ in that variable alone differ in the statement."""
    stride, values = tables.strides[variable], tables.values[variable]
    changed = (table ^ (table >> stride)) & (tables.full & ~values[-1])
    return changed != 0
