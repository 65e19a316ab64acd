"""The diagnosis codes, and the ranges of them that lead to a delytelse."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from deltytelser.models.delytelse import Delytelse
from rve.core.models import Region


class CodeSystem(models.TextChoices):
    ICD10 = "icd10", "ICD-10"
    ICPC2 = "icpc2", "ICPC-2"


class DiagnosisCode(models.Model):
    """A code without its dot and its Norwegian title."""

    class Source(models.TextChoices):
        MAP = "map", "the diagnosis map"
        IMPORTED = "imported", "an imported code list"

    system = models.CharField(max_length=5, choices=CodeSystem.choices)
    code = models.CharField(max_length=8)
    title = models.CharField(max_length=200)
    title_key = models.GeneratedField(
        expression=Lower("title"), output_field=models.CharField(max_length=200), db_persist=True
    )
    source = models.CharField(max_length=10, choices=Source.choices)

    class Meta:
        ordering = ["system", "code"]
        constraints = [
            models.UniqueConstraint(fields=["system", "code"], name="diagnosis_code_once"),
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z0-9]+$"), name="diagnosis_code_plain"),
        ]

    def __str__(self) -> str:
        return f"{self.display} {self.title}"

    @property
    def display(self) -> str:
        """The code as it is written: with a dot after the third character in ICD-10."""
        if self.system == CodeSystem.ICD10 and len(self.code) > 3:
            return f"{self.code[:3]}.{self.code[3:]}"
        return self.code


class DiagnosisMapping(models.Model):
    """A range of codes and the delytelse it points to: a proposal, not an official list."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    system = models.CharField(max_length=5, choices=CodeSystem.choices)
    code_from = models.CharField(max_length=8)
    code_to = models.CharField(max_length=8)
    delytelse = models.ForeignKey(Delytelse, on_delete=models.PROTECT)
    certainty = models.CharField(max_length=12)
    title = models.CharField(max_length=200, help_text="Title of the first code")
    remark = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["system", "code_from"]
        constraints = [
            models.UniqueConstraint(fields=["region", "system", "code_from"], name="mapping_range_once"),
            models.CheckConstraint(condition=Q(code_to__gte=F("code_from")), name="mapping_range_order"),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.code_from}–{self.code_to} {self.delytelse.code}"
