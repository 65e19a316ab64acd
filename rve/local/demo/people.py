"""Made-up people: names by chance, synthetic identity numbers (month + 80), real municipalities."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from rve.core.identity_numbers import synthetic_number

HERE = Path(__file__).parent
SERIALS = 150


@cache
def names() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((HERE / "names.yaml").read_text(encoding="utf-8"))
    return found


@cache
def stories() -> tuple[dict[str, Any], ...]:
    return tuple(yaml.safe_load((HERE / "stories.yaml").read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True)
class Person:
    given_name: str
    family_name: str
    birth_date: dt.date
    sex: str
    number: str
    interpreter: str
    language: str
    address: str

    def __repr__(self) -> str:
        return "Person(…)"


def draw_person(random: Random, *, ages: list[int], on: dt.date) -> Person:
    """A person whose age on a day lies between two ages."""
    sex = random.choice(("female", "male"))
    foreign = random.random() < 0.04
    birth = on - dt.timedelta(days=random.randint(ages[0] * 366, ages[1] * 365))
    book = names()
    return Person(
        given_name=random.choice(book[sex]),
        family_name=random.choice(book["immigrant_family" if foreign else "family"]),
        birth_date=birth,
        sex=sex,
        number=synthetic_number(birth_date=birth, sex=sex, serial=random.randrange(SERIALS)),
        interpreter=random.choice(("arabisk", "polsk", "tigrinja")) if foreign else "",
        language="nb",
        address=f"{random.choice(book['streets'])} {random.randint(1, 120)}",
    )
