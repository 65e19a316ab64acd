from django.db import models

from rve.core.models import Details, Region
from rve.core.models.base import Versioned


class Sex(models.TextChoices):
    FEMALE = "female"
    MALE = "male"
    UNKNOWN = "unknown"


class Protection(models.TextChoices):
    NONE = "none"
    CONFIDENTIAL = "confidential"
    STRICTLY = "strictly"


class Patient(Versioned):
    """One per identity and region. The number itself stands encrypted in Details."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    details = models.OneToOneField(Details, on_delete=models.PROTECT)
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80)
    sort_key = models.CharField(max_length=200, editable=False)
    birth_date = models.DateField()
    sex = models.CharField(max_length=8, choices=Sex.choices, default=Sex.UNKNOWN)
    deceased_on = models.DateField(null=True, blank=True)
    protection = models.CharField(max_length=12, choices=Protection.choices, default=Protection.NONE)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        indexes = [models.Index(fields=["region", "sort_key"], name="patient_by_name")]

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}"
