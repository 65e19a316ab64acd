from django.db import models
from django.db.models import Q

from rve.core.models.base import Versioned
from rve.core.models.region import Region


class Organisation(Versioned):
    """A tenant: who a user acts for."""

    class Kind(models.TextChoices):
        PRACTICE = "practice"
        HF = "hf"
        PRIVATE_INSTITUTION = "private_institution"
        RVE = "rve"
        RHF = "rhf"

    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    kind = models.CharField(max_length=24, choices=Kind.choices)
    name = models.CharField(max_length=120)
    number = models.CharField(max_length=9, unique=True, help_text="Organisation number, nine digits")
    her_id = models.CharField(
        max_length=10, blank=True, help_text="The communication party in Adresseregisteret, for messages"
    )
    address = models.TextField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="First day no longer valid")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(number__regex=r"^[0-9]{9}$"), name="organisation_number_nine_digits"
            ),
            models.UniqueConstraint(fields=["her_id"], condition=~Q(her_id=""), name="organisation_her_id"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=models.F("valid_from")),
                name="organisation_period",
            ),
        ]

    def __str__(self) -> str:
        return self.name
