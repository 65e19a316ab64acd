"""Writes deltytelser/catalogue/cases.yaml: `python -m tests.unit.checks.write_cases`.

First the clinicians' cases that notice a slip no earlier one notices; then, for each slip that is left, the
referral nearest to the base that shows it. The answers are the slow reading's (tests/unit/rules/oracle.py),
never the engine's; where the two differ the script stops.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import yaml

from deltytelser.catalogue.read import CATALOGUE, load_world, read_folder
from deltytelser.checks.answers import answer
from deltytelser.checks.equivalence import of_levels, regions_of_difference
from deltytelser.checks.mutants import Court, all_mutants
from deltytelser.checks.mutated import Mutant, Mutator, finely
from deltytelser.checks.panel import Panel, alone, world_for
from deltytelser.checks.period import Period
from deltytelser.checks.witness import witness
from deltytelser.rules.compile import compile_rule_set
from deltytelser.rules.errors import InvalidFacts
from deltytelser.rules.golden import GoldenCase, read_cases
from deltytelser.rules.phrases import cell_phrase, effect_phrase
from tests.unit.checks.edge_cases import EDGES
from tests.unit.rules import oracle
from tests.unit.rules.cases import BASE, FOLDER, _read

RECEIPT = date.fromisoformat(BASE["received_on"])
NESTED = ("needs", "patient", "referrer", "requested")
HEAD = """# Golden cases: a referral each, with the answer it must have. Facts are what differs from `base`.
# Dates are moved to the last period of the rule set, except where `dated` keeps them.
"""


def merged(changes: dict[str, Any]) -> dict[str, Any]:
    """The base with changes, as whole facts."""
    row = {"id": "x", "nb": "x", "facts": changes, "expected": {"outcome": "granted"}}
    return read_cases({"cases.yaml": {"base": base(), "rows": [row]}})[0].facts


def base() -> dict[str, Any]:
    return {name: value for name, value in BASE.items() if value is not None and value != []}


def expected(facts: dict[str, Any], dated: bool) -> dict[str, Any]:
    """The slow reading's answer, in the words of a case."""
    said = oracle.propose(facts)
    receipt = date.fromisoformat(facts.get("first_received_on") or facts["received_on"])
    answer: dict[str, Any] = {"outcome": said["outcome"], "delytelse": said["delytelse"]}
    if said["outcome"] == "redirected":
        answer["redirect_to"] = said["route"]["redirect_to"]
    if said["outcome"] == "incomplete":
        answer["missing"] = said["missing"]
    if said["level"] is None and said["outcome"] in ("manual", "incomplete"):
        answer["level"] = None
    if said["level"]:
        stay = said["stay"]
        answer |= {"level": said["level"], "lodging": said["lodging"]}
        answer["stay"] = {"min": stay["min_days"], "max": stay["max_days"]} if stay else None
    if said["start_deadline"]:
        answer["weeks"] = said["start_deadline"]["weeks"]
        answer["days"] = (date.fromisoformat(said["start_deadline"]["date"]) - receipt).days
        answer["places"] = [
            one["institution"]
            for one in said["route"]["candidates"]
            if one["reasons"][0] in ("route.named", "route.own_hf")
        ]
        if facts.get("event_on"):
            late = said["delytelse"] == "H" and "open_heart_surgery" in facts.get("conditions", [])
            first = date.fromisoformat(facts["event_on"]) + timedelta(days=42)
            answer["not_before"] = (first - receipt).days if late else None
    if dated:
        answer["due"] = said["assessment_due"]
    return answer


def row_of(name: str, title: str, changes: dict[str, Any], dated: bool) -> dict[str, Any]:
    row: dict[str, Any] = {"id": name, "nb": title}
    if dated:
        row["dated"] = True
    return row | {"facts": changes, "expected": expected(merged(changes), dated)}


def written_cases() -> Iterator[dict[str, Any]]:
    """The clinicians' cases, and those at the edges."""
    for number, (title, changes, dated) in enumerate(EDGES, 1):
        yield row_of(f"kant-{number}", title, changes, dated)
    for path in sorted(FOLDER.glob("[!_]*.yaml")):
        for number, case in enumerate(_read(path.name), 1):
            changes = {name: value for name, value in case["facts"].items() if BASE.get(name, ...) != value}
            if "error" in case["expected"]:
                continue
            try:
                facts = merged(changes)
            except Exception:
                continue
            receipt = facts.get("first_received_on") or facts["received_on"]
            yield row_of(f"{path.stem}-{number}", case["name"], changes, receipt < "2024-01-01")


class Writer:
    """Keeps the cases that notice something new."""

    def __init__(self) -> None:
        files = read_folder(CATALOGUE)
        files["cases.yaml"] = {"table": "cases", "rows": []}
        self.world = alone(load_world())
        self.rules = finely(compile_rule_set(files))
        self.left = list(all_mutants(Mutator(self.rules, sorted(self.world.institutions))))
        self.court = Court(self.rules, self.world)
        self.period = Period(self.rules, self.rules.breaks[-1], self.court.diagnoses)
        self.period.first = RECEIPT
        self.rows: list[dict[str, Any]] = []

    def case(self, row: dict[str, Any]) -> GoldenCase:
        return read_cases({"cases.yaml": {"table": "cases", "base": base(), "rows": [row]}})[0]

    def offer(self, row: dict[str, Any]) -> bool:
        """Keep a case if it notices a mutant that is left."""
        case = self.case(row)
        given = answer(case.facts, self.rules, self.world)
        wrong = {name: (value, given[name]) for name, value in case.expected.items() if given[name] != value}
        assert not wrong, (row, wrong)
        panel = Panel(self.rules, self.world, [case])
        left = [mutant for mutant in self.left if panel.notices(mutant) is None]
        kept = len(left) < len(self.left)
        if kept:
            self.left = left
            self.rows.append(row)
        return kept

    def add_for(self, mutant: Mutant) -> None:
        """A case near the base that notices the mutant, unless none can."""
        for facts in self.shown(mutant):
            changes = self.nearest(facts, mutant)
            row = row_of(self.free_id(mutant), self.title(mutant, changes), changes, dated=False)
            if mutant in self.left and self.offer(row) and mutant not in self.left:
                return

    def shown(self, mutant: Mutant) -> Iterator[dict[str, Any]]:
        if mutant.kind == "settings":
            after = Period(mutant.rules, RECEIPT, self.court.diagnoses)
            regions = list(of_levels(self.period, after))
        elif mutant.kind == "definitions":
            regions = []
        else:
            rows = {**self.period.rows, mutant.kind: list(mutant.rows)}
            after = Period(self.rules, RECEIPT, self.court.diagnoses, rows)
            regions = list(regions_of_difference(mutant, self.period, after))
        for region in regions:
            for whole in (True, False):
                facts = witness(region, self.period, self.world, whole=whole)
                for event in (None, RECEIPT - timedelta(days=10)):
                    tried = {**facts, "event_on": event.isoformat()} if event else facts
                    if self.differs(tried, mutant):
                        yield tried

    def differs(self, facts: dict[str, Any], mutant: Mutant) -> bool:
        """Whether the mutant answers otherwise in something that the case would expect."""
        try:
            before = answer(facts, self.rules, self.world)
            after = answer(facts, mutant.rules, world_for(mutant, self.world))
        except InvalidFacts:
            return False
        return any(before[name] != after[name] for name in expected(facts, dated=False))

    def nearest(self, facts: dict[str, Any], mutant: Mutant) -> dict[str, Any]:
        """Whatever can be as in the base, or left out, is; as long as the mutant still shows."""
        changes = {name: copy.deepcopy(value) for name, value in facts.items() if name != "reference"}
        changes["referred_on"], changes["received_on"] = BASE["referred_on"], BASE["received_on"]
        for name in (
            "event_on",
            "earlier_stays",
            "consent",
            "urgency",
            "self_care",
            "night_care",
            "long_travel",
        ):
            changes.setdefault(name, None if name != "earlier_stays" else [])
        if "significant_change" not in changes:
            changes["significant_change"] = None
        for name in ("function_loss", "goal", "municipal_measures"):
            changes.setdefault(name, None)
        changes["needs"] = {need: changes.get("needs", {}).get(need) for need in oracle.NEEDS}
        for fewer in self.fewer(changes):
            if self.differs(merged(fewer), mutant):
                changes.clear()
                changes.update(fewer)
        return {name: value for name, value in changes.items() if self.says_something(name, value)}

    def says_something(self, name: str, value: Any) -> bool:
        return merged({name: value}) != merged({})

    def fewer(self, changes: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """One thing less at a time, always from what is left by then."""
        for name in list(changes):
            if name in changes and name not in ("diagnoses", "needs"):
                yield {other: value for other, value in changes.items() if other != name}
        for name in list(changes["needs"]):
            if name in changes.get("needs", {}):
                yield {**changes, "needs": {k: v for k, v in changes["needs"].items() if k != name}}
        for group in ("conditions", "conditions_denied"):
            for word in list(changes.get(group, [])):
                yield {**changes, group: [one for one in changes.get(group, []) if one != word]}

    def free_id(self, mutant: Mutant) -> str:
        taken = {row["id"] for row in self.rows}
        return next(name for n in range(1, 1000) if (name := f"{mutant.row}-{n}") not in taken)

    def title(self, mutant: Mutant, changes: dict[str, Any]) -> str:
        """What the case is about, for a reader."""
        row, change = mutant.old, mutant.change
        if row is None:
            return f"Verdien {mutant.row}"
        about = row.short.get("nb") or f"{row.id} ({effect_phrase(self.rules, row, 'nb')})"
        if change.code == "swap":
            return f"{about}, kommer før {change.values['other']}"
        cells = {
            name: value
            for group in (row.cells.get("when", {}), row.cells.get("refuses"), *row.cells.get("one_of", []))
            if isinstance(group, dict)
            for name, value in group.items()
        }
        cell = change.cell.removeprefix("refuses.")
        if cell not in cells:
            return f"{about[0].upper()}{about[1:]}"
        return f"{about[0].upper()}{about[1:]}: prøver «{cell_phrase(self.rules, cell, cells[cell], 'nb')}»"


class Flow(dict):  # type: ignore[type-arg]
    """Written on one line."""


class Dumper(yaml.SafeDumper):
    pass


Dumper.add_representer(
    Flow, lambda dumper, value: dumper.represent_mapping("tag:yaml.org,2002:map", value, flow_style=True)
)


def main() -> None:
    writer = Writer()
    print(len(writer.left), "mutants")
    for row in written_cases():
        writer.offer(row)
    print(len(writer.rows), "written by hand;", len(writer.left), "mutants left")
    for mutant in list(writer.left):
        if mutant in writer.left:
            writer.add_for(mutant)
    print(len(writer.rows), "cases;", len(writer.left), "left")
    for mutant in writer.left:
        print(
            "  left:",
            mutant.kind,
            mutant.row,
            mutant.change.code,
            mutant.change.cell,
            dict(mutant.change.values),
        )
    titles: dict[str, int] = {}
    for row in writer.rows:
        titles[row["nb"]] = titles.get(row["nb"], 0) + 1
        if titles[row["nb"]] > 1:
            row["nb"] += f" ({titles[row['nb']]})"
    rows = [{**row, "facts": Flow(row["facts"]), "expected": Flow(row["expected"])} for row in writer.rows]
    content = {"table": "cases", "base": Flow(base()), "rows": rows}
    text = yaml.dump(content, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=110)
    (CATALOGUE / "cases.yaml").write_text(HEAD + text, encoding="utf-8")
    print(len(HEAD + text), "bytes;", len(json.dumps(content, ensure_ascii=False)), "as JSON")


if __name__ == "__main__":
    main()
