"""The rule set that a command names: the shipped one, a folder, or a stored one by the start of its hash."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.db import DatabaseError

from deltytelser.catalogue.read import load_rule_set, rule_set_from_content
from deltytelser.models import RuleSet as StoredRuleSet
from deltytelser.rules.errors import CatalogueError
from deltytelser.rules.ruleset import RuleSet

SHORTEST_HASH: Final = 8


def rule_set_named(wanted: str | None) -> RuleSet:
    """The shipped rule set where nothing is named. Raises CatalogueError."""
    if wanted is None:
        return load_rule_set()
    if Path(wanted).is_dir():
        return load_rule_set(Path(wanted))
    if len(wanted) < SHORTEST_HASH or not set(wanted) <= set("0123456789abcdef"):
        raise CatalogueError(f"{wanted} is no folder and no hash of {SHORTEST_HASH} hex digits or more.")
    shipped = load_rule_set()
    if shipped.hash.startswith(wanted):
        return shipped
    try:
        stored = StoredRuleSet.objects.filter(hash__startswith=wanted)[:2]
        found = [rule_set_from_content(one.content) for one in stored]
    except DatabaseError as error:
        raise CatalogueError(
            f"{wanted} is not the shipped rule set, and no database answers: {error}"
        ) from error
    if len(found) != 1:
        raise CatalogueError(f"{len(found)} rule sets have the hash {wanted}.")
    return found[0]
