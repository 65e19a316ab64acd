"""The rules engine with what a case gives it: the rule set in force, and a snapshot of what routing saw.

A snapshot is plain data, kept once per content, so that any proposal can be made again to the byte. What
seldom changes (municipalities, diagnosis map) is a snapshot of its own, named by its digest in the other.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
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
from institutions.models import Level
from institutions.queries import candidates_world, geography
from institutions.queries.by_letter import world_by_letter
from institutions.queries.reference import Reference
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


def keep(*texts: str) -> dict[str, int]:
    """Keeps what was seen, each content once: the keys of the snapshots by digest. One query where all are
    there already.
    """
    wanted = {digest_of(text): text for text in texts}
    found = dict(Snapshot.objects.filter(digest__in=wanted).values_list("digest", "pk"))
    new = [Snapshot(digest=key, content=text) for key, text in wanted.items() if key not in found]
    # Two that see the same at once: the second waits for the first, and gets the same row.
    made = Snapshot.objects.bulk_create(
        new, update_conflicts=True, unique_fields=["digest"], update_fields=["digest"]
    )
    return found | {row.digest: row.pk for row in made}


def _kept(text: str) -> Snapshot:
    digest = digest_of(text)
    return Snapshot(pk=keep(text)[digest], digest=digest, content=text)


def take_geography(region: Region) -> Snapshot:
    """Municipalities and diagnosis map as they are now, kept once."""
    return _kept(canonical(geography(region=region)))


def take_snapshot(*, region: Region, on: dt.date, letter: str | None, ground: Snapshot) -> Snapshot:
    """What stage 6 sees of one delytelse on a day: agreements, offers, waits,
    institutions. Nothing without a letter.
    """
    seen = candidates_world(region=region, on=on, delytelse=letter or "")
    return _kept(canonical(_of_letter(seen, letter=letter, ground=ground.digest)))


def look(
    *, region: Region, on: dt.date, letter: str | None, ground: str, reference: Reference
) -> dict[str, Any]:
    """The content of a snapshot, not kept yet; `ground` is the digest of the geography."""
    seen = world_by_letter(region=region, reference=reference, on=on, letter=letter)
    return _of_letter(seen, letter=letter, ground=ground)


def _of_letter(seen: dict[str, Any], *, letter: str | None, ground: str) -> dict[str, Any]:
    return {
        **{key: seen[key] for key in ("region", "on", "institutions")},
        **{key: [row for row in seen[key] if _is_of(row, letter)] for key in _BY_LETTER},
        "agreements": [row for row in seen["agreements"] if letter in row["delytelser"]],
        "agreements_known_on": _agreements_known_on(),
        GEOGRAPHY: ground,
    }


def daily_points(seen: Mapping[str, Any]) -> list[tuple[float, float]]:
    """The points of the places in a snapshot that have day or outpatient offers in force."""
    daily = {kode for kode, _letter, level, _days in seen["waits"] if level != Level.INPATIENT}
    return [
        (row["latitude"], row["longitude"])
        for row in seen["institutions"]
        if row["code"] in daily and row["latitude"] is not None and row["longitude"] is not None
    ]


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
    return world_from(seen, Snapshot.objects.get(digest=seen[GEOGRAPHY]))


def world_from(seen: Mapping[str, Any], ground: Snapshot) -> World:
    """The engine's world from the content of a snapshot and the geography it names."""
    municipalities, diagnoses = _ground(_Text(ground))
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


class _Text:
    """A snapshot as the key of its digest."""

    __slots__ = ("row",)

    def __init__(self, row: Snapshot) -> None:
        self.row = row

    def __hash__(self) -> int:
        return hash(self.row.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Text) and self.row.digest == other.row.digest


@lru_cache(maxsize=4)
def _ground(key: _Text) -> tuple[tuple[Municipality, ...], tuple[MappedRange, ...]]:
    seen = json.loads(key.row.content)
    municipalities = tuple(
        Municipality(row["number"], row["name"], row["area"], row["latitude"], row["longitude"])
        for row in seen["municipalities"]
    )
    diagnoses = tuple(
        MappedRange(CodeRange(row["system"], row["from"], row["to"]), row["delytelse"])
        for row in seen["diagnoses"]
    )
    return municipalities, diagnoses


@lru_cache(maxsize=8)
def ground_of(reference: Reference) -> Snapshot:
    """The geography of the reference data as a snapshot, not kept yet."""
    text = canonical(reference.geography)
    return Snapshot(digest=digest_of(text), content=text)


@lru_cache(maxsize=8)
def _bare(key: _Text) -> World:
    municipalities, diagnoses = _ground(key)
    return World(
        municipalities=municipalities,
        institutions=(),
        agreements=(),
        offers=(),
        diagnoses=diagnoses,
        add_virkedager=add_virkedager,
    )


def bare_world(ground: Snapshot) -> World:
    """Municipalities and diagnosis map only: enough for the delytelse, not for a route."""
    return _bare(_Text(ground))


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
