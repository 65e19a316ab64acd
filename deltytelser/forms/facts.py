"""The closed list of what a line of a row can ask about, in the groups that the editor offers them in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deltytelser.rules.rows import table_kind
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.vocabulary import (
    CONDITIONS,
    DELYTELSE_WORDS,
    FUNCTION_LOSS,
    GOALS,
    LEVELS,
    MEASURES,
    NEEDS,
    REFERRERS,
    SELF_CARE,
    URGENCIES,
)

CONDITION: Final = "conditions"
CONDITION_MODES: Final = ("ticked", "ticked_any", "not_ticked", "denied")


class Fact(NamedTuple):
    """What a line asks about. `look`: words, conditions, flag, one, age or codes. `modes` are the names of
    the cells that it can be: the first where nothing is chosen.
    """

    name: str
    look: str
    modes: tuple[str, ...]
    words: tuple[str, ...] = ()


def _words(name: str, words: tuple[str, ...], *, inverted: bool = True) -> Fact:
    return Fact(name, "words", (name, f"{name}_not") if inverted else (name,), words)


def _flag(name: str) -> Fact:
    return Fact(name, "flag", (name,), ("yes", "no"))


GROUPS: Final[tuple[tuple[str | Promise, tuple[Fact, ...]], ...]] = (
    (_("Conditions"), (Fact(CONDITION, "conditions", CONDITION_MODES, CONDITIONS),)),
    (
        _("Delytelse and diagnosis"),
        (
            _words("delytelse", DELYTELSE_WORDS),
            Fact("main_diagnosis", "codes", ("main_diagnosis",)),
            _words("lookup", DELYTELSE_WORDS),
            _words("found_by", (), inverted=False),
            _words("requested", DELYTELSE_WORDS),
            _words("level", LEVELS),
        ),
    ),
    (
        _("Function and goal"),
        (
            _words("function_loss", FUNCTION_LOSS),
            _words("self_care", SELF_CARE),
            _flag("night_care"),
            _words("goal", GOALS),
        ),
    ),
    (_("Municipal measures"), (_words("municipal_measures", MEASURES),)),
    (
        _("Needs"),
        (
            Fact("grounds", "one", ("grounds",), ("none", "hold")),
            *(_flag(f"needs.{need}") for need in NEEDS),
        ),
    ),
    (
        _("Before and since"),
        (
            _flag("early"),
            _flag("earlier_stay"),
            _flag("significant_change"),
            _flag("new_cardiac_event"),
            _flag("existing_right"),
        ),
    ),
    (
        _("Patient and referrer"),
        (
            Fact("age", "age", ("age",)),
            _words("area", (), inverted=False),
            _words("referrer", REFERRERS),
            _words("urgency", URGENCIES),
            _flag("assessed_here_by_choice"),
            _flag("long_travel"),
            _flag("consent"),
        ),
    ),
)
FACTS: Final[Mapping[str, Fact]] = {fact.name: fact for _title, facts in GROUPS for fact in facts}
# The fact that a cell of a row is about: `goal_not` asks about the goal, `denied` about conditions.
FACT_OF: Final[Mapping[str, str]] = {mode: fact.name for fact in FACTS.values() for mode in fact.modes}
# What is not decided yet when a table is read is not offered there: such a row would never apply.
_TOO_EARLY: Final[Mapping[str, frozenset[str]]] = {
    "map": frozenset({"delytelse", "lookup", "found_by", "level", "earlier_stay"}),
    "work": frozenset({"delytelse", "found_by", "level", "earlier_stay"}),
    "gate": frozenset({"level"}),
    "right": frozenset({"level"}),
    "level": frozenset({"level"}),
}
# Tables whose rows ask for nothing: their words are looked up by the rules themselves.
ASKS_NOTHING: Final = ("reasons", "remarks", "laws")


def offered(table: str) -> list[tuple[str | Promise, list[Fact]]]:
    """The facts to choose among in a table, by group; CatalogueError for a table that is none."""
    kind = table_kind(table)
    if kind in ASKS_NOTHING:
        return []
    hidden = _TOO_EARLY.get(kind, frozenset())
    groups = [(title, [fact for fact in facts if fact.name not in hidden]) for title, facts in GROUPS]
    return [(title, facts) for title, facts in groups if facts]


def words_of(fact: Fact, rules: RuleSet) -> tuple[str, ...]:
    """The words that a line of the fact may name; those of areas and rows are the rule set's own."""
    if fact.name == "area":
        return rules.words.areas
    return rules.words.found_by if fact.name == "found_by" else fact.words
