"""A complaint as it came in the post, digitally or by phone: what the unit notes of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from referrals.complaint_words import ABOUT, CHANNEL, COMPLAINANT
from referrals.forms.fields import Choice, Day, Line, Pick, Text, Tick, Ticks
from referrals.forms.step import StepForm
from referrals.models import Complaint, Decision
from referrals.use_cases.attachments import FileInput
from referrals.use_cases.complaints.shapes import ComplaintIntake

NEEDED = ("channel", "received_on", "complainant", "about", "grounds")
# They speak for themselves; a parent of a child under 16 too, which the use case knows.
NO_AUTHORITY = ("patient", "lawyer")
LATENESS, DISMISSAL = "lateness", "dismissal"


class ComplaintForm(StepForm):
    """Everything on one page. The patient's name stands in for a complainant who is the patient."""

    name = "complaint"

    channel = Pick(CHANNEL, _("How it came"))
    received_on = Day(_("Received here"))
    sent_on = Day(
        _("Posted"), help_text=_("The postmark, or the day it was sent. This day counts for the time.")
    )
    known_on = Day(
        _("The patient knew of the decision"),
        help_text=_("Only if the complaint tells another day than the one presumed."),
    )
    known_reason = Line(_("How it is known that it was another day"), most=300)
    complainant = Choice((("", _("Choose who complains")), *COMPLAINANT), _("Who complains"))
    complainant_name = Line(_("Name of the one who complains"), most=120)
    about = Ticks(ABOUT, _("What is complained of"))
    grounds = Text(
        _("What the complaint says"), rows=7, help_text=_("In its own words, or what was said on the phone.")
    )
    signed = Tick(_("It is in writing and signed"))
    authority_shown = Tick(_("A written authority, or a guardian's mandate, is enclosed"))

    def __init__(
        self, *args: Any, patient_name: str = "", dismissal: Complaint | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.patient_name, self.dismissal = patient_name, dismissal
        if dismissal is not None:
            self.fields["known_on"].label = _("The patient knew of the dismissal")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        sent, received, known = (found.get(one) for one in ("sent_on", "received_on", "known_on"))
        if sent and received and sent > received:
            self.add_error("sent_on", _("It cannot be posted after it was received here."))
        if known and received and known > received:
            self.add_error("known_on", _("The patient cannot have known later than the complaint came."))
        return found

    def require(self) -> None:
        """Says what is missing: asked for when it is registered, not while the dates are looked at."""
        for name in NEEDED:
            if name == "about" and self.dismissal is not None:
                continue
            if name in self.cleaned_data and not self.cleaned_data[name]:
                self.add_error(name, _("This must be filled in."))
        who = self.cleaned_data.get("complainant")
        if who and who != "patient" and not self.cleaned_data.get("complainant_name"):
            self.add_error("complainant_name", _("Write who complains for the patient."))

    def intake(self, *, decision: Decision | None, files: Sequence[FileInput]) -> ComplaintIntake:
        """What was typed; call after is_valid and require."""
        typed = self.cleaned_data
        about = tuple(typed["about"]) if self.dismissal is None else (DISMISSAL,)
        return ComplaintIntake(
            channel=typed["channel"],
            about=about,
            complainant=typed["complainant"],
            complainant_name=typed["complainant_name"] or self.patient_name,
            grounds=typed["grounds"],
            received_on=typed["received_on"],
            sent_on=typed["sent_on"],
            known_on=typed["known_on"],
            known_reason=typed["known_reason"],
            signed=typed["signed"],
            authority_shown=typed["authority_shown"],
            decision=None if about == (LATENESS,) and decision is None else decision,
            dismissal=self.dismissal,
            files=tuple(files),
        )
