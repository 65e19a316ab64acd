from django.db import models
from django.db.models import Q

from institutions.models.pool import Pool


class QueueEntry(models.Model):
    """A case that waits for a place in a pool, with the week it is expected to get one."""

    class LeftWhy(models.TextChoices):
        BOOKED = "booked"
        DECLINED = "declined"
        CANCELLED = "cancelled"
        WITHDRAWN = "withdrawn"
        MOVED_ELSEWHERE = "moved_elsewhere"

    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="queue")
    case_kind = models.CharField(max_length=20)
    case_id = models.BigIntegerField()
    joined_at = models.DateTimeField()
    expected_week = models.DateField(null=True, blank=True, help_text="The Monday; null: nobody can say")
    weeks = models.PositiveSmallIntegerField()
    deadline = models.DateField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    left_why = models.CharField(max_length=20, choices=LeftWhy.choices, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expected_week=None) | Q(expected_week__iso_week_day=1), name="queue_week_monday"
            ),
            models.CheckConstraint(condition=Q(weeks__gte=1, weeks__lte=104), name="queue_some_weeks"),
            models.CheckConstraint(
                condition=Q(left_at=None, left_why="") | (Q(left_at__isnull=False) & ~Q(left_why="")),
                name="queue_left_why",
            ),
            models.UniqueConstraint(
                fields=["case_kind", "case_id"], condition=Q(left_at=None), name="queue_one_live_per_case"
            ),
        ]
        indexes = [
            models.Index(
                fields=["pool", "deadline", "joined_at"], condition=Q(left_at=None), name="queue_of_pool"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pool_id} {self.case_kind} {self.case_id}"
