"""The clocks by name, as lists, e-mails and settings show them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

CLOCKS = {
    "assessment": _("Patient told of the result"),
    "referrer_answer": _("Answer from the referrer"),
    "second_opinion_blind": _("Blind second opinion"),
    "institution_answer": _("Answer from the institution"),
    "time_sent": _("Time sent to the patient"),
    "start": _("Start of rehabilitation"),
    "expected_breach": _("Contact Helfo"),
    "complaint_window": _("Time to complain"),
    "complaint_formalities": _("Complaint to be mended"),
    "complaint_preliminary": _("Preliminary answer to a complaint"),
    "complaint_review": _("Outcome of a complaint"),
    "statsforvalter": _("Answer from Statsforvalteren"),
    "waiting_list": _("Contact with a patient who waits"),
    "unread_digital": _("Digital letter not opened"),
    "follow_up_gp": _("Follow-up by the GP"),
    "follow_up_visit": _("Follow-up visit"),
    "awaited_result": _("Awaited result"),
}
