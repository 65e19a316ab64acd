from django.db import models
from django.utils.translation import gettext_lazy as _

from institutions.models.municipality import Municipality
from institutions.models.trust import HealthTrust
from rve.core import clock
from rve.core.models import Organisation, Region
from rve.core.models.base import Versioned


class Institution(Versioned):
    """A place of treatment; `kode` is its stable name, the region is the one that has the agreement."""

    class Kind(models.TextChoices):
        PRIVATE = "private", _("private")
        HF_UNIT = "hf_unit", _("health trust")

    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    kode = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="institutions"
    )
    health_trust = models.ForeignKey(HealthTrust, null=True, blank=True, on_delete=models.PROTECT)
    municipality = models.ForeignKey(Municipality, null=True, blank=True, on_delete=models.PROTECT)
    her_id = models.CharField(
        max_length=10, blank=True, help_text="The communication party in Adresseregisteret, for messages"
    )
    place = models.CharField(max_length=80)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    point_note = models.CharField(max_length=120, blank=True)
    in_region = models.BooleanField()
    active = models.BooleanField(default=True)
    agreement_kind = models.CharField(max_length=40)
    role = models.CharField(max_length=160, blank=True, help_text="What a health trust's unit is, as printed")
    address = models.TextField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=120)
    line = models.CharField(max_length=40, blank=True)
    remark = models.TextField(blank=True)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["kode"]
        constraints = [
            models.UniqueConstraint(fields=["region", "kode"], name="institution_kode_once"),
            models.UniqueConstraint(
                fields=["her_id"], condition=~models.Q(her_id=""), name="institution_her_id"
            ),
        ]

    def __str__(self) -> str:
        return self.name
