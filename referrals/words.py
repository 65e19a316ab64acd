"""The closed vocabularies in words, for every page; a code without a word shows itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

LEVELS = {
    "inpatient": _("inpatient"),
    "day": _("day"),
    "outpatient": _("outpatient"),
    "any": _("level not stated"),
}
OUTCOMES = {
    "granted": _("Right"),
    "refused": _("No right"),
    "redirected": _("Sent on"),
    "incomplete": _("Facts missing"),
    "manual": _("Must be weighed"),
}
# The shape of the mark beside the word (static/rve/style.css).
MARKS = {
    "granted": "rett",
    "refused": "nei",
    "redirected": "videre",
    "incomplete": "mangler",
    "manual": "skjonn",
}
# What Statsforvalteren quashed, whatever it said, until a new decision is signed and after.
QUASHED = _("Quashed")
QUASHED_MARK = "mangler"
REDIRECTS = {
    "other_region": _("the patient's own region"),
    "hf_obesity_clinic": _("the health trust's obesity clinic"),
    "hf_specialist": _("a specialist at the health trust"),
    "supplier": _("the provider itself"),
}
PLACEMENT = {
    "booked": _("booked"),
    "queued": _("in queue"),
    "forwarded": _("waits for the institution's answer"),
    "accepted": _("accepted"),
    "declined": _("declined"),
    "scheduled": _("has a time"),
    "started": _("in a stay"),
    "interrupted": _("interrupted"),
    "completed": _("completed"),
    "cancelled": _("cancelled"),
}
REFERRAL = {
    "draft": _("draft"),
    "received": _("received"),
    "in_assessment": _("under assessment"),
    "awaiting_information": _("waits for information"),
    "awaiting_signature": _("waits for the physician's signature"),
    "decided": _("decided"),
    "closed": _("closed"),
    "withdrawn": _("withdrawn"),
}
RECIPIENTS = {
    "patient": _("The patient"),
    "guardian": _("Guardian"),
    "parent": _("Parent"),
    "authorised": _("Authorised person"),
    "child_welfare": _("Child welfare"),
    "lawyer": _("Lawyer"),
    "complainant": _("The one who complained"),
    "referrer": _("Referrer"),
    "institution": _("Place"),
}


def tenths(number: int) -> str:
    """Tenths of a place as a reader writes them: 25 is «2,5», 30 is «3»."""
    return str(number // 10) if number % 10 == 0 else f"{number // 10},{number % 10}"
