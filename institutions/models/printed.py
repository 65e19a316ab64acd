"""Figures as the needs assessment prints them: text as printed, and the number where it is one."""

from django.db import models

from deltytelser.models import Delytelse
from institutions.models.institution import Institution
from institutions.models.trust import HealthTrust
from rve.core.models import Region


class HfOffer(models.Model):
    """What a health trust offers itself in a delytelse, and whether places must be bought."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="hf_offers")
    health_trust = models.ForeignKey(HealthTrust, on_delete=models.PROTECT)
    delytelse = models.ForeignKey(Delytelse, on_delete=models.PROTECT)
    own_offer = models.CharField(max_length=40)
    level_text = models.CharField(max_length=80, blank=True)
    buying_need = models.CharField(max_length=40)
    buying_need_basis = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=120)
    line = models.CharField(max_length=40)
    remark = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["institution", "delytelse"], name="hf_offer_once")]

    def __str__(self) -> str:
        return f"{self.institution} {self.delytelse.code} {self.own_offer}"


class Activity2022(models.Model):
    """Patients and mean stay (days inpatient, episodes otherwise) in 2022, a row as printed."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    institution = models.ForeignKey(Institution, null=True, blank=True, on_delete=models.PROTECT)
    delytelse = models.ForeignKey(Delytelse, on_delete=models.PROTECT)
    institution_text = models.CharField(max_length=80)
    level_text = models.CharField(max_length=20)
    places_text = models.CharField(max_length=40, blank=True)
    patients_text = models.CharField(max_length=10, blank=True)
    from_gp_text = models.CharField(max_length=10, blank=True)
    mean_text = models.CharField(max_length=10, blank=True)
    patients = models.PositiveIntegerField(null=True)
    from_gp = models.PositiveIntegerField(null=True)
    mean_stay = models.DecimalField(max_digits=6, decimal_places=1, null=True)
    source = models.CharField(max_length=120)
    line = models.CharField(max_length=40)
    remark = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "delytelse", "institution_text", "level_text", "line"],
                name="activity_row_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.institution_text} {self.delytelse.code} {self.level_text}"


class Statistic(models.Model):
    """A figure of the region: referrals, decisions, complaints, population, rates."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    indicator = models.CharField(max_length=60)
    value_text = models.CharField(max_length=20)
    value = models.DecimalField(
        max_digits=14, decimal_places=3, null=True, help_text="Null where it is no number"
    )
    unit = models.CharField(max_length=40)
    period = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=120)
    line = models.CharField(max_length=40, blank=True)
    remark = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "indicator", "unit", "period"], name="statistic_once")
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.period} {self.value_text}"
