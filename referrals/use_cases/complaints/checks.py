"""What a complaint must be to be one, each refusal with its sentence at its field."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from referrals.complaint_words import about_words
from referrals.models import Complaint, Decision, Referral
from referrals.policies.complaint_facts import TAKES_MORE
from referrals.use_cases.complaints.in_time import first_day, presumed_known_on
from referrals.use_cases.complaints.shapes import ComplaintIntake
from referrals.use_cases.recipients import ADULT, age_on
from rve.core.dates import short_date
from rve.core.errors import Conflict, DomainError

LONGEST = 20_000
# A complaint that came to nothing by itself does not stand in the way of a new one in time.
_GONE = (Complaint.Status.DISMISSED, Complaint.Status.WITHDRAWN)


def subject_of(case: Referral, intake: ComplaintIntake) -> Decision | None:
    """The decision complained of: the one named, else the signed one; None only where no assessment came. Of
    a dismissal: that of the dismissed complaint.
    """
    if intake.dismissal is not None:
        return _behind(case, intake.dismissal)
    signed = case.decisions.filter(status=Decision.Status.SIGNED).select_related("proposal").first()
    asked = intake.decision
    if asked is None or (signed is not None and asked.pk == signed.pk):
        return signed
    if asked.referral_id != case.pk:
        raise DomainError(_("That decision belongs to another case."), field="decision")
    if asked.status == Decision.Status.SUPERSEDED and asked.signed_at is not None:
        raise DomainError(
            _("That decision was replaced by a newer one: the complaint must be on that."), field="decision"
        )
    raise DomainError(_("That decision is not signed, and no letter about it was sent."), field="decision")


def _behind(case: Referral, dismissed: Complaint) -> Decision | None:
    if dismissed.referral_id != case.pk:
        raise DomainError(_("That complaint belongs to another case."), field="about")
    if dismissed.status != Complaint.Status.DISMISSED:
        text = _("{reference} is not dismissed.")
        raise DomainError(text.format(reference=dismissed.reference), field="about")
    return dismissed.decision


def check_intake(
    case: Referral, decision: Decision | None, intake: ComplaintIntake, *, today: dt.date
) -> None:
    """DomainError at the first field that cannot be."""
    _check_codes(intake)
    _check_subject(case, decision, intake)
    if not intake.grounds.strip():
        raise DomainError(_("Write what the complaint says."), field="grounds")
    if len(intake.grounds) > LONGEST:
        raise DomainError(_("That is too long: add it as a file instead."), field="grounds")
    if intake.complainant != Complaint.Complainant.PATIENT and not intake.complainant_name.strip():
        raise DomainError(_("Write who complains."), field="complainant_name")
    if intake.signed and intake.channel == Complaint.Channel.PHONE:
        raise DomainError(
            _("A complaint by phone is not signed: note it, and ask for it in writing."), field="signed"
        )
    _check_days(decision, intake, today=today)


def _check_codes(intake: ComplaintIntake) -> None:
    if intake.channel not in Complaint.Channel.values:
        raise DomainError(_("Choose how the complaint came."), field="channel")
    dismissal = {Complaint.About.DISMISSAL.value}
    wrong = set(intake.about) != dismissal if intake.dismissal else dismissal & set(intake.about)
    if not intake.about or wrong or set(intake.about) - set(Complaint.About.values):
        raise DomainError(_("Choose what the complaint is about."), field="about")
    if intake.complainant not in Complaint.Complainant.values:
        raise DomainError(_("Choose who complains."), field="complainant")


def _check_subject(case: Referral, decision: Decision | None, intake: ComplaintIntake) -> None:
    """Without a decision only that none came in time can be complained of (pbrl § 7-2)."""
    if decision is not None or intake.dismissal is not None:
        return
    if set(intake.about) != {Complaint.About.LATENESS}:
        raise DomainError(
            _("Nothing is decided in this case yet: only that the assessment is late can be complained of."),
            field="about",
        )
    due = case.assessment_due
    if due is not None and intake.received_on <= due:
        text = _("The time for the assessment runs until {day}: it is not late yet.")
        raise DomainError(text.format(day=short_date(due)), field="about")


def _check_days(decision: Decision | None, intake: ComplaintIntake, *, today: dt.date) -> None:
    _not_future(intake.received_on, "received_on", today)
    if intake.sent_on is not None:
        _not_future(intake.sent_on, "sent_on", today)
        if intake.sent_on > intake.received_on:
            raise DomainError(_("It cannot be received before it was sent."), field="sent_on")
    if intake.known_on is not None:
        _not_future(intake.known_on, "known_on", today)
    begins = first_day(decision, intake.dismissal)
    if begins is not None:
        _check_against(begins, intake)
    if intake.known_on is not None and intake.known_on > (intake.sent_on or intake.received_on):
        raise DomainError(_("The patient knew at the latest when the complaint was sent."), field="known_on")


def _not_future(day: dt.date, field: str, today: dt.date) -> None:
    if day > today:
        raise DomainError(_("The day lies in the future."), field=field)


def _check_against(begins: dt.date, intake: ComplaintIntake) -> None:
    days = (("received_on", intake.received_on), ("sent_on", intake.sent_on), ("known_on", intake.known_on))
    for field, day in days:
        if day is not None and day < begins:
            text = _("The decision was signed on {day}: this cannot be before it.")
            if intake.dismissal is not None:
                text = _("The complaint was dismissed on {day}: this cannot be before it.")
            raise DomainError(text.format(day=short_date(begins)), field=field)


def check_known(case: Referral, decision: Decision | None, intake: ComplaintIntake) -> None:
    """Another day of knowledge than the presumed one decides what is in time: never without a reason."""
    nothing = first_day(decision, intake.dismissal) is None
    if intake.known_on is None or nothing or intake.known_reason.strip():
        return
    sent = intake.sent_on or intake.received_on
    presumed = presumed_known_on(case, decision, sent=sent, dismissal=intake.dismissal)
    if intake.known_on != presumed:
        text = _(
            "The patient is presumed to have known on {day}. Say how it is known that it was another day."
        )
        raise DomainError(text.format(day=short_date(presumed)), field="known_reason")


def check_first(case: Referral, decision: Decision | None, intake: ComplaintIntake) -> None:
    """One complaint in work per case; a part that has been answered, or is at Statsforvalteren, not again."""
    others = list(case.complaints.exclude(status__in=_GONE).order_by("pk"))
    working = next((one for one in others if one.status in TAKES_MORE and one.ended_at is None), None)
    if working is not None:
        text = _("A complaint is registered already: {reference}. Add what is new to that one.")
        raise Conflict(text.format(reference=working.reference), field="decision")
    for one in others:
        parts = _again(one, decision, intake)
        if parts:
            _refuse_again(one, parts, rest=len(parts) < len(set(intake.about)))


def _again(one: Complaint, decision: Decision | None, intake: ComplaintIntake) -> list[str]:
    """What the two have in common; that none came in time is complained of once in a case."""
    if intake.dismissal is not None or one.dismissal_id is not None:
        asked = intake.dismissal.pk if intake.dismissal else None
        return [Complaint.About.DISMISSAL.value] if one.dismissal_id == asked else []
    same = decision is not None and one.decision_id == decision.pk
    common = set(one.about) & set(intake.about)
    return sorted(common if same else common & {Complaint.About.LATENESS.value})


def _refuse_again(one: Complaint, parts: list[str], *, rest: bool) -> None:
    what = about_words(parts)
    if rest:
        text = _("In {reference} there is a complaint on {what} already: leave that out, register the rest.")
    elif one.status == Complaint.Status.UPHELD_SENT:
        text = _("{reference} on {what} is at Statsforvalteren: send what is new on to them.")
    else:
        text = _("The complaint on {what} is answered in {reference}, and cannot be made again.")
    raise Conflict(text.format(reference=one.reference, what=what), field="about")


def needs_no_authority(case: Referral, intake: ComplaintIntake) -> bool:
    """The patient, a lawyer (pbrl § 7-2 third paragraph), and a parent of a child under 16 (§ 3-4)."""
    who = Complaint.Complainant
    if intake.complainant == who.PARENT:
        return case.birth_date is not None and age_on(case.birth_date, intake.received_on) < ADULT
    return intake.complainant in (who.PATIENT, who.LAWYER)
