"""The services a region buys and runs (delytelser), the diagnosis codes that lead to them, the rule sets."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

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


class RuleSet(models.Model):
    """A version of the rule book as canonical JSON. Once published its content never changes."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the content, hex")
    name = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    content = models.TextField(help_text="Canonical JSON: sorted keys, UTF-8")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="First day no longer in force")
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-valid_from", "-published_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="rule_set_period"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_content",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.published_at IS NOT NULL AND"
                    " (OLD.region_id, OLD.hash, OLD.name, OLD.version, OLD.content, OLD.published_at)"
                    " IS DISTINCT FROM"
                    " (NEW.region_id, NEW.hash, NEW.name, NEW.version, NEW.content, NEW.published_at)"
                ),
            ),
            pgtrigger.Protect(
                name="published_stays",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version} {self.hash[:8]}"
