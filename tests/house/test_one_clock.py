"""Time is asked for in one place: what asks elsewhere would not follow when the clock is moved."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import files, text

PRODUCT = {"rve", "deltytelser", "institutions", "referrals"}
# The clock itself, and the command that sets it against the real one.
THE_CLOCK = {Path("rve/core/clock.py"), Path("rve/local/management/commands/travel.py")}
ALWAYS_THE_REAL_ONE = {"now", "utcnow", "today"}
WITHOUT_A_MOMENT = {"localdate", "localtime"}
CLOCKS_OF_THE_LIBRARIES = {"timezone", "datetime", "date", "dt"}
OF_THE_DATABASE = {"Now", "TransactionNow"}


def asked_elsewhere(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.alias) and node.name in OF_THE_DATABASE:
            yield node.lineno
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        owner = node.func.value
        name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
        if name in CLOCKS_OF_THE_LIBRARIES and (
            node.func.attr in ALWAYS_THE_REAL_ONE or (node.func.attr in WITHOUT_A_MOMENT and not node.args)
        ):
            yield node.lineno


def test_whoever_wants_the_time_asks_the_one_clock() -> None:
    found = [
        f"{path}:{line}"
        for path in files("*.py")
        if path.parts[0] in PRODUCT and "migrations" not in path.parts and path not in THE_CLOCK
        for line in asked_elsewhere(ast.parse(text(path)))
    ]
    assert found == []


def test_no_model_and_no_template_asks_for_the_time_by_itself() -> None:
    models = [path for path in files("*.py") if path.parts[0] in PRODUCT and "auto_now" in text(path)]
    templates = [path for path in files("templates/*") if "{% now " in text(path)]
    assert (models, templates) == ([], [])


def test_the_day_of_a_moment_is_the_day_where_the_unit_is() -> None:
    """`now.date()` is the day in whatever zone the moment was made: UTC's is yesterday's after midnight."""
    found = [
        f"{path}:{node.lineno}"
        for path in files("*.py")
        if path.parts[0] in PRODUCT | {"tests"}
        for node in ast.walk(ast.parse(text(path)))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "date"
        and getattr(node.func.value, "id", "") == "now"
    ]
    assert found == []
