"""Whether a complaint that is being noted is in time, and what it lacks: said while it is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from referrals import clocks
from referrals.forms.complaint import ComplaintForm
from referrals.models import Complaint, Decision, Referral
from referrals.proofs import proof_text
from referrals.use_cases.complaints.checks import needs_no_authority
from referrals.use_cases.complaints.in_time import Window, first_day, presumed_known_on, window_of
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
    then: str = ""
    missing: list[str] = field(default_factory=list)


def standing(
    referral: Referral, decision: Decision | None, form: ComplaintForm, *, today: dt.date
) -> Standing:
    """As the form stands now; what cannot be read in it counts as not said."""
    form.is_valid()
    typed = form.cleaned_data
    received = typed.get("received_on") or today
    missing = _missing(referral, typed, received)
    if decision is None and form.dismissal is None:
        return undecided(referral, typed, today=today, missing=missing)
    if any(name in form.errors for name in DAYS):
        return Standing(missing=missing)
    sent, known = typed.get("sent_on") or received, typed.get("known_on")
    found = window_of(referral, decision, sent=sent, known_on=known, dismissal=form.dismissal)
    presumed = presumed_known_on(referral, decision, sent=sent, dismissal=form.dismissal)
    begins = first_day(decision, form.dismissal)
    tone, verdict, why = (
        _too_early(begins)
        if begins is not None and min(sent, received) < begins
        else _verdict(found, sent, posted=bool(typed.get("sent_on")))
    )
    return Standing(
        known_on=found.known_on,
        known_why=_known_why(known, presumed),
        last_day=found.ends_on,
        proof=_proof(referral, found),
        tone=tone,
        verdict=verdict,
        why=why,
        missing=missing,
    )


def undecided(
    referral: Referral, typed: Mapping[str, Any], *, today: dt.date, missing: list[str]
) -> Standing:
    """Before there is a decision only that it is late can be complained of, once it is."""
    due, received = referral.assessment_due, typed.get("received_on") or today
    if due is not None and received <= due:
        why = _("The assessment is to be told by {day}, and is not late yet.").format(day=short_date(due))
        return Standing(
            tone="bad",
            verdict=_("There is nothing to complain of yet."),
            why=why,
            then=_("Note what was said in the case, and register a complaint when the decision is told."),
        )
    late = _("Nothing is decided. It should have been told by {day}.").format(day=short_date(due))
    if set(typed.get("about") or ()) - {Complaint.About.LATENESS}:
        return Standing(
            tone="bad",
            verdict=_("Only the delay can be complained of."),
            why=late,
            then=_("Tick «No assessment in time» alone. The rest can be complained of when it is decided."),
        )
    return Standing(tone="warn", verdict=_("A complaint on the delay."), why=late, missing=missing)


def _too_early(begins: dt.date) -> tuple[str, str, str]:
    why = _("What is complained of was signed on {day}: check the days.").format(day=short_date(begins))
    return "bad", _("It cannot be from before the decision."), why


def _known_why(known: dt.date | None, presumed: dt.date) -> str:
    if known is None:
        return _("Presumed from the letter and its way.")
    if known == presumed:
        return _("As you wrote.")
    return _("As you wrote. Presumed from the letter: {day}.").format(day=short_date(presumed))


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
