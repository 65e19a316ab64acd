from django.db import models
from django.db.models import F, Q

from institutions.models.institution import Institution


class Agreement(models.Model):
    """What lets an institution take patients: bought here or elsewhere, or a health trust's own offer."""

    class Kind(models.TextChoices):
        RHF_AGREEMENT = "rhf_agreement"
        HF_OFFER = "hf_offer"
        OUTSIDE_REGION = "outside_region"

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="agreements")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="First day no longer in force")
    source = models.CharField(max_length=120)
    line = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "kind", "valid_from"], name="agreement_once"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="agreement_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution} {self.kind}"
