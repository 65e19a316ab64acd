"""What has happened with a referral, told to the one who sent it; the unit's inner work is not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from referrals.models import Referral
from rve.core.models import CaseEvent

WORDS: dict[str, Callable[[], str]] = {
    "received": lambda: _("Received. The assessment deadline runs from this day."),
    "claimed": lambda: _("An assessor has the case."),
    "asked": lambda: _("The unit asked you something."),
    "answered": lambda: _("You answered."),
    "phoned": lambda: _("Cleared up by phone."),
    "signed": lambda: _("Decided and signed."),
    "letter_sent": lambda: _("The letter was sent."),
    "forwarded": lambda: _("Sent to the place of treatment."),
    "accepted": lambda: _("The place accepted."),
    "declined": lambda: _("The place could not take the patient. The unit finds another."),
    "rerouted": lambda: _("Another place was chosen."),
    "scheduled": lambda: _("The place gave a time."),
    "started": lambda: _("The rehabilitation began."),
    "interrupted": lambda: _("The stay was interrupted."),
    "resumed": lambda: _("The stay went on."),
    "discharged": lambda: _("Discharged."),
    "complaint_registered": lambda: _("A complaint came."),
    "complaint_sent": lambda: _("The complaint was sent to Statsforvalteren."),
    "complaint_answered": lambda: _("Statsforvalteren answered the complaint."),
    "withdrawn": lambda: _("Withdrawn."),
    "closed": lambda: _("Closed."),
    "attachment_added": lambda: _("A file was added."),
}
ONCE = {"claimed", "letter_sent"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A line: moment and words."""

    at: dt.datetime
    words: str


def timeline(referral: Referral) -> list[Entry]:
    """The newest first; what is told once is told the first time only."""
    rows = CaseEvent.objects.filter(kind="referral", case_id=referral.pk, verb__in=WORDS).order_by("at", "pk")
    found, told = [], set()
    for row in rows:
        if row.verb in ONCE and row.verb in told:
            continue
        told.add(row.verb)
        found.append(Entry(row.at, WORDS[row.verb]()))
    return found[::-1]
