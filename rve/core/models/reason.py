from django.db import models
from django.db.models import F, Q

from rve.core.models.base import Versioned
from rve.core.models.region import Region


class CodedReason(Versioned):
    """A reason to choose from, with the days it may be chosen."""

    class Kind(models.TextChoices):
        DECLINE = "decline"
        OVERRIDE = "override"
        WITHDRAW = "withdraw"
        INTERRUPT = "interrupt"
        REASSIGN = "reassign"
        POSTPONE = "postpone"

    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    code = models.SlugField(max_length=40)
    text_nb = models.CharField(max_length=160)
    text_nn = models.CharField(max_length=160)
    npr_code = models.CharField(max_length=4, blank=True, help_text="NPR code where the register has one")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "kind", "code"], name="reason_code_once"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="reason_period"
            ),
        ]

    def __str__(self) -> str:
        return self.text_nb
