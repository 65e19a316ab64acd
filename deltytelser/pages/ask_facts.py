"""Between the form of «Ask the book», its address, and the facts that the rules read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.http import QueryDict

from deltytelser.models import DiagnosisCode
from deltytelser.pages.ask_fields import CONDITION, DAYS, GROUNDS, MOST_STAYS, REQUESTED, WORDS, YES_NO
from deltytelser.rules.vocabulary import CONDITIONS

DIAGNOSIS: Final = re.compile(r"(icd10|icpc2):([A-Z][0-9]{2}(?:\.?[0-9A-Z]{1,2})?)")
DIAGNOSES: Final = "diagnoses"
MOST_DIAGNOSES: Final = 20
_LONGEST: Final = 40
_ANSWER: Final = {"yes": True, "no": False}
_PLAIN: Final = ("age", "patient.municipality")
_STAYS: Final = tuple(
    f"earlier_stays.{number}.{part}" for number in range(MOST_STAYS) for part in ("delytelse", "ended_on")
)
NAMES: Final = (
    *DAYS,
    *_PLAIN,
    *WORDS,
    *YES_NO,
    *GROUNDS,
    *REQUESTED,
    *_STAYS,
    *(CONDITION + name for name in CONDITIONS),
)
# Which rules are asked, and whether rows for other delytelser are listed too: no facts.
ABOUT: Final = ("rule_set", "whole")


def kept(given: QueryDict) -> QueryDict:
    """What an address says, without empty answers and words that are none; diagnoses added and taken away."""
    found = QueryDict(mutable=True)
    for name in (*ABOUT, *NAMES):
        value = given.get(name, "").strip()[:_LONGEST]
        if value:
            found[name] = value
    found.setlist(DIAGNOSES, _chosen(given))
    if not found.getlist(DIAGNOSES):
        del found[DIAGNOSES]
    return found


def _chosen(given: QueryDict) -> list[str]:
    asked = [*given.getlist(DIAGNOSES), given.get("add", "")]
    keys = dict.fromkeys(one for one in asked if DIAGNOSIS.fullmatch(one))
    gone, first = given.get("remove", ""), given.get("first", "")
    ordered = sorted(keys, key=lambda key: key != first) if first else list(keys)
    return [key for key in ordered if key != gone][:MOST_DIAGNOSES]


def has_facts(given: QueryDict) -> bool:
    """Whether anything about a referral was told."""
    return any(name not in ABOUT for name in given)


def standard(today: dt.date) -> dict[str, str]:
    """What the page begins with."""
    return {
        "received_on": f"{today:%d.%m.%Y}",
        "age": "60",
        "patient.municipality": "5001",
        "referrer.kind": "gp",
    }


def facts_from(told: Mapping[str, Any], diagnoses: list[str]) -> dict[str, Any]:
    """Referral facts of a valid form. The birth date is the one that gives the age on receipt."""
    received = told["received_on"]
    receipt = told["first_received_on"] or received
    facts: dict[str, Any] = {
        "reference": "spør",
        "referred_on": receipt.isoformat(),
        **{name: told[name].isoformat() if told[name] else None for name in DAYS},
        "referrer": {"kind": told["referrer.kind"]},
        "patient": {
            "birth_date": _birth(receipt, told["age"]).isoformat(),
            "municipality": told["patient.municipality"],
        },
        "diagnoses": [dict(zip(("system", "code"), one.split(":"), strict=True)) for one in diagnoses],
        "requested": {name.partition(".")[2]: told[name] or None for name in REQUESTED},
        "needs": {name.partition(".")[2]: _ANSWER.get(told[name]) for name in GROUNDS},
        "earlier_stays": list(_stays(told)),
    }
    facts |= {name: told[name] or None for name in WORDS if "." not in name}
    facts |= {name: _ANSWER.get(told[name]) for name in YES_NO}
    return facts | {
        "conditions": [name for name in CONDITIONS if told[CONDITION + name] == "yes"],
        "conditions_denied": [name for name in CONDITIONS if told[CONDITION + name] == "no"],
    }


def _birth(receipt: dt.date, age: int) -> dt.date:
    day = 28 if (receipt.month, receipt.day) == (2, 29) else receipt.day
    return receipt.replace(year=max(1, receipt.year - age), day=day)


def _stays(told: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    for number in range(MOST_STAYS):
        letter, day = told[f"earlier_stays.{number}.delytelse"], told[f"earlier_stays.{number}.ended_on"]
        if letter and day:
            yield {"delytelse": letter, "ended_on": day.isoformat()}


def titled(keys: list[str]) -> list[dict[str, str]]:
    """The diagnoses as the page shows them: key, code, title."""
    pairs = [tuple(key.split(":")) for key in keys]
    bare = [code.replace(".", "") for _, code in pairs]
    rows = DiagnosisCode.objects.filter(code__in=bare)
    titles = {(row.system, row.code): row.title for row in rows}
    return [
        {"key": key, "code": code, "title": titles.get((system, code.replace(".", "")), "")}
        for key, (system, code) in zip(keys, pairs, strict=True)
    ]
