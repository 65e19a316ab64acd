from django.db import models
from django.db.models import Q

from referrals.models.referral import Referral
from rve.core.models import User
from rve.core.models.free_text import FreeText


class Assessment(models.Model):
    """One person's assessment in words; one open primary per case."""

    class Kind(models.TextChoices):
        PRIMARY = "primary"
        BLIND = "blind"

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="assessments")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.PRIMARY)
    by = models.ForeignKey(User, on_delete=models.PROTECT)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    saw_proposal_at = models.DateTimeField(null=True)
    nytte = FreeText(blank=True)
    ressurs = FreeText(blank=True)
    alvorlighet = FreeText(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral"],
                condition=Q(kind="primary", closed_at=None),
                name="assessment_one_open_primary",
            )
        ]

    def __str__(self) -> str:
        return f"{self.referral_id} {self.kind} {self.by_id}"
