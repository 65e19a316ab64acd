"""Every check of a rule set, by both methods. Needs no database for the shipped one or a folder."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from deltytelser.catalogue.named import rule_set_named
from deltytelser.catalogue.read import load_world
from deltytelser.checks.report import Finding, Report
from deltytelser.checks.run import check_rule_set
from deltytelser.checks.running import types_finding
from deltytelser.checks.second import check_second
from deltytelser.rules.errors import CatalogueError


class Command(BaseCommand):
    help = (
        "Check a rule set: types, sources, gaps, overlaps, dead rows, cases and mutants; exit 0 if all hold."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rule-set", metavar="HASH|DIR", help="another rule set than the shipped one")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("nb"):
            report = _report(options["rule_set"])
            self.stdout.write(_as_json(report) if options["json"] else "\n".join(_lines(report)))
        if not report.holds:
            sys.exit(1)


def _report(wanted: str | None) -> Report:
    try:
        rules = rule_set_named(wanted)
    except CatalogueError as error:
        return Report((types_finding(error),))
    return check_rule_set(rules, load_world(), second=check_second)


def _as_json(report: Report) -> str:
    stored = json.loads(report.to_json())
    for one, finding in zip(stored["findings"], report.findings, strict=True):
        one["message"] = finding.message
    return json.dumps({"holds": report.holds, **stored}, ensure_ascii=False, indent=1)


def _lines(report: Report) -> list[str]:
    lines = [_line(one) for one in report.findings]
    figures = report.figures
    if "rows" in figures:
        lines.append(
            f"{figures['rows']} rows, {figures['cells']} cells, {figures['periods']} periods; "
            f"cases {figures['cases_held']} of {figures['cases']}; "
            f"mutants {figures['mutants_caught']} of {figures['mutants']} "
            f"({figures['mutants_alike']} more that no referral can tell from the rule set)"
        )
        seconds = ", ".join(f"{check} {took:.2f} s" for check, took in figures["seconds"].items())
        lines.append(f"{seconds}; together {sum(figures['seconds'].values()):.2f} s")
    return [*lines, "All checks hold." if report.holds else f"{len(report.findings)} findings."]


def _line(one: Finding) -> str:
    witness = f"\n    {json.dumps(one.witness, ensure_ascii=False)}" if one.witness else ""
    return f"{one.check}: {one.place}: {one.message}{witness}"
