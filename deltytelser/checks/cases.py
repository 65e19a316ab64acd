"""The check that every golden case gets the answer that it must have."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from deltytelser.checks.answers import answer, case_facts, differing
from deltytelser.checks.report import Finding
from deltytelser.rules.errors import InvalidFacts
from deltytelser.rules.files import CASES
from deltytelser.rules.golden import EXPECTED, GoldenCase
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.world import World


def check_cases(
    rules: RuleSet, world: World, cases: Iterable[GoldenCase] | None = None
) -> tuple[list[Finding], int]:
    """Findings of the check `cases`, and how many cases hold."""
    findings: list[Finding] = []
    held = 0
    for case in rules.cases if cases is None else cases:
        found = _finding(case, rules, world)
        if found:
            findings.append(found)
        held += found is None
    if not rules.cases:
        findings.append(Finding("cases", "cases.none", file=CASES, table="cases"))
    return findings, held


def _finding(case: GoldenCase, rules: RuleSet, world: World) -> Finding | None:
    place: dict[str, Any] = {"file": CASES, "table": "cases", "row": case.id}
    name = case.text["nb"]
    facts = case_facts(case, rules)
    try:
        found = answer(facts, rules, world)
    except InvalidFacts as error:
        values = {"case": name, "error": str(error)}
        return Finding("cases", "cases.invalid", **place, cell="facts", values=values, witness=facts)
    wrong = [name for name in EXPECTED if name in differing(case.expected, found)]
    if not wrong:
        return None
    key = wrong[0]
    values = {
        "case": name,
        "key": key,
        "found": json.dumps(found[key], ensure_ascii=False),
        "expected": json.dumps(case.expected[key], ensure_ascii=False),
    }
    details = {"found": {name: found[name] for name in case.expected}, "expected": dict(case.expected)}
    return Finding(
        "cases", "cases.differs", **place, cell="expected", values=values, witness=facts, details=details
    )
