"""Entries of a proposal's trace: what decided, by row, with the facts that met it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deltytelser.rules.rows import Row

Proposal = dict[str, Any]


def entry(
    row: Row,
    facts: Mapping[str, object],
    values: Mapping[str, object] | None = None,
    rule: str | None = None,
    certain: bool = True,
) -> dict[str, object]:
    """One reason without its sentence. `values` fill the words in braces; `rule` where it is not the
    row's own.

    `certain` is false for a row that holds only if unknown facts turn out that way.
    """
    return {
        "rule": rule or row.rule,
        "row": row.id,
        "stage": row.stage,
        "test": row.test,
        "facts": facts,
        "values": values or {},
        "certain": certain,
    }
