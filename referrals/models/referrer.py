from django.db import models

from rve.core.models import Organisation, User


class Referrer(models.Model):
    """Who referred, and for which practice, as they were on the day."""

    class Kind(models.TextChoices):
        GP = "gp"
        CONTRACT_SPECIALIST = "contract_specialist"
        HF_OUTPATIENT = "hf_outpatient"
        HF_WARD = "hf_ward"
        OTHER = "other"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT)
    name = models.CharField(max_length=120)
    hpr_number = models.CharField(max_length=9, blank=True)
    practice = models.CharField(max_length=120, blank=True)
    organisation_number = models.CharField(max_length=9, blank=True)
    address = models.TextField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    hf = models.CharField(max_length=4, blank=True, help_text="The referring health trust: STO, HMR, HNT")

    def __str__(self) -> str:
        return f"{self.name}, {self.practice}" if self.practice else self.name
