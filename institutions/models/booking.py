import datetime as dt

from django.db import models
from django.db.models import F, Q

from institutions.models.pool import Pool
from rve.core.models.base import Public


class Booking(Public):
    """One place in a pool for a span of ISO weeks, for one case (kind, id).

    Held until the institution confirms it; released gives the weeks back; started and ended are real days.
    """

    class ReleasedWhy(models.TextChoices):
        DECLINED = "declined"
        NOT_ANSWERED = "not_answered"
        CANCELLED = "cancelled"
        WITHDRAWN = "withdrawn"
        MOVED_ELSEWHERE = "moved_elsewhere"

    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="bookings")
    first_week = models.DateField(help_text="The Monday")
    weeks = models.PositiveSmallIntegerField()
    case_kind = models.CharField(max_length=20)
    case_id = models.BigIntegerField()
    booked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(
        null=True, blank=True, help_text="Accepted by the institution; null: held"
    )
    released_at = models.DateTimeField(null=True, blank=True)
    released_why = models.CharField(max_length=20, choices=ReleasedWhy.choices, blank=True)
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(first_week__iso_week_day=1), name="booking_from_monday"),
            models.CheckConstraint(condition=Q(weeks__gte=1, weeks__lte=104), name="booking_some_weeks"),
            models.CheckConstraint(
                condition=Q(released_at=None, released_why="")
                | (Q(released_at__isnull=False) & ~Q(released_why="")),
                name="booking_released_why",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(started_on__isnull=False, ended_on__gte=F("started_on")),
                name="booking_ended_after_start",
            ),
            models.CheckConstraint(
                condition=Q(released_at=None) | Q(started_on=None), name="booking_started_not_released"
            ),
            models.UniqueConstraint(
                fields=["case_kind", "case_id"],
                condition=Q(released_at=None, ended_on=None),
                name="booking_one_live_per_case",
            ),
        ]
        indexes = [
            models.Index(
                fields=["pool", "first_week"], condition=Q(released_at=None), name="booking_of_pool"
            ),
            models.Index(fields=["case_kind", "case_id"], name="booking_of_case"),
        ]

    def __str__(self) -> str:
        return f"{self.pool_id} {self.first_week} {self.weeks} w"

    @property
    def week_after(self) -> dt.date:
        """The Monday after the last booked week."""
        return self.first_week + dt.timedelta(weeks=self.weeks)

    @property
    def last_week(self) -> dt.date:
        """The Monday of the last booked week."""
        return self.week_after - dt.timedelta(weeks=1)
