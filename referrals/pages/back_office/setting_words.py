"""The settings in words: what each means, in what it is counted."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rve.core.dates import short_date

Words = str | Promise


@dataclass(frozen=True, slots=True)
class SettingWords:
    label: Words
    meaning: Words
    unit: Words = ""
    # What the law allows, where it sets a bound.
    least: int | None = None
    most: int | None = None


_VIRKEDAGER, _DAYS = gettext_lazy("virkedager"), gettext_lazy("days")
_WEEKS, _MONTHS = gettext_lazy("weeks"), gettext_lazy("months")
_LOCAL_DAYS_OFF = gettext_lazy(
    "Days that a law has made equal to public holidays, beside the fixed ones. The unit's own closing days"
    " are none."
)
SETTINGS: dict[str, SettingWords] = {
    "assessment_virkedager": SettingWords(
        gettext_lazy("Time to assess a referral"),
        gettext_lazy("From receipt until the patient is told (pasient- og brukerrettighetsloven § 2-2 a)."),
        _VIRKEDAGER,
        most=10,
    ),
    "saturday_is_virkedag": SettingWords(
        gettext_lazy("Saturday is a virkedag"),
        gettext_lazy(
            "Whether Saturdays are counted in the deadlines. The law does not say: without them, people are"
            " warned on the day that is safe either way."
        ),
    ),
    "extra_days_off": SettingWords(gettext_lazy("More days off"), _LOCAL_DAYS_OFF),
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
    "second_opinion_virkedager": SettingWords(
        gettext_lazy("Time for the second, blind assessment"),
        gettext_lazy("From the case is drawn. Local standard."),
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
        _WEEKS,
        least=4,
    ),
    "complaint_formalities_weeks": SettingWords(
        gettext_lazy("Time to mend a complaint"),
        gettext_lazy(
            "Signature or authority that is missing (pasient- og brukerrettighetsloven § 7-3). The law says"
            " «a short time»: the length is a local standard."
        ),
        _WEEKS,
    ),
    "complaint_preliminary_months": SettingWords(
        gettext_lazy("Time to a preliminary answer"),
        gettext_lazy(
            "From the complaint came until it is answered, or a preliminary answer sent (forvaltningsloven"
            " § 11 a; confirm it against the law before it is relied on)."
        ),
        _MONTHS,
        most=1,
    ),
    "complaint_review_virkedager": SettingWords(
        gettext_lazy("Time to review a complaint"),
        gettext_lazy("From the complaint came until its outcome. Local standard."),
        _VIRKEDAGER,
    ),
    "statsforvalter_nudge_days": SettingWords(
        gettext_lazy("Ask Statsforvalteren each"),
        gettext_lazy("The law sets no day for the answer. Local standard."),
        _DAYS,
    ),
    "waiting_list_months": SettingWords(
        gettext_lazy("Contact with those who wait"),
        gettext_lazy(
            "From receipt, and from each contact, as long as the stay has not begun (ventelisteforskriften"
            " § 4)."
        ),
        _MONTHS,
        most=6,
    ),
    "digital_post": SettingWords(
        gettext_lazy("Digital post"),
        gettext_lazy("Letters to patients go to their digital mailbox; on paper to those who have none."),
    ),
    "digital_post_protected": SettingWords(
        gettext_lazy("Digital post to confidential addresses"),
        gettext_lazy(
            "Digital post prints no address. A strictly confidential address always gets the letter by hand."
        ),
    ),
    "unread_digital_days": SettingWords(
        gettext_lazy("Unread digital letters"),
        gettext_lazy(
            "A letter that is not opened for this long is sent on paper too (eForvaltningsforskriften"
            " §§ 8-9)."
        ),
        _DAYS,
        most=7,
    ),
    "message_receipt_hours": SettingWords(
        gettext_lazy("Receipt of a message"),
        gettext_lazy("A message that its receiver has not confirmed for this long is shown to a person."),
        gettext_lazy("hours"),
        least=1,
    ),
    "letter_travel_days": SettingWords(
        gettext_lazy("A letter on paper takes"),
        gettext_lazy(
            "From it is handed over until the patient is presumed to have it. The time to complain begins"
            " then. Local standard."
        ),
        _DAYS,
    ),
    "follow_up_gp_weeks": SettingWords(
        gettext_lazy("Contact with the GP after the stay"),
        gettext_lazy("From discharge. Local standard."),
        _WEEKS,
    ),
    "follow_up_visit_weeks": SettingWords(
        gettext_lazy("Home visit or primary contact after the stay"),
        gettext_lazy("From discharge. Local standard."),
        _WEEKS,
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
    if isinstance(value, list):
        return ", ".join(short_date(dt.date.fromisoformat(day)) for day in value) or _("none")
    words = SETTINGS.get(key)
    return f"{value} {words.unit}".strip() if words else str(value)


def label_of(key: str) -> Words:
    return SETTINGS[key].label if key in SETTINGS else key
