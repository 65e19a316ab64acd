"""The candidates of stage 6, and why each stands where it stands."""

from __future__ import annotations

from typing import Any

from deltytelser.rules.labels import label
from deltytelser.rules.reasons.reading import Json, Reading
from deltytelser.rules.reasons.words import PLACES, say
from deltytelser.rules.route import NAMED, OWN_HF


def candidates(reading: Reading) -> list[Json]:
    """The proposal's candidates, best first, in words."""
    return [
        _candidate(number, one, reading)
        for number, one in enumerate(reading.proposal["route"]["candidates"], 1)
    ]


def _candidate(number: int, one: Json, reading: Reading) -> Json:
    rule, lang = one["reasons"][0], reading.lang
    known = reading.world.institutions.get(one["institution"])
    return {
        **{name: one[name] for name in ("institution", "sector", "level", "expected_wait_days")},
        **{name: one[name] for name in ("distance_km", "within_deadline")},
        "number": number,
        "name": known.name if known else one["institution"],
        "level_words": label(reading.rules, "levels", one["level"], lang).lower(),
        "rule": rule,
        "rows": _rows(rule, one["institution"], reading),
        "why": say(PLACES[rule], lang),
        "order": ", ".join(_order(one, lang)),
    }


def _rows(rule: str, institution: str, reading: Reading) -> list[str]:
    """The rows that put a place first."""
    table = {NAMED: "route_named", OWN_HF: "route_own_hf"}.get(rule)
    rows = [row for row in reading.table(table) if row.id in reading.decided] if table else []
    return [row.id for row in rows if row.effect.get("institution", institution) == institution]


def _order(one: Json, lang: str) -> list[str]:
    within: Any = one["within_deadline"]
    said = [say(PLACES["no_wait" if within is None else "within" if within else "late"], lang)]
    if one["expected_wait_days"] is not None:
        said.append(say(PLACES["wait"], lang, one["expected_wait_days"]))
    if one["distance_km"] is not None:
        said.append(say(PLACES["km"], lang, f"{one['distance_km']:.0f}"))
    return said
