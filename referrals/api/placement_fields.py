"""The shape of a placement, in and out."""

from __future__ import annotations

from rest_framework import serializers

from referrals.api.said import Attendance, Day
from referrals.models import Placement
from referrals.models.patient import Protection, Sex
from rve.core.api.fields import MomentField

ACTIONS = ("accept", "decline", "schedule", "start", "interrupt", "discharge", "change")
EVENTS = ("treatment", "work_up", "digital")


class ListedPatient(serializers.Serializer):
    """Whom the stay is for."""

    given_name = serializers.CharField()
    family_name = serializers.CharField()
    birth_date = serializers.DateField()
    sex = serializers.ChoiceField(choices=Sex.values)
    language = serializers.ChoiceField(choices=("nb", "nn"), help_text="Written language of letters")
    interpreter = serializers.CharField(allow_blank=True, help_text="Language to interpret; empty: none")
    protection = serializers.ChoiceField(choices=Protection.values)
    municipality = serializers.CharField(allow_null=True, help_text="Four digits")


class PlacementPatientOut(ListedPatient):
    """A protected address is never given here (null): ask the unit."""

    identity_number = serializers.CharField(allow_null=True)
    address = serializers.CharField(allow_null=True)
    postal_code = serializers.CharField(allow_null=True)
    city = serializers.CharField(allow_null=True)
    phone = serializers.CharField(allow_null=True)


class ListedPlacement(serializers.Serializer):
    """A placement in a list. Of one that is no longer with the institution only what comes before `level`
    is told; the rest is null.
    """

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    status = serializers.ChoiceField(choices=Placement.Status.values)
    referral = serializers.UUIDField()
    reference = serializers.CharField()
    institution = serializers.CharField(help_text="`kode`")
    forwarded_at = MomentField(allow_null=True)
    answered_at = MomentField(allow_null=True)
    decline_reason = serializers.CharField(allow_null=True, help_text="Code, kind `decline`")
    updated_at = MomentField()
    allowed_actions = serializers.ListField(child=serializers.ChoiceField(choices=ACTIONS))
    level = serializers.ChoiceField(choices=("inpatient", "day", "outpatient"), allow_null=True)
    delytelse = serializers.CharField(allow_null=True)
    lodging = serializers.BooleanField(allow_null=True)
    pool = serializers.UUIDField(allow_null=True)
    stay_weeks = serializers.IntegerField(allow_null=True)
    planned_week = serializers.DateField(
        allow_null=True, help_text="Monday of the booked or expected week; null: nobody can say"
    )
    start_deadline = serializers.DateField(allow_null=True, help_text="Latest day of start; never moves")
    answer_by = serializers.DateField(allow_null=True, help_text="Day to accept or decline by")
    scheduled_at = MomentField(allow_null=True)
    started_on = serializers.DateField(allow_null=True)
    start_event = serializers.CharField(allow_null=True)
    interrupted_on = serializers.DateField(allow_null=True)
    interrupt_reason = serializers.CharField(allow_null=True, help_text="Code, kind `interrupt`")
    ended_on = serializers.DateField(allow_null=True)
    late = serializers.BooleanField(
        allow_null=True, help_text="The time or planned week is after the deadline: contact Helfo at once"
    )
    patient = ListedPatient(allow_null=True)


class PlacementDocumentOut(serializers.Serializer):
    """A file that came with the case, or the letter to the institution."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=("attachment", "letter"))
    name = serializers.CharField()
    content_type = serializers.CharField()
    at = MomentField()
    url = serializers.CharField(help_text="Read with the same token")


class PlacementNoteOut(serializers.Serializer):
    """What the place and the unit wrote to each other."""

    id = serializers.UUIDField()
    answers = serializers.UUIDField(allow_null=True)
    text = serializers.CharField()
    organisation = serializers.CharField()
    at = MomentField()


class PlacementReferrerOut(serializers.Serializer):
    """Who referred, as on the day."""

    name = serializers.CharField()
    practice = serializers.CharField(allow_blank=True)
    hpr_number = serializers.CharField(allow_blank=True)
    organisation_number = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_blank=True)


class PlacementDiagnosisOut(serializers.Serializer):
    system = serializers.CharField()
    code = serializers.CharField()


class PlacementOut(ListedPlacement):
    """All that the institution is told, so that it can receive the patient."""

    patient = PlacementPatientOut(allow_null=True)
    comment = serializers.CharField(allow_null=True, help_text="Written with a decline")
    end_note = serializers.CharField(allow_null=True)
    nytte = serializers.CharField(allow_null=True)
    alvorlighet = serializers.CharField(allow_null=True)
    referred_on = serializers.DateField(allow_null=True)
    referrer = PlacementReferrerOut(allow_null=True)
    diagnoses = PlacementDiagnosisOut(many=True, allow_null=True)
    clinical = serializers.DictField(
        child=serializers.CharField(allow_blank=True), allow_null=True, help_text="Text under headings"
    )
    functions = serializers.DictField(
        child=serializers.CharField(allow_null=True), allow_null=True, help_text="Degree by area"
    )
    practical = serializers.DictField(allow_null=True, help_text="What the stay must prepare for, as sent")
    documents = PlacementDocumentOut(many=True, allow_null=True)
    notes = PlacementNoteOut(many=True, allow_null=True)


class AcceptIn(serializers.Serializer):
    on = serializers.DateField(required=False, help_text="The day of the answer: today")


class DeclineIn(serializers.Serializer):
    reason_code = serializers.CharField(max_length=40, help_text="`GET /reasons?kind=decline`")
    comment = serializers.CharField(required=False, allow_blank=True, default="", max_length=2000)
    on = serializers.DateField(required=False, help_text="The day of the answer: today")


class ScheduleIn(serializers.Serializer):
    """`at`, or `on` alone for 11.00 on that day."""

    at = Attendance(required=False, help_text="The moment the patient is to attend, with its offset")
    on = serializers.DateField(required=False)
    reason_code = serializers.CharField(
        required=False, max_length=40, help_text="`GET /reasons?kind=postpone`; needed when a time is moved"
    )


class StartIn(serializers.Serializer):
    """Of an interrupted stay: it goes on from that day."""

    on = serializers.DateField()
    event = serializers.ChoiceField(
        choices=EVENTS, required=False, default="treatment", help_text="An introductory talk is no start"
    )


class InterruptIn(serializers.Serializer):
    on = serializers.DateField()
    reason_code = serializers.CharField(max_length=40, help_text="`GET /reasons?kind=interrupt`")
    comment = serializers.CharField(required=False, allow_blank=True, default="", max_length=2000)


class DischargeIn(serializers.Serializer):
    on = serializers.DateField()
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=4000)


class ChangeIn(serializers.Serializer):
    institution = serializers.CharField(max_length=40, help_text="`kode` or `id`")
    pool = serializers.UUIDField(required=False, allow_null=True, default=None)
    week = Day(required=False, allow_null=True, default=None, help_text="A Monday")
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=2000)
