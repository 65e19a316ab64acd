"""Dated values of a region, with what holds where none was entered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from rve.core.models import Region, Setting

# Lengths and switches of `docs/clocks.md`; the paragraph or "local default" is their source.
DEFAULTS: dict[str, Any] = {
    "assessment_virkedager": 10,
    "saturday_is_virkedag": False,
    "referrer_answer_virkedager": 5,
    "institution_answer_virkedager": 10,
    "time_sent_virkedager": 10,
    "second_opinion_virkedager": 3,
    "extra_days_off": [],
    "notice_days": 7,
    "long_travel_km": 60,
    "complaint_weeks": 4,
    "complaint_formalities_weeks": 2,
    "complaint_preliminary_months": 1,
    "complaint_review_virkedager": 20,
    "statsforvalter_nudge_days": 60,
    "waiting_list_months": 6,
    "unread_digital_days": 7,
    "message_receipt_hours": 24,
    "letter_travel_days": 7,
    "follow_up_gp_weeks": 2,
    "follow_up_visit_weeks": 4,
    "draft_days": 30,
    "blind_share": 0,
    "digital_post": False,
    "digital_post_protected": True,
    "letter_sender": {
        "name": "Helse Nord-Trøndelag HF",
        "unit": "Regional vurderingsenhet (RVE)",
        "place": "Sykehuset Levanger",
        "postal_address": "RVE, Helse Nord-Trøndelag, Postboks 333, 7601 Levanger",
        "phone": "",
        "complaint_online": "",
        "ombud_area": "",
    },
}


class Settings:
    """All dated values of a region as they stood when they were read."""

    def __init__(self, rows: Iterable[tuple[str, dt.date, Any]]) -> None:
        self._rows: dict[str, list[tuple[dt.date, Any]]] = {}
        for key, first_day, found in sorted(rows, key=lambda row: row[1]):
            self._rows.setdefault(key, []).append((first_day, found))

    def value(self, key: str, on: dt.date) -> Any:
        """The value in force on a day; KeyError for a key that does not exist."""
        default = DEFAULTS[key]
        known = [found for first_day, found in self._rows.get(key, ()) if first_day <= on]
        return known[-1] if known else default


def read(*, region: Region, keys: Iterable[str]) -> Settings:
    """Some of a region's dated values: one query."""
    rows = Setting.objects.filter(region=region, key__in=list(keys))
    return Settings(rows.values_list("key", "valid_from", "value"))


def value(*, region: Region | Settings, key: str, on: dt.date) -> Any:
    """The value in force on a day; KeyError for a key that does not exist. No query where all were read."""
    if isinstance(region, Settings):
        return region.value(key, on)
    default = DEFAULTS[key]
    row = Setting.objects.filter(region=region, key=key, valid_from__lte=on).order_by("-valid_from").first()
    return default if row is None else row.value
