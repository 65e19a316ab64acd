"""A larger rule set for the bench: the shipped one with rows added to stage 3, by a recipe.

Row n belongs to delytelse n modulo 18 and has three cells of different kinds, drawn with a fixed seed: a
condition ticked, not ticked or denied, and values of two facts that may be unknown. Of three rows one never
refuses, one always does, and one does with one cell more.
"""

from __future__ import annotations

from itertools import chain
from random import Random
from typing import Any

from deltytelser.rules.compile import compile_rule_set
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.vocabulary import CONDITIONS, DELYTELSER, FUNCTION_LOSS, GOALS, MEASURES, NEEDS

# The tables that outcome, delytelse, level and weeks come from.
ASKED = ("map", "work", "gate", "right", "level", "deadline")
_FILE = "right/added.yaml"


def rows_asked(rules: RuleSet) -> int:
    """How many rows the answer of the batch comes from."""
    return sum(len(table) for name, table in rules.rows.items() if name.partition(".")[0] in ASKED)


def enlarged(files: dict[str, Any], total: int) -> RuleSet:
    """The rule set of these parsed files, with rows added until `total` are asked."""
    missing = total - rows_asked(compile_rule_set(files))
    draw = Random(total)
    added = {
        "table": "right.added",
        "stage": 3,
        "rows": [_row(number, draw) for number in range(missing)],
    }
    head = files["rule_set.yaml"]
    tables = list(
        chain.from_iterable([_FILE, one] if one == "level.yaml" else [one] for one in head["tables"])
    )
    labels = files["labels.yaml"]
    named = labels["tables"] | {"right.added": {"nb": "Rett, lagt til", "nn": "Rett, lagt til"}}
    return compile_rule_set(
        {
            **files,
            "rule_set.yaml": {**head, "tables": tables},
            "labels.yaml": {**labels, "tables": named},
            _FILE: added,
        }
    )


def _row(number: int, draw: Random) -> dict[str, Any]:
    cells = dict(draw.sample(_scalar_cells(draw), 3))
    extra = dict([cells.popitem()])
    kind = draw.choice(("ticked", "not_ticked", "denied"))
    cells |= {"delytelse": [DELYTELSER[number % len(DELYTELSER)]], kind: draw.sample(CONDITIONS, 2)}
    return {
        "id": f"right.added/{number}",
        "from": "2018-01-01",
        "test": "ansvar",
        "when": cells,
        "refuses": ("never", "always", extra)[number // len(DELYTELSER) % 3],
        "source": {"document": "behovsvurdering", "linje": "1"},
        **dict.fromkeys(("nb", "nn", "nb_short", "nn_short"), "Lagt til for målingen."),
    }


def _scalar_cells(draw: Random) -> list[tuple[str, Any]]:
    return [
        ("function_loss", draw.sample(FUNCTION_LOSS, 2)),
        ("goal", draw.sample(GOALS, 2)),
        ("municipal_measures", draw.sample(MEASURES, 2)),
        ("significant_change", draw.random() < 0.5),
        ("early", draw.random() < 0.5),
        (f"needs.{draw.choice(NEEDS)}", draw.random() < 0.5),
    ]
