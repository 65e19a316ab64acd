"""A referral as the tables of one rule set see it: a list of codes, by the positions of the vocabulary."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from deltytelser.rules.edition import Edition
from deltytelser.rules.errors import InvalidFacts, NoRuleInForce
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.told import Told, told
from deltytelser.rules.vocabulary import DERIVED_LENGTH
from deltytelser.rules.world import MappedRange, Municipality, World

Facts = dict[str, Any]
_NOT_DECIDED = (0, 0, 0, 0)  # DELYTELSE, FOUND_BY, SAME_STAY, LEVEL
_NOT_DERIVED = (0,) * DERIVED_LENGTH


@dataclass(slots=True)
class Case:
    """A referral that can be assessed. `coded` is what the tables see; stages fill in what they decide."""

    facts: Facts
    receipt: date
    receipt_field: str
    event: date | None
    age: int
    municipality: Municipality
    edition: Edition
    coded: list[int]
    lookup: MappedRange | None
    lookup_at: int  # which of the diagnoses the look-up found, -1 for none


def open_case(facts: object, *, rules: RuleSet, world: World) -> Case:
    """Check and code the facts of one referral.

    Raises InvalidFacts with the first fault: the schema's, then those of the calendar and the lists, in
    the order of the rule book; and where no rule was in force on receipt.
    """
    one = told(facts, world=world)
    try:
        edition = rules.on(one.receipt)
    except NoRuleInForce as error:
        raise InvalidFacts(one.receipt_field, str(error)) from error
    return case_of(one, edition=edition, rules=rules)


def case_of(one: Told, *, edition: Edition, rules: RuleSet) -> Case:
    """The case of checked facts in the edition of a day."""
    return Case(
        facts=one.facts,
        receipt=one.receipt,
        receipt_field=one.receipt_field,
        event=one.event,
        age=one.age,
        municipality=one.municipality,
        edition=edition,
        coded=_coded(one, edition, rules),
        lookup=one.lookup,
        lookup_at=one.lookup_at,
    )


def _coded(one: Told, edition: Edition, rules: RuleSet) -> list[int]:
    words, main = rules.words, one.facts["diagnoses"][0]
    early = -1 if one.event is None else int((one.receipt - one.event).days <= edition.early_days)
    coded = [
        *one.scalars,
        early,
        one.ticked,
        one.denied,
        words.age_class(one.age),
        *one.statics,
        words.area_code(one.municipality.area),
        one.stays,
        one.after >> rules.definitions.event_delytelse & 1,
        words.diagnosis_bits(main["system"], main["code"].replace(".", "")),
        one.lookup_code,
        *_NOT_DECIDED,
        *_NOT_DERIVED,
    ]
    edition.derive(coded)
    return coded
