"""What a proposal saw of the world, as plain JSON:
stored with it, so that it can be made again to the byte.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from deltytelser.rules.cells import CodeRange
from deltytelser.rules.world import (
    AddVirkedager,
    Agreement,
    Institution,
    MappedRange,
    Municipality,
    Offer,
    World,
)


def snapshot(world: World) -> dict[str, Any]:
    """Everything but the calendar, which is law and not data.

    Lists are sorted, so that equal worlds are equal.
    """
    return {
        "municipalities": sorted(list(one) for one in world.municipalities.values()),
        "institutions": sorted(list(one) for one in world.institutions.values()),
        "agreements": sorted(_agreement(one) for one in world.agreements),
        "offers": sorted([*one[:3], list(one.levels), one.confirmed] for one in world.offers),
        "diagnoses": sorted([*one.codes, one.delytelse] for one in world.diagnoses),
        "agreements_known_on": world.agreements_known_on.isoformat() if world.agreements_known_on else None,
        "waits": sorted([*key, days] for key, days in world.waits.items()),
    }


def _agreement(one: Agreement) -> list[Any]:
    last = one.last_day.isoformat() if one.last_day else ""
    return [one.institution, list(one.delytelser), one.level, one.first_day.isoformat(), last]


def world_from_snapshot(stored: Mapping[str, Any], add_virkedager: AddVirkedager) -> World:
    """The world that a snapshot was made of."""
    known_on = stored["agreements_known_on"]
    return World(
        municipalities=[Municipality(*one) for one in stored["municipalities"]],
        institutions=[Institution(*one) for one in stored["institutions"]],
        agreements=[
            Agreement(
                code,
                tuple(letters),
                level,
                date.fromisoformat(first),
                date.fromisoformat(last) if last else None,
            )
            for code, letters, level, first, last in stored["agreements"]
        ],
        offers=[
            Offer(area, code, letter, tuple(levels), confirmed)
            for area, code, letter, levels, confirmed in stored["offers"]
        ],
        diagnoses=[
            MappedRange(CodeRange(system, first, last), letter)
            for system, first, last, letter in stored["diagnoses"]
        ],
        add_virkedager=add_virkedager,
        agreements_known_on=date.fromisoformat(known_on) if known_on else None,
        waits={(code, letter, level): days for code, letter, level, days in stored["waits"]},
    )
