"""The stored report of the checks, in a line: how many were found of each kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from deltytelser.checks.report import Report

_KINDS: Final[tuple[tuple[str, Callable[[], str]], ...]] = (
    ("gaps", lambda: _("Gaps")),
    ("overlaps", lambda: _("Rows that contradict each other")),
    ("dead", lambda: _("Dead rows")),
    ("sources", lambda: _("Without source")),
)


@dataclass(frozen=True, slots=True)
class Count:
    """A number of the checks' line; `bad` where it should have been another."""

    label: str
    value: str
    bad: bool = False


def counts_of(report: str) -> list[Count]:
    """The line for a stored report; empty where no report was kept, as for the rule book as delivered."""
    if not report:
        return []
    read = Report.from_json(report)
    figures = read.figures
    found = [Count(label(), str(len(read.of(kind))), bool(read.of(kind))) for kind, label in _KINDS]
    if "cases" in figures:
        held, every = int(figures.get("cases_held", 0)), int(figures["cases"])
        found.append(Count(_("Test cases"), _("%(n)s of %(all)s") % {"n": held, "all": every}, held != every))
    if "mutants" in figures:
        caught, every = int(figures.get("mutants_caught", 0)), int(figures["mutants"])
        words = _("%(n)s of %(all)s") % {"n": caught, "all": every}
        found.append(Count(_("Changes that a case notices"), words, bool(read.of("mutants"))))
    if figures.get("second"):
        agrees = not read.of("second")
        found.append(Count(_("Second method"), _("agrees") if agrees else _("disagrees"), not agrees))
    return found
