"""What the checks found in a draft, each with its place, its witness in words and the way out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from deltytelser.checks.report import Finding, Report
from deltytelser.checks.run import check_quickly
from deltytelser.models import RuleDraft
from deltytelser.pages.draft_reading import base_rules, shipped_world
from deltytelser.pages.facts_in_words import facts_in_words
from deltytelser.rules.ruleset import RuleSet

_MOST_SHOWN: Final = 40
DIFFERS: Final = "cases.differs"
_WAYS: Final = {"overlaps.disagree": "order"}


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """`way`: the button that settles it (order), empty where the row must be changed."""

    finding: Finding
    message: str
    witness: list[tuple[str, str]]
    address: str
    way: str = ""


@lru_cache(maxsize=16)
def _report(content: str, base: RuleSet) -> Report:
    return check_quickly(json.loads(content), base=base, world=shipped_world())


def report_of(draft: RuleDraft) -> Report:
    """The checks of what the draft changes. All of them, and by two methods, are run when it is approved."""
    return _report(draft.content, base_rules(draft))


@dataclass(frozen=True, slots=True)
class Findings:
    """`cases`: how many cases get another answer, settled together; `others` one by one, at most forty."""

    cases: int
    others: list[ShownFinding]
    hidden: int

    def __bool__(self) -> bool:
        return bool(self.cases or self.others)


def shown_findings(draft: RuleDraft, report: Report, rules: RuleSet, lang: str) -> Findings:
    """What was found, in the order of the checks."""
    others = [one for one in report.findings if one.code != DIFFERS]
    shown = [shown_finding(draft, one, rules, lang) for one in others[:_MOST_SHOWN]]
    return Findings(len(report.findings) - len(others), shown, len(others) - len(shown))


def shown_finding(draft: RuleDraft, one: Finding, rules: RuleSet, lang: str) -> ShownFinding:
    """One finding as a page shows it."""
    return ShownFinding(
        finding=one,
        message=one.message,
        witness=facts_in_words(one.witness, rules, lang) if one.witness else [],
        address=_address(draft, one),
        way=_WAYS.get(one.code, ""),
    )


def _address(draft: RuleDraft, one: Finding) -> str:
    """Where the row, or the table, can be changed."""
    if one.check == "cases":
        return reverse("rule-draft-cases", args=[draft.public_id]) + (f"#{one.row}" if one.row else "")
    if not one.table:
        return ""
    if one.row and one.file != "order.yaml":
        query = urlencode({"table": one.table, "row": one.row})
        return f"{reverse('rule-draft-row', args=[draft.public_id])}?{query}"
    return f"{reverse('rule-draft', args=[draft.public_id])}?{urlencode({'table': one.table})}"
