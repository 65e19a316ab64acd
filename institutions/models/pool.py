import datetime as dt
from decimal import Decimal

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.fields import DateField

from deltytelser.models import Delytelse
from institutions.models.agreement import Agreement
from institutions.models.institution import Institution
from institutions.models.level import Level
from rve.core import clock
from rve.core.models import User
from rve.core.models.base import Versioned


class Pools(models.QuerySet["Pool"]):
    def in_force(self, on: dt.date) -> "Pools":
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lte=on)


class Pool(Versioned):
    """Places of one agreement at one level, for one or several delytelser that share the volume.

    `capacity_tenths` is what holds now, `printed_tenths` what the source prints; null is an agreement
    without a number (a printed x, or a health trust's own offer): it is counted and never limits.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="pools")
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="pools", editable=False
    )
    code = models.CharField(max_length=80, help_text="institution-letters-level, stable over loads")
    level = models.CharField(max_length=10, choices=Level.choices)
    capacity_tenths = models.PositiveIntegerField(null=True, blank=True)
    printed_tenths = models.PositiveIntegerField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="First day no longer in force")
    source = models.CharField(max_length=120)
    line = models.CharField(max_length=40, blank=True)
    diagnosis_text = models.CharField(
        max_length=200, blank=True, help_text="What the agreement says, as printed"
    )
    remark = models.TextField(blank=True)
    updated_at = models.DateTimeField(default=clock.now)
    unconfirmed_level = models.BooleanField(default=False)
    delytelser = models.ManyToManyField(Delytelse, through="PoolDelytelse", related_name="pools")

    objects = Pools.as_manager()

    class Meta:
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "code", "valid_from"], name="pool_code_once"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="pool_period"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="pool_confirmed_by_whom",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="institution_of_agreement",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="SELECT institution_id INTO NEW.institution_id FROM institutions_agreement"
                " WHERE id = NEW.agreement_id; RETURN NEW;",
            ),
            pgtrigger.Trigger(
                name="periods_of_delytelser",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("institution", "level", "valid_from", "valid_to"),
                func="UPDATE institutions_pooldelytelse SET pool_id = pool_id WHERE pool_id = NEW.id;"
                " RETURN NEW;",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def places(self) -> Decimal | None:
        """The capacity in places; None for an agreement without a number."""
        return None if self.capacity_tenths is None else Decimal(self.capacity_tenths) / 10


def _same(column: str) -> tuple[Func, str]:
    """Equality in an exclusion without the btree_gist extension: one-element integer ranges that overlap."""
    return Func(F(column), F(column), Value("[]"), function="int8range"), RangeOperators.OVERLAPS


class PoolDelytelse(models.Model):
    """A letter of a pool. The columns after it are copied from the pool by the database itself."""

    pool = models.ForeignKey(Pool, on_delete=models.CASCADE, related_name="letters")
    delytelse = models.ForeignKey(Delytelse, on_delete=models.PROTECT)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, editable=False)
    level_low = models.PositiveSmallIntegerField(editable=False)
    level_high = models.PositiveSmallIntegerField(editable=False)
    valid_from = models.DateField(editable=False)
    valid_to = models.DateField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pool", "delytelse"], name="pool_letter_once"),
            ExclusionConstraint(
                name="no_overlapping_agreements",
                index_type="GIST",
                expressions=[
                    _same("institution_id"),
                    _same("delytelse_id"),
                    (
                        Func(F("level_low"), F("level_high"), Value("[]"), function="int4range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(
                            F("valid_from"),
                            F("valid_to"),
                            Value("[)"),
                            function="daterange",
                            output_field=DateField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="copy_of_pool",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    SELECT p.institution_id, p.valid_from, p.valid_to,
                        CASE p.level WHEN 'day' THEN 2 WHEN 'inpatient' THEN 3 ELSE 1 END,
                        CASE p.level WHEN 'day' THEN 2 WHEN 'outpatient' THEN 1 ELSE 3 END
                    INTO NEW.institution_id, NEW.valid_from, NEW.valid_to, NEW.level_low, NEW.level_high
                    FROM institutions_pool p WHERE p.id = NEW.pool_id;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.pool} {self.delytelse.code}"
