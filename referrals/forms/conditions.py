"""Which conditions are asked about: those that the rules read for this diagnosis, at most eight."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from deltytelser.rules.choices import condition_choices
from deltytelser.rules.labels import fact_label
from referrals.forms.answers import diagnoses_of, step
from referrals.forms.choices import Choices
from referrals.forms.view_of_rules import delytelse_of, rules_today
from rve.core.models import Region


def asked_about(*, form: Mapping[str, Any], region: Region, today: dt.date, language: str) -> Choices:
    """Code and words, the weightiest first; those ticked before are kept. Empty without a diagnosis."""
    diagnoses, rules = diagnoses_of(form), rules_today(region, today)
    if not diagnoses or rules is None:
        return ()
    lang = "nn" if language == "nn" else "nb"
    main = (diagnoses[0]["system"], diagnoses[0]["code"])
    letter = delytelse_of(form, region=region, today=today)
    asked = condition_choices(rules, letter, main, on=today)
    ticked = step(form, "function").get("conditions") or []
    found = [*asked, *(one for one in ticked if one not in asked)]
    return tuple((one, fact_label(rules, f"conditions.{one}", lang)) for one in found)
