"""The flags that ask a person to look: codes in `Referral.attention`, joined by commas, each
with a date or field.
"""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from rve.core.dates import short_date

OPEN_CASE = "open_case"  # of the same patient, since a date
EXISTING_RIGHT = "existing_right"  # the deadline of an earlier decision
SUSPECTED_SERIOUS = "suspected_serious"
FACTS_REFUSED = "facts_refused"  # the rules cannot read the fact named
DECLINED = "declined"  # the institution said no, on a date
NO_ANSWER = "no_answer"  # the institution did not answer, released on a date
STARTS_LATE = "starts_late"  # planned after the deadline, on a date
NO_TIME = "no_time"  # no time inside the deadline is in sight
NEW_INFORMATION = "new_information"  # came after the decision was prepared
MESSAGE = "message"  # from the referrer or the place, which somebody must read
MESSAGE_REFUSED = "message_refused"  # of ours, by its receiver
PLACE_ASKS = "place_asks"  # the institution waits for an answer, since a date
# Over when the case has another place.
OF_A_PLACE = (DECLINED, NO_ANSWER, PLACE_ASKS)

_SENTENCES = {
    OPEN_CASE: gettext_noop("The patient has an open case since {value}"),
    EXISTING_RIGHT: gettext_noop("The patient has a right already, with the deadline {value}"),
    SUSPECTED_SERIOUS: gettext_noop("Suspected serious illness: a physician must look today"),
    FACTS_REFUSED: gettext_noop("The rules cannot read this: {value}"),
    DECLINED: gettext_noop("The institution declined on {value}"),
    NO_ANSWER: gettext_noop("The institution did not answer in time; the place was released on {value}"),
    STARTS_LATE: gettext_noop("The start is planned after the deadline: {value}"),
    NO_TIME: gettext_noop("No time within the deadline is in sight"),
    NEW_INFORMATION: gettext_noop("New information came after the decision was prepared"),
    MESSAGE: gettext_noop("A message about the case waits to be read"),
    MESSAGE_REFUSED: gettext_noop("A message about the case was refused by its receiver"),
    PLACE_ASKS: gettext_noop("The institution has asked something, and waits for the answer since {value}"),
}


def codes(attention: str) -> list[str]:
    """The codes without their values."""
    return [flag.partition(":")[0] for flag in attention.split(",") if flag]


def add(attention: str, code: str, value: str | dt.date = "") -> str:
    """The flags with this one added, or its value renewed; the newest that fit in the column."""
    text = value.isoformat() if isinstance(value, dt.date) else value.replace(",", " ")
    kept = [flag for flag in attention.split(",") if flag and flag.partition(":")[0] != code]
    return ",".join([*kept, f"{code}:{text}" if text else code][-6:])


def remove(attention: str, *gone: str) -> str:
    return ",".join(flag for flag in attention.split(",") if flag and flag.partition(":")[0] not in gone)


def _shown(value: str) -> str:
    try:
        return short_date(dt.date.fromisoformat(value))
    except ValueError:
        return value


def sentences(attention: str) -> list[str]:
    """What to tell, in the language of the page."""
    flags = [flag.partition(":") for flag in attention.split(",") if flag]
    return [
        _(_SENTENCES[code]).format(value=_shown(value)) for code, _colon, value in flags if code in _SENTENCES
    ]
