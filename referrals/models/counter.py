from django.db import models

from rve.core.models import Region


class ReferenceCounter(models.Model):
    """The last reference number given in a region and year: one row, locked by the receipt that takes the
    next.
    """

    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region", "year"], name="reference_counter_once")]

    def __str__(self) -> str:
        return f"{self.region_id} {self.year}: {self.last}"
