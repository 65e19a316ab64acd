"""The settings in words: what each means, in what it is counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Words = str | Promise


@dataclass(frozen=True, slots=True)
class SettingWords:
    label: Words
    meaning: Words
    unit: Words = ""


_VIRKEDAGER, _DAYS = gettext_lazy("virkedager"), gettext_lazy("days")
SETTINGS: dict[str, SettingWords] = {
    "assessment_virkedager": SettingWords(
        gettext_lazy("Time to assess a referral"),
        gettext_lazy("From receipt until the patient is told (pasient- og brukerrettighetsloven § 2-2 a)."),
        _VIRKEDAGER,
    ),
    "saturday_is_virkedag": SettingWords(
        gettext_lazy("Saturday is a virkedag"),
        gettext_lazy("Whether Saturdays are counted in the deadlines."),
    ),
    "referrer_answer_virkedager": SettingWords(
        gettext_lazy("Time for the referrer to answer"),
        gettext_lazy("From the question is sent. The deadline of the assessment goes on."),
        _VIRKEDAGER,
    ),
    "institution_answer_virkedager": SettingWords(
        gettext_lazy("Time for the institution to answer"),
        gettext_lazy("After this the booked place is released and the case is placed anew."),
        _VIRKEDAGER,
    ),
    "time_sent_virkedager": SettingWords(
        gettext_lazy("Time to send the patient a time"),
        gettext_lazy("From the signature, when the letter told a week and no time."),
        _VIRKEDAGER,
    ),
    "notice_days": SettingWords(
        gettext_lazy("Notice before a stay"),
        gettext_lazy("The patient has at least this long from the decision to the first day."),
        _DAYS,
    ),
    "long_travel_km": SettingWords(
        gettext_lazy("Long way to travel"),
        gettext_lazy("From this distance lodging can be granted with day rehabilitation."),
        gettext_lazy("km"),
    ),
    "complaint_weeks": SettingWords(
        gettext_lazy("Time to complain"),
        gettext_lazy("From the patient knew (pasient- og brukerrettighetsloven § 7-5)."),
        gettext_lazy("weeks"),
    ),
    "draft_days": SettingWords(
        gettext_lazy("Drafts are kept"),
        gettext_lazy("A draft that nobody has touched for this long is deleted."),
        _DAYS,
    ),
    "blind_share": SettingWords(
        gettext_lazy("Cases assessed twice"),
        gettext_lazy("Out of a hundred, assessed by a second person who does not see the first result."),
        gettext_lazy("of 100"),
    ),
    "letter_sender": SettingWords(
        gettext_lazy("Sender of the letters"),
        gettext_lazy("Printed at the top of each letter, and where complaints are sent."),
    ),
}
SENDER: dict[str, tuple[Words, Words]] = {
    "name": (gettext_lazy("Health trust"), ""),
    "unit": (gettext_lazy("Unit"), ""),
    "place": (gettext_lazy("Place"), ""),
    "postal_address": (gettext_lazy("Postal address"), gettext_lazy("One line. Complaints are sent here.")),
    "phone": (gettext_lazy("Phone"), gettext_lazy("Left out of the letter when empty.")),
    "complaint_online": (
        gettext_lazy("Where one can complain online"),
        gettext_lazy("Such as «innlogget på helsenorge.no». Left out when empty."),
    ),
    "ombud_area": (
        gettext_lazy("Area of the patient ombud"),
        gettext_lazy("Such as Trøndelag. Leave empty when the patients belong to several."),
    ),
}
SENDER_MUST = ("name", "unit", "place", "postal_address")


def in_words(key: str, value: Any) -> str:
    """A value as a person says it: «10 virkedager», «no», «Helse Nord-Trøndelag HF, RVE»."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return ", ".join(str(value[part]) for part in SENDER if value.get(part))
    words = SETTINGS.get(key)
    return f"{value} {words.unit}".strip() if words else str(value)


def label_of(key: str) -> Words:
    return SETTINGS[key].label if key in SETTINGS else key
