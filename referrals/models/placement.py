from django.db import models
from django.db.models import Q

from institutions.models import Booking, Institution, Pool, QueueEntry
from referrals.models.decision import Decision
from referrals.models.referral import Referral
from rve.core import clock
from rve.core.models import CodedReason
from rve.core.models.base import Versioned
from rve.core.models.free_text import FreeLine, FreeText


class Placement(Versioned):
    """A case at a place: many over time, one live."""

    class Status(models.TextChoices):
        BOOKED = "booked"
        QUEUED = "queued"
        FORWARDED = "forwarded"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        SCHEDULED = "scheduled"
        STARTED = "started"
        INTERRUPTED = "interrupted"
        COMPLETED = "completed"
        CANCELLED = "cancelled"

    LIVE = (
        Status.BOOKED,
        Status.QUEUED,
        Status.FORWARDED,
        Status.ACCEPTED,
        Status.SCHEDULED,
        Status.STARTED,
        Status.INTERRUPTED,
    )

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="placements")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="placements")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT)
    level = models.CharField(max_length=10)
    status = models.CharField(max_length=12, choices=Status.choices)
    booking = models.OneToOneField(Booking, null=True, on_delete=models.PROTECT)
    queue_entry = models.OneToOneField(QueueEntry, null=True, on_delete=models.PROTECT)
    planned_week = models.DateField(
        null=True, help_text="Monday of the booked or expected week; null: nobody can say"
    )
    stay_weeks = models.PositiveSmallIntegerField()
    forwarded_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    decline_reason = models.ForeignKey(CodedReason, null=True, on_delete=models.PROTECT, related_name="+")
    comment = FreeText(blank=True)
    scheduled_at = models.DateTimeField(null=True, help_text="Time of attendance, as told to the patient")
    postponed_reason = models.ForeignKey(CodedReason, null=True, on_delete=models.PROTECT, related_name="+")
    postponed_on = models.DateField(null=True, help_text="The day the appointment was moved")
    started_on = models.DateField(null=True)
    start_event = FreeLine(max_length=120, blank=True, help_text="What began: treatment, work-up …")
    interrupted_on = models.DateField(null=True)
    interrupt_reason = models.ForeignKey(CodedReason, null=True, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True)
    end_note = FreeText(blank=True)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral"],
                condition=Q(
                    status__in=(
                        "booked",
                        "queued",
                        "forwarded",
                        "accepted",
                        "scheduled",
                        "started",
                        "interrupted",
                    )
                ),
                name="placement_one_live",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("started", "interrupted", "completed"))
                | Q(started_on__isnull=False),
                name="placement_started_when",
            ),
            models.CheckConstraint(
                condition=~Q(status="completed") | Q(ended_on__gte=models.F("started_on")),
                name="placement_ended_after",
            ),
        ]
        indexes = [
            models.Index(fields=["institution", "status", "planned_week"], name="placement_board"),
            models.Index(fields=["institution", "updated_at", "id"], name="placement_updated"),
            models.Index(fields=["updated_at", "id"], name="placement_all_updated"),
        ]

    def __str__(self) -> str:
        return f"{self.referral_id} {self.institution_id} {self.status}"
