"""Who has opened the case, from the log of views; nothing of the other cases that stood in the same list."""

from __future__ import annotations

from collections import defaultdict

from referrals.package.blocks import Block, Table, Text
from referrals.package.material import Material
from referrals.pages.access_log import BASES, DATA
from rve.core.dates import local
from rve.core.menu import ROLE_TITLES
from rve.core.models import AccessLog


def log_section(material: Material) -> list[Block]:
    """One line for each person, place, purpose and kind of data, in the order they first came."""
    say = material.say
    together: dict[tuple[str, str, str, str], list[AccessLog]] = defaultdict(list)
    for row in material.views:
        role = str(ROLE_TITLES.get(row.role, row.role))
        unit = f"{row.organisation.name}, {role}" if role else row.organisation.name
        basis, data = str(BASES.get(row.basis, row.basis)), str(DATA.get(row.data, row.data))
        together[(row.user.name, unit, basis, data)].append(row)
    if not together:
        return [Text((say("log", "none"),))]
    rows = tuple((*key, _days(views, material), str(len(views))) for key, views in together.items())
    head = tuple(say("log", name) for name in ("who", "unit", "why", "what", "when", "times"))
    return [
        Text((say("log", "lead"),), small=True),
        Table(say("sections", "log"), head, rows, (1.8, 2.4, 2.45, 1.85, 1.7, 0.95)),
    ]


def _days(views: list[AccessLog], material: Material) -> str:
    first, last = local(views[0].at).date(), local(views[-1].at).date()
    say = material.say
    return say.day(first) if first == last else f"{say.day(first)}–{say.day(last)}"
