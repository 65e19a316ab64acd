"""Whether a complaint that is being noted is in time, and what it lacks: said while it is written."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from referrals import clocks
from referrals.forms.complaint import ComplaintForm
from referrals.models import Complaint, Decision, Referral
from referrals.proofs import proof_text
from referrals.use_cases.complaints.checks import needs_no_authority
from referrals.use_cases.complaints.in_time import Window, window_of
from referrals.use_cases.complaints.shapes import ComplaintIntake
from rve.core import settings_by_date
from rve.core.templatetags.rve_ui import short_date

DAYS = ("received_on", "sent_on", "known_on")


@dataclass(frozen=True, slots=True)
class Standing:
    """The window with its proof, the verdict, and what is missing in the form."""

    known_on: dt.date | None = None
    known_why: str = ""
    last_day: dt.date | None = None
    proof: str = ""
    tone: str = ""
    verdict: str = ""
    why: str = ""
    missing: list[str] = field(default_factory=list)


def standing(
    referral: Referral, decision: Decision | None, form: ComplaintForm, *, today: dt.date
) -> Standing:
    """As the form stands now; what cannot be read in it counts as not said."""
    form.is_valid()
    typed = form.cleaned_data
    received = typed.get("received_on") or today
    missing = _missing(referral, typed, received)
    if decision is None or any(name in form.errors for name in DAYS):
        return Standing(missing=missing)
    sent, known = typed.get("sent_on") or received, typed.get("known_on")
    found = window_of(referral, decision, sent=sent, known_on=known)
    tone, verdict, why = _verdict(found, sent, posted=bool(typed.get("sent_on")))
    return Standing(
        known_on=found.known_on,
        known_why=_("As you wrote.") if known else _("Presumed from the letter and its way."),
        last_day=found.ends_on,
        proof=_proof(referral, found),
        tone=tone,
        verdict=verdict,
        why=why,
        missing=missing,
    )


def _verdict(found: Window, sent: dt.date, *, posted: bool) -> tuple[str, str, str]:
    day, last = short_date(sent), short_date(found.ends_on)
    said = _("Posted {day}, the last day was {last}.") if posted else _("Received {day}, last day {last}.")
    words = said.format(day=day, last=last)
    if found.lateness == Complaint.Lateness.IN_TIME:
        return "good", _("In time."), words
    if found.lateness == Complaint.Lateness.OVER_A_YEAR:
        return "bad", _("More than a year after the decision: can only be dismissed."), words
    return "warn", _("Too late: must be judged."), words


def _proof(referral: Referral, found: Window) -> str:
    weeks = int(settings_by_date.value(region=referral.region, key="complaint_weeks", on=found.known_on))
    _due, proof = clocks.computed("complaint_window", starts_on=found.known_on, length=weeks)
    return proof_text(proof, get_language() or "nb")


def _missing(referral: Referral, typed: dict[str, object], received: dt.date) -> list[str]:
    found = []
    if typed.get("channel") == Complaint.Channel.PHONE:
        found.append(_("It must be put in writing and signed."))
    elif not typed.get("signed"):
        found.append(_("The signature."))
    who = str(typed.get("complainant") or Complaint.Complainant.PATIENT)
    asked = ComplaintIntake("", (), who, "", "", received)
    if not typed.get("authority_shown") and not needs_no_authority(referral, asked):
        found.append(_("A written authority, or a guardian's mandate."))
    return found
