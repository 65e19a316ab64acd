"""Files from outside, or written in a browser, as a rule set: every value plain, every word known."""

from __future__ import annotations

from collections.abc import Mapping

from deltytelser.catalogue.parse import check_plain
from deltytelser.rules.compile import compile_rule_set
from deltytelser.rules.ruleset import RuleSet


def compile_whole(files: Mapping[str, object]) -> RuleSet:
    """The rule set of these files. Raises CatalogueError naming file, row and cell."""
    for name, content in files.items():
        check_plain(content, name)
    return compile_rule_set(files)


def table_files(files: Mapping[str, object]) -> list[str]:
    """The tables in their order, as rule_set.yaml names them."""
    head = files.get("rule_set.yaml")
    tables = head.get("tables") if isinstance(head, dict) else None
    return [name for name in tables if isinstance(name, str)] if isinstance(tables, list) else []
