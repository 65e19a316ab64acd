"""The rules engine with what a case gives it: the rule set in force, and a snapshot of what routing saw.

A snapshot is plain data, kept once per content, so that any proposal can be made again to the byte. What
seldom changes (municipalities, diagnosis map) is a snapshot of its own, named by its digest in the other.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from functools import lru_cache
from typing import Any

from deltytelser.catalogue.compiled import compiled as compiled
from deltytelser.catalogue.compiled import compiled_content as compiled_content
from deltytelser.catalogue.read import CATALOGUE, read_yaml
from deltytelser.models import RuleSet
from deltytelser.queries import version_in_force
from deltytelser.rules.assess import assess
from deltytelser.rules.cells import CodeRange
from deltytelser.rules.ruleset import RuleSet as Rules
from deltytelser.rules.world import Agreement, Institution, MappedRange, Municipality, Offer, World
from institutions.queries import candidates_world, geography
from institutions.queries.world import levels_of
from referrals.models import Snapshot
from rve.core.models import Region
from rve.core.virkedager import add_virkedager

# Where a snapshot of the geography stands in the snapshot of a proposal.
GEOGRAPHY = "geography"
_BY_LETTER = ("offers", "waits", "first_free")


class NoRuleSet(LookupError):
    """No published rule set is in force for the region on the day: an error, never a guess."""


def canonical(content: object) -> str:
    """The one way to write it: sorted keys, no spaces, UTF-8."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def rule_set_for(*, region: Region, receipt: dt.date) -> RuleSet:
    """The published set in force on the day of receipt, the latest first day
    of those; NoRuleSet without one.
    """
    found = version_in_force(region=region, on=receipt)
    if found is None:
        raise NoRuleSet(f"{region.code} {receipt.isoformat()}")
    return found


def _store(content: dict[str, Any]) -> Snapshot:
    text = canonical(content)
    found, _made = Snapshot.objects.get_or_create(digest=digest_of(text), defaults={"content": text})
    return found


def take_geography(region: Region) -> Snapshot:
    """Municipalities and diagnosis map as they are now, kept once."""
    return _store(geography(region=region))


def take_snapshot(*, region: Region, on: dt.date, letter: str | None, ground: Snapshot) -> Snapshot:
    """What stage 6 sees of one delytelse on a day: agreements, offers, waits,
    institutions. Nothing without a letter.
    """
    seen = candidates_world(region=region, on=on, delytelse=letter or "")
    return _store(
        {
            **{key: seen[key] for key in ("region", "on", "institutions")},
            **{key: [row for row in seen[key] if _is_of(row, letter)] for key in _BY_LETTER},
            "agreements": [row for row in seen["agreements"] if letter in row["delytelser"]],
            "agreements_known_on": _agreements_known_on(),
            GEOGRAPHY: ground.digest,
        }
    )


def _is_of(row: Any, letter: str | None) -> bool:
    return (row["delytelse"] if isinstance(row, dict) else row[1]) == letter


@lru_cache(maxsize=1)
def _agreements_known_on() -> str:
    """The day the shipped agreements were written down: earlier receipts say that they apply to them too."""
    known: dt.date = read_yaml(CATALOGUE / "agreements.yaml")["known_on"]
    return known.isoformat()


def world_of(snapshot: Snapshot) -> World:
    """The engine's world from a stored snapshot."""
    seen = json.loads(snapshot.content)
    ground = Snapshot.objects.get(digest=seen[GEOGRAPHY])
    municipalities, diagnoses = _ground(ground.digest, ground.content)
    known = seen["agreements_known_on"]
    return World(
        municipalities=municipalities,
        institutions=[_institution(row) for row in seen["institutions"]],
        agreements=[one for row in seen["agreements"] for one in _agreements(row)],
        offers=[_offer(row) for row in seen["offers"] if row["area"]],
        diagnoses=diagnoses,
        add_virkedager=add_virkedager,
        agreements_known_on=dt.date.fromisoformat(known) if known else None,
        waits={(kode, letter, level): days for kode, letter, level, days in seen["waits"]},
    )


@lru_cache(maxsize=4)
def _ground(_digest: str, content: str) -> tuple[tuple[Municipality, ...], tuple[MappedRange, ...]]:
    seen = json.loads(content)
    municipalities = tuple(
        Municipality(row["number"], row["name"], row["area"], row["latitude"], row["longitude"])
        for row in seen["municipalities"]
    )
    diagnoses = tuple(
        MappedRange(CodeRange(row["system"], row["from"], row["to"]), row["delytelse"])
        for row in seen["diagnoses"]
    )
    return municipalities, diagnoses


def bare_world(ground: Snapshot) -> World:
    """Municipalities and diagnosis map only: enough for the delytelse, not for a route."""
    municipalities, diagnoses = _ground(ground.digest, ground.content)
    return World(
        municipalities=municipalities,
        institutions=(),
        agreements=(),
        offers=(),
        diagnoses=diagnoses,
        add_virkedager=add_virkedager,
    )


def _institution(row: dict[str, Any]) -> Institution:
    return Institution(row["code"], row["name"], row["sector"], row["latitude"], row["longitude"])


def _agreements(row: dict[str, Any]) -> list[Agreement]:
    first, last = row["first_day"], row["last_day"]
    return [
        Agreement(
            row["institution"],
            tuple(row["delytelser"]),
            level,
            dt.date.fromisoformat(first),
            dt.date.fromisoformat(last) if last else None,
        )
        for level in levels_of(row["level"])
    ]


def _offer(row: dict[str, Any]) -> Offer:
    return Offer(row["area"], row["institution"], row["delytelse"], tuple(row["levels"]), row["confirmed"])


def propose_from(*, facts: dict[str, Any], rules: Rules, world: World, on: dt.date) -> dict[str, Any]:
    """The proposal without sentences. Raises InvalidFacts and NoRuleInForce as the engine does."""
    return assess(facts, rules=rules, world=world, on=on)
