"""What a rule set would have proposed for every stored referral: `manage.py backtest --rule-set HASH`."""

from __future__ import annotations

import json
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from deltytelser.models import RuleSet
from deltytelser.rules.difference import Difference
from deltytelser.rules.errors import CatalogueError, NoRuleInForce
from referrals import engine
from referrals.backtest.question import areas_of, later_of, question_of
from referrals.backtest.result import Result, result_of
from referrals.backtest.scan import Question, scan
from referrals.backtest.summary import Json, summary
from referrals.models import CodedFacts
from referrals.use_cases.coding import code_missing

SHORTEST_HASH = 8


class Command(BaseCommand):
    help = "Tries a stored rule set on every stored referral, against another or against the decisions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rule-set", required=True, metavar="HASH", help="the rule set that is tried")
        parser.add_argument("--against", metavar="HASH", help="another rule set; the decisions when left out")
        parser.add_argument("--json", action="store_true", help="all figures as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        tested = _stored(options["rule_set"])
        against = _stored(options["against"]) if options["against"] else None
        if against is not None and against.region_id != tested.region_id:
            raise CommandError("The two rule sets are for different regions.")
        try:
            result = self._result(tested, against)
        except (CatalogueError, NoRuleInForce) as error:
            raise CommandError(str(error)) from error
        found = {
            "rule_set": _named(tested),
            "against": _named(against) if against else None,
            "seconds": round(time.monotonic() - started, 2),
            **summary(result),
        }
        self.stdout.write(
            json.dumps(found, ensure_ascii=False, indent=2) if options["json"] else _text(found)
        )

    def _result(self, tested: RuleSet, against: RuleSet | None) -> Result:
        region = tested.region
        code_missing(region=region)
        question = question_of(
            region=region,
            tested=engine.compiled(tested),
            against=against,
            first_day=later_of(tested, against),
            areas=areas_of(region),
        )
        return result_of(self._scanned(question), question)

    def _scanned(self, question: Question) -> Difference:
        total = CodedFacts.objects.filter(region_id=question.region_id).count()
        found, done, shown = Difference(), 0, self.stderr.isatty()
        for chunk in scan(question):
            found.add(chunk.difference)
            done += chunk.read
            if shown:
                self.stderr.write(f"\r{done} of {total} referrals", ending="")
                self.stderr.flush()
        if shown and done:
            self.stderr.write("")
        return found


def _stored(wanted: str) -> RuleSet:
    """The stored rule set whose hash begins so; CommandError where there is none, or more than one."""
    if len(wanted) < SHORTEST_HASH or not set(wanted) <= set("0123456789abcdef"):
        raise CommandError(f"{wanted} is no hash of {SHORTEST_HASH} hex digits or more.")
    found = list(RuleSet.objects.select_related("region").filter(hash__startswith=wanted)[:2])
    if len(found) != 1:
        raise CommandError(f"{len(found)} stored rule sets have the hash {wanted}.")
    return found[0]


def _named(row: RuleSet) -> Json:
    return {"hash": row.hash, "version": row.version, "valid_from": row.valid_from.isoformat()}


def _text(found: Json) -> str:
    against = f"rules {found['against']['version']}" if found["against"] else "the decisions"
    lines = [
        f"Rules {found['rule_set']['version']} against {against}: {found['referrals']} referrals, "
        f"{found['changed']} get another answer ({found['seconds']} s).",
        f"Rights lost: {found['rights_lost']}. Rights gained: {found['rights_gained']}.",
    ]
    if not found["against"]:
        lines.append(
            f"Left out, not decided: {found['undecided']}. "
            f"Decided by people, left to a person by the rules: {found['left_to_people']}."
        )
    lines += [
        f"  {one['before']} -> {one['after']}: {one['referrals']}"
        for one in found["outcomes"]
        if one["before"] != one["after"]
    ]
    lines += _changes(found)
    return "\n".join(lines)


def _changes(found: Json) -> list[str]:
    lines = []
    for title, name in (("delytelse", "delytelse"), ("area", "area"), ("age", "age")):
        parts = [f"{code} {one['changed']}" for code, one in found[name].items() if one["changed"]]
        lines += [f"Changed by {title}: {', '.join(parts)}."] if parts else []
    if found["deadlines"]["moved"]:
        moved = ", ".join(f"{days} days: {number}" for days, number in found["deadlines"]["moved"].items())
        lines.append(f"Deadlines moved {found['deadlines']['days']} days in all ({moved}).")
    lines += [
        f"Place-days {one['delytelse']} {one['level']}: {one['extra']:+g}"
        f" ({one['before']:g} -> {one['after']:g})."
        for one in found["place_days"]
    ]
    return lines + [f"  {one['before']} -> {one['after']}: {one['referrals']}" for one in found["rows"][:10]]
