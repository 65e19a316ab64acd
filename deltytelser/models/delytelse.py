"""The services a region buys and runs: delytelser."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from rve.core.models import Region


class Delytelse(models.Model):
    """A letter of the region's list: A, B … R. `described` is false for letters that are not in use."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    code = models.CharField(max_length=2)
    name = models.CharField(max_length=120, blank=True)
    name_nn = models.CharField(max_length=120, blank=True)
    short_name = models.CharField(max_length=20, blank=True)
    short_name_nn = models.CharField(max_length=20, blank=True)
    described = models.BooleanField(default=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="First day no longer in force")
    source = models.CharField(max_length=120)
    remark = models.TextField(blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["region", "code"], name="delytelse_code_once"),
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z]$"), name="delytelse_code_letter"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="delytelse_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.short_name}".strip()

    def name_in(self, language: str) -> str:
        """The whole name in nynorsk where that is asked for, else in bokmål."""
        return (self.name_nn if language == "nn" else "") or self.name

    def short_in(self, language: str) -> str:
        """The one-word name in nynorsk where that is asked for, else in bokmål."""
        return (self.short_name_nn if language == "nn" else "") or self.short_name
