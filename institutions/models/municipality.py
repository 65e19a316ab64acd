from django.db import models
from django.db.models import Q

from institutions.models.trust import HealthTrust


class Municipality(models.Model):
    """A Norwegian municipality with one point for distances; a health trust where a region here serves it."""

    number = models.CharField(max_length=4, unique=True)
    name = models.CharField(max_length=80)
    short_name = models.CharField(max_length=40)
    latitude = models.FloatField()
    longitude = models.FloatField()
    point_kind = models.CharField(max_length=40)
    population_2024 = models.PositiveIntegerField(null=True)
    health_trust = models.ForeignKey(HealthTrust, null=True, blank=True, on_delete=models.PROTECT)
    remark = models.TextField(blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number__regex=r"^[0-9]{4}$"), name="municipality_number_four_digits"
            )
        ]

    def __str__(self) -> str:
        return self.short_name
