"""The second method: gaps, overlaps and dead rows decided anew by z3, from the cells as the files have them.

It shares nothing with the first but the world: no boxes, no regions, its own reading of each cell, and a list
of diagnoses of its own. Where the two do not say the same of a table, a pair of rows or a row, that is a
finding. This is the only module that imports z3.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

import z3

from deltytelser.checks.claims import claims_of, claims_of_second
from deltytelser.checks.diagnoses import diagnoses_of
from deltytelser.checks.period import Period
from deltytelser.checks.report import Finding
from deltytelser.checks.second_files import (
    FLAGS,
    KNOWN,
    OLDEST,
    TOLD,
    UNKNOWN,
    Raw,
    ages_in,
    signatures_of,
    tables_on,
)
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.vocabulary import (
    CONDITIONS,
    DELYTELSE_WORDS,
    LEVELS,
)
from deltytelser.rules.world import World

Claim = tuple[str, ...]  # what is claimed: a gap, an overlap or a dead part, of a day
_MOST_MILLISECONDS: Final = 20_000


def check_second(rules: RuleSet, world: World) -> list[Finding]:
    """Findings of the check `second`: what the two methods do not agree on."""
    files = json.loads(rules.content)
    diagnoses = diagnoses_of(rules.words, world)
    findings: list[Finding] = []
    for first in rules.breaks:
        ours = claims_of(Period(rules, first, diagnoses))
        try:
            theirs = set(claims_of_second(_Second(files, world, first)))
        except (z3.Z3Exception, Undecided) as error:
            findings.append(Finding("second", "second.error", values={"error": str(error)}))
            continue
        for claim in sorted(ours ^ theirs):
            values = {"what": " ".join(claim), "day": first.isoformat()}
            findings.append(
                Finding(
                    "second",
                    "second.only_first" if claim in ours else "second.only_second",
                    row=claim[1] if claim[0] != "gap" else "",
                    values=values,
                )
            )
    return findings


class Undecided(RuntimeError):
    """z3 gave up on a question."""


class _Second:
    """One period, all of it in one solver; every row is a literal, so a question is a list of literals."""

    def __init__(self, files: Raw, world: World, day: date) -> None:
        self.day = day.isoformat()
        self.solver = z3.SolverFor("QF_FD")
        self.solver.set("timeout", _MOST_MILLISECONDS)
        self.tables = tables_on(files, self.day)
        self.areas = (*files["rule_set.yaml"]["areas"], "none")
        settings = files["settings.yaml"]["settings"]["unknown_function_loss_level"]
        self.unknown_loss = [one["value"] for one in settings if one["from"] <= self.day][-1]
        definitions = {row["id"]: row for row in files["definitions.yaml"]["rows"]}
        self.grounds, self.event = definitions["grounds"]["grounds"], definitions["new_cardiac_event"]
        self.facts: dict[str, dict[str, z3.BoolRef]] = {}
        self.named = 0
        self._declare(world)
        self._decide()

    # What a referral can say.

    def _declare(self, world: World) -> None:
        for name, words in TOLD.items():
            self._one_of(name, (*words, UNKNOWN))
        for name, words in (*KNOWN.items(), ("area", self.areas)):
            self._one_of(name, words)
        for name in FLAGS:
            self._one_of(name, ("no", "yes"))
        self.ages = ages_in(self.tables)
        self._one_of("age", tuple(map(str, self.ages)))
        for name in CONDITIONS:
            self.facts[name] = {say: z3.Bool(f"{name}:{say}") for say in ("ticked", "denied")}
            self.solver.add(z3.Not(z3.And(*self.facts[name].values())))
        signatures = signatures_of(self.tables, world)
        self._one_of("main", tuple(signatures))
        letters = sorted({letter for letter, _ in signatures.values() if letter not in ("none", "K")})
        self._one_of("others", (*letters, "none"))
        self.signatures = signatures

    def _one_of(self, name: str, words: Sequence[str]) -> None:
        self.facts[name] = {word: z3.Bool(f"{name}={word}") for word in words}
        self.solver.add(z3.PbEq([(one, 1) for one in self.facts[name].values()], 1))

    # Which way it goes.

    def _decide(self) -> None:
        self.looked_up = {
            word: self._named(
                f"lookup={word}",
                z3.Or(
                    *(
                        z3.And(self.facts["main"][code], self._other(word, letter))
                        for code, (letter, _) in self.signatures.items()
                    )
                ),
            )
            for word in DELYTELSE_WORDS
        }
        self.delytelse: dict[str, z3.BoolRef] = {}
        self.found_by: dict[str, z3.BoolRef] = {}
        self.level: dict[str, z3.BoolRef] = {}
        self.rows: dict[tuple[str, int], z3.BoolRef] = {}
        self._find()
        self.solver.add(z3.Or(self._is("after", "yes"), z3.Not(self._is("early", UNKNOWN))))
        measured = self.delytelse[self.event["delytelse"]]
        stay = self._is("earlier_stay", "yes")
        self.solver.add(z3.Implies(z3.And(measured, self._is("after", "no")), stay))
        self.solver.add(z3.Implies(self.delytelse["none"], z3.Not(stay)))
        for kind in ("gate", "right", "level"):
            self._rows(kind)
        self.past_gate = self._named("past_gate", z3.Not(z3.Or(*self.literals("gate"))))
        self._levels()
        for kind in ("lodging", "stay", "deadline", "deadline_limits", "route_named", "route_own_hf"):
            self._rows(kind)

    def _other(self, word: str, letter: str) -> z3.BoolRef:
        if letter != "none":
            return z3.BoolVal(letter == word)
        return self.facts["others"].get(word, z3.BoolVal(False))

    def _find(self) -> None:
        letters: dict[str, list[z3.BoolRef]] = {word: [] for word in DELYTELSE_WORDS}
        before = z3.BoolVal(True)
        for kind in ("map", "work"):
            self._rows(kind)
            for number, raw in enumerate(self.tables.get(kind, ())):
                row = self.rows[kind, number]
                self.found_by[raw["id"]] = self._named(f"by {kind} {number}", z3.And(before, row))
                letters[raw["delytelse"]].append(self.found_by[raw["id"]])
                before = self._named(f"after {kind} {number}", z3.And(before, z3.Not(row)))
        for word, looked_up in self.looked_up.items():
            letters[word].append(z3.And(before, looked_up))
        self.delytelse |= {word: self._named(f"d={word}", z3.Or(*ways)) for word, ways in letters.items()}
        self.found_by["none"] = z3.And(before, self.looked_up["none"])
        self.found_by["map.lookup"] = z3.And(before, z3.Not(self.looked_up["none"]))

    def _levels(self) -> None:
        ways: dict[str, list[z3.BoolRef]] = {level: [] for level in LEVELS}
        before: list[z3.BoolRef] = []
        for number, raw in enumerate(self.tables.get("level", ())):
            row = self.rows["level", number]
            ways[raw["level"]].append(z3.And(row, *(z3.Not(one) for one in before)))
            before.append(row)
        self.level |= {level: self._named(f"level={level}", z3.Or(*of)) for level, of in ways.items()}

    def _rows(self, kind: str) -> None:
        for number, raw in enumerate(self.tables.get(kind, ())):
            self.rows[kind, number] = self._named(f"{kind} {number}", self._row(raw, kind))

    def _named(self, name: str, meaning: z3.BoolRef) -> z3.BoolRef:
        literal = z3.Bool(f"[{name}]")
        self.solver.add(literal == meaning)
        return literal

    # What a row asks for.

    def _row(self, raw: Raw, kind: str) -> z3.BoolRef:
        when = self._group(raw.get("when", {}), kind)
        if "one_of" not in raw:
            return when
        return z3.And(when, z3.Or(*(self._group(group, kind) for group in raw["one_of"])))

    def _group(self, group: Raw, kind: str) -> z3.BoolRef:
        return z3.And(*(self._cell(name, value, kind) for name, value in group.items()))

    def _cell(self, name: str, value: Any, kind: str) -> z3.BoolRef:
        if name.endswith("_not"):
            return self._among(name.removesuffix("_not"), value, kind, wanted=False)
        if name in ("ticked", "denied"):
            return z3.And(*(self.facts[word][name] for word in value))
        if name in ("ticked_any", "not_ticked"):
            some = z3.Or(*(self.facts[word]["ticked"] for word in value))
            return some if name == "ticked_any" else z3.Not(some)
        if name == "age":
            wanted = [age for age in self.ages if value.get("from", 0) <= age <= value.get("to", OLDEST)]
            return z3.Or(*(self._is("age", str(age)) for age in wanted))
        if name == "main_diagnosis":
            codes = [code for code, (_, held) in self.signatures.items() if held & set(value)]
            return z3.Or(*(self.facts["main"][code] for code in codes))
        if name == "grounds":
            return self._ground_holds() if value == "hold" else self._no_ground()
        if name == "new_cardiac_event":
            event = self._new_event()
            return event if value else z3.Not(event)
        if isinstance(value, bool):
            return self._is(name, "yes" if value else "no")
        return self._among(name, value, kind, wanted=True)

    def _among(self, name: str, words: Sequence[str], kind: str, *, wanted: bool) -> z3.BoolRef:
        known = self._values(name)
        chosen = [word for word in known if (word in words) is wanted and word != UNKNOWN]
        found = [known[word] for word in chosen]
        if name == "function_loss" and kind in ("level", "lodging", "stay") and self.unknown_loss in chosen:
            found.append(known[UNKNOWN])
        return z3.Or(*found)

    def _values(self, name: str) -> Mapping[str, z3.BoolRef]:
        decided = {"delytelse": self.delytelse, "lookup": self.looked_up, "level": self.level}
        if name == "found_by":
            return self.found_by
        return decided.get(name) or self.facts[name]

    def _is(self, name: str, word: str) -> z3.BoolRef:
        return self.facts[name][word]

    def _ground_holds(self) -> z3.BoolRef:
        return z3.Or(
            *(z3.And(*(self._is(f"needs.{need}", "yes") for need in needs)) for needs in self.grounds)
        )

    def _no_ground(self) -> z3.BoolRef:
        return z3.And(
            *(z3.Or(*(self._is(f"needs.{need}", "no") for need in needs)) for needs in self.grounds)
        )

    def _new_event(self) -> z3.BoolRef:
        always = z3.Or(*(self.facts[word]["ticked"] for word in self.event["always"]))
        after = z3.Or(*(self.facts[word]["ticked"] for word in self.event["after_last_stay"]))
        return z3.Or(always, z3.And(after, self._is("after", "yes")))

    # What can be asked.

    def can(self, yes: Iterable[Any], no: Iterable[Any] = ()) -> bool:
        """Whether some referral meets all of `yes` and none of `no`. Raises Undecided."""
        answer = self.solver.check(*yes, *(z3.Not(one) for one in no))
        if answer == z3.unknown:
            raise Undecided(self.solver.reason_unknown())
        return bool(answer == z3.sat)

    def literals(self, kind: str) -> list[Any]:
        """The rows of a kind of table, in order."""
        return [self.rows[kind, number] for number in range(len(self.tables.get(kind, ())))]

    def group(self, cells: Raw, kind: str) -> Any:
        """A group of cells as one literal."""
        self.named += 1
        return self._named(f"group {self.named}", self._group(cells, kind))
