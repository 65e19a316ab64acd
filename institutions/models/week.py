from django.db import models
from django.db.models import F, Q

from institutions.models.pool import Pool


class PoolWeek(models.Model):
    """The counter of one pool in one ISO week: the database refuses more bookings than the ceiling.

    `tenths` is the capacity that holds in that week, `ceiling` the same rounded up to whole places;
    both null where the agreement has no number. A week without a row has nothing booked.
    """

    pool = models.ForeignKey(Pool, on_delete=models.CASCADE, related_name="weeks")
    week = models.DateField(help_text="The Monday")
    booked = models.PositiveIntegerField(default=0)
    tenths = models.PositiveIntegerField(null=True)
    ceiling = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["pool_id", "week"]
        constraints = [
            models.UniqueConstraint(fields=["pool", "week"], name="pool_week_once"),
            models.CheckConstraint(condition=Q(week__iso_week_day=1), name="pool_week_monday"),
            models.CheckConstraint(condition=Q(booked__gte=0), name="pool_week_not_negative"),
            models.CheckConstraint(
                condition=Q(ceiling=None) | Q(booked__lte=F("ceiling")), name="pool_week_not_overbooked"
            ),
            models.CheckConstraint(
                condition=Q(ceiling=None, tenths=None)
                | Q(ceiling__isnull=False, tenths__isnull=False, tenths__lte=F("ceiling") * 10),
                name="pool_week_ceiling_of_tenths",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pool_id} {self.week} {self.booked}/{self.ceiling}"
