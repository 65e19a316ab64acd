from django.db import models

from rve.core.models import Region


class HealthTrust(models.Model):
    """A health trust (HF) with a catchment area in the region."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    code = models.CharField(max_length=8)
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["region", "code"], name="trust_code_once")]

    def __str__(self) -> str:
        return self.name
