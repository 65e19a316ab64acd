from django.db import models
from django.db.models import Q

from referrals.models.placement import Placement
from referrals.models.referral import Referral


class Clock(models.Model):
    """A due date, computed and never counted, with the proof a jurist can follow."""

    class Kind(models.TextChoices):
        ASSESSMENT = "assessment"
        START = "start"
        INSTITUTION_ANSWER = "institution_answer"
        REFERRER_ANSWER = "referrer_answer"
        TIME_SENT = "time_sent"
        EXPECTED_BREACH = "expected_breach"

    kind = models.CharField(max_length=24, choices=Kind.choices)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="clocks")
    placement = models.ForeignKey(Placement, null=True, on_delete=models.PROTECT, related_name="clocks")
    starts_on = models.DateField()
    due_on = models.DateField()
    next_step_on = models.DateField(
        null=True, help_text="The day of the next reminder or of the breach; null: none left"
    )
    met_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    proof = models.JSONField(
        default=dict, help_text="Days counted and not, setting and paragraph: rendered in words"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "kind"],
                condition=Q(met_at=None, cancelled_at=None, placement=None),
                name="clock_one_running_per_case",
            ),
            models.UniqueConstraint(
                fields=["placement", "kind"],
                condition=Q(met_at=None, cancelled_at=None, placement__isnull=False),
                name="clock_one_running_per_placement",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_step_on", "id"],
                condition=Q(met_at=None, cancelled_at=None),
                name="clock_due_scan",
            ),
            models.Index(fields=["referral", "kind"], name="clock_of_case"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_on}"

    @property
    def running(self) -> bool:
        return self.met_at is None and self.cancelled_at is None
