"""Prints the state machines as diagrams, for docs/states.md."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from referrals.states import MACHINES, Transition, diagram


def document() -> str:
    """The whole of docs/states.md: a diagram and the table of each machine."""
    parts = ["# States\n\nWritten by `manage.py state_diagrams`; the tables stand in `referrals/states.py`."]
    for name, table in MACHINES.items():
        parts.append(f"## {name}\n\n```mermaid\n{diagram(table)}\n```\n\n{_rows(list(table.values()))}")
    return "\n\n".join(parts) + "\n"


def _rows(rows: list[Transition]) -> str:
    lines = ["| from | verb | to | who may | whose turn next |", "|---|---|---|---|---|"]
    for row in rows:
        cells = (row.source, row.verb, row.target, ", ".join(row.who), row.turn or "–")
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


class Command(BaseCommand):
    help = "Prints docs/states.md."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(document(), ending="")
