"""The closed answers of the referral form: code and words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Choices = tuple[tuple[str, str | Promise], ...]

YES_NO_UNKNOWN: Choices = (("yes", _("Yes")), ("no", _("No")), ("unknown", _("Don't know")))
YES_NO: Choices = (("yes", _("Yes")), ("no", _("No")))

NUMBER_KINDS: Choices = (
    ("fnr", _("National identity number")),
    ("dnr", _("D-number")),
    ("help", _("Help number")),
    ("none", _("None yet")),
)
SEXES: Choices = (("female", _("Woman")), ("male", _("Man")), ("unknown", _("Not stated")))
LANGUAGES: Choices = (("nb", "Bokmål"), ("nn", "Nynorsk"))
PROTECTIONS: Choices = (
    ("none", _("No")),
    ("confidential", _("Confidential address")),
    ("strictly", _("Strictly confidential address")),
)
CONSENTS: Choices = (("yes", _("Yes")), ("no", _("No")), ("unknown", _("Not asked about")))
GUARDIAN_ROLES: Choices = (
    ("parent", _("Parent")),
    ("guardian", _("Guardian")),
    ("authorised", _("Authorised person")),
    ("child_welfare", _("Child welfare service")),
)

REFERRER_KINDS: Choices = (
    ("gp", _("GP")),
    ("contract_specialist", _("Contract specialist")),
    ("hf_outpatient", _("Hospital outpatient clinic")),
    ("hf_ward", _("Hospital ward (admitted or just discharged)")),
    ("other", _("Other referrer")),
)
TRUSTS: Choices = (
    ("", _("None of these")),
    ("STO", "St. Olavs hospital"),
    ("HMR", "Helse Møre og Romsdal"),
    ("HNT", "Helse Nord-Trøndelag"),
)
URGENCIES: Choices = (
    ("ordinary", _("Ordinary")),
    ("deteriorating", _("Getting worse fast")),
    ("suspected_serious", _("Suspected serious or life-threatening illness")),
)

AREAS: Choices = (
    ("walking", _("Walking and moving about")),
    ("adl", _("Daily activities (ADL)")),
    ("cognition", _("Memory and concentration")),
    ("speech", _("Speech and language")),
    ("pain", _("Pain")),
    ("fatigue", _("Fatigue")),
    ("mental", _("Mental health")),
    ("work", _("Work or school")),
)
DEGREES: Choices = (
    ("none", _("None")),
    ("mild", _("Mild")),
    ("moderate", _("Moderate")),
    ("severe", _("Severe")),
    ("unknown", _("Don't know")),
)
MEASURES: Choices = (
    ("physiotherapy", _("Physiotherapy")),
    ("everyday_rehabilitation", _("Everyday rehabilitation")),
    ("occupational_therapy", _("Occupational therapy")),
    ("coping_course", _("Learning and coping course")),
    ("mental_health", _("Mental health care")),
)
EFFECTS: Choices = (
    ("", _("Choose effect")),
    ("good", _("Good")),
    ("some", _("Some, then it stopped")),
    ("none", _("No effect")),
    ("unknown", _("Don't know")),
)
TRIED_ELSE: Choices = (
    ("none", _("None of these")),
    ("unavailable", _("Not to be had in the municipality")),
    ("unknown", _("Don't know")),
)
CONDITIONS_REST: Choices = (("none", _("None of the others")), ("unknown", _("Don't know")))

GOALS: Choices = (
    ("improve", _("Better function")),
    ("cope", _("Coping with the condition")),
    ("assess", _("Assessment and mapping")),
    ("work", _("Back to work or school")),
    ("maintain", _("Keep function as it is")),
    ("prepare_for_surgery", _("Prepare for surgery")),
    ("adapted_activity", _("Adapted physical activity")),
)
LEVELS: Choices = (
    ("", _("No wish")),
    ("inpatient", _("Inpatient")),
    ("day", _("Day")),
    ("outpatient", _("Outpatient")),
)

INFECTIONS: Choices = (("none", _("No")), ("yes", _("Yes")), ("unknown", _("Don't know")))
WORK_STATUS: Choices = (
    ("", _("Not stated")),
    ("working", _("Working")),
    ("part_sick_leave", _("On part sick leave")),
    ("sick_leave", _("On sick leave")),
    ("assessment_allowance", _("Work assessment allowance")),
    ("disability", _("Disability benefit")),
    ("job_seeker", _("Looking for work")),
    ("student", _("Pupil or student")),
    ("retired", _("Retired")),
    ("home", _("Working at home")),
)
PLANS: Choices = (
    ("yes", _("Has one")),
    ("wanted", _("Wants one")),
    ("no", _("No")),
    ("unknown", _("Don't know")),
)
TRANSFERS: Choices = (
    ("independent", _("Without help")),
    ("one", _("Help from one")),
    ("two", _("Help from two")),
    ("lift", _("With a lift")),
)

# Answers to a question about one fact, by its name; «don't know» leaves the fact unknown.
UNKNOWN = ("unknown", _("Don't know"))
FACT_ANSWERS: dict[str, Choices] = {
    "function_loss": (*DEGREES[:4], ("bedbound", _("Confined to bed")), UNKNOWN),
    "self_care": (
        ("independent", _("Manages alone")),
        ("some_help", _("Needs some help")),
        ("dependent", _("Depends on help")),
        UNKNOWN,
    ),
    "goal": (*GOALS, UNKNOWN),
    "municipal_measures": (
        ("sufficient", _("Tried, and enough")),
        ("insufficient", _("Tried, and not enough")),
        ("not_tried", _("Not tried")),
        ("unavailable", _("Not to be had in the municipality")),
        UNKNOWN,
    ),
    "urgency": URGENCIES,
}
YES_NO_FACTS = ("night_care", "significant_change", "long_travel", "consent", "assessed_here_by_choice")
DAY_FACTS = ("event_on", "existing_right_deadline")

CHANNELS: Choices = (("paper", _("On paper")), ("phone", _("By phone")), ("forwarded", _("Forwarded")))

LONGEST_TEXT = 20_000


def lowered(text: object) -> str:
    """The words as they stand inside a sentence: the first letter small, an abbreviation as it is."""
    said = str(text)
    return said[:1].lower() + said[1:]


def words(choices: Choices, code: object) -> str:
    """The words of a code; the code itself where it is not one of them."""
    return str(dict(choices).get(str(code), code or ""))
