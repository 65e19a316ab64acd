"""Reads the clinicians' cases: tests/cases/*.yaml."""

from __future__ import annotations

import copy
from datetime import date
from pathlib import Path

import yaml

FOLDER = Path(__file__).parents[2] / "cases"
_MERGED = ("needs", "patient", "referrer", "requested")


def _plain(value):
    """Days as text, as in JSON."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else value


def _read(name):
    return _plain(yaml.safe_load((FOLDER / name).read_text(encoding="utf-8")))


BASE = _read("_base.yaml")


def facts_of(reference, changes):
    """The base with a case's changes, as referral facts."""
    facts = {"reference": reference, **copy.deepcopy(BASE)}
    for name, value in changes.items():
        facts[name] = {**facts.get(name, {}), **value} if name in _MERGED else value
    facts["diagnoses"] = [
        dict(zip(("system", "code"), one.split(), strict=True)) for one in facts["diagnoses"]
    ]
    return facts


def all_cases():
    """(file: sentence, facts, expected) for every case."""
    for path in sorted(FOLDER.glob("[!_]*.yaml")):
        for number, case in enumerate(_read(path.name)):
            facts = facts_of(f"{path.stem}-{number}", case["facts"])
            yield f"{path.stem}: {case['name']}", facts, case["expected"]
