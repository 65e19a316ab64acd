from django.db import models
from django.db.models import Q

from deltytelser.models import RuleDraft, RuleSet
from referrals.models.referral import Referral
from rve.core.models import Region, User
from rve.core.models.base import Public


class Backtest(Public):
    """A draft or a version tried on every stored referral, against another version or what people decided."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        CANCELLED = "cancelled"
        FAILED = "failed"

    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    draft = models.ForeignKey(RuleDraft, null=True, on_delete=models.PROTECT, related_name="backtests")
    rule_set = models.ForeignKey(RuleSet, null=True, on_delete=models.PROTECT, related_name="+")
    against = models.ForeignKey(
        RuleSet, null=True, on_delete=models.PROTECT, related_name="+", help_text="Null: what people decided"
    )
    content_hash = models.CharField(max_length=64, help_text="SHA-256 of the content that is tried, hex")
    content = models.TextField(blank=True, help_text="A draft's content as it was when asked")
    first_day = models.DateField(help_text="Both are asked as of receipt, at the earliest this day")
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    # A run whose worker died stops telling where it is; the next attempt takes over.
    progress_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    cancel_asked_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    changed = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0, help_text="Changed cases in the list: at most a cap")
    why_failed = models.CharField(max_length=400, blank=True)
    result = models.TextField(blank=True, help_text="JSON: the difference")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(draft=None, rule_set__isnull=False, content="")
                | Q(draft__isnull=False, rule_set=None) & ~Q(content=""),
                name="backtest_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running", "done", "cancelled", "failed"]),
                name="backtest_state",
            ),
            models.CheckConstraint(
                condition=Q(state="done", finished_at__isnull=False) & ~Q(result="")
                | ~Q(state="done") & Q(result=""),
                name="backtest_done_has_result",
            ),
        ]
        indexes = [models.Index(fields=["region", "-asked_at"], name="backtest_of_region")]

    def __str__(self) -> str:
        return f"{self.content_hash[:8]} {self.state}"

    @property
    def is_over(self) -> bool:
        return self.state not in (self.State.QUEUED, self.State.RUNNING)


class BacktestCase(models.Model):
    """A referral that gets another answer, by the numbers of the difference's cells; its shift in days."""

    backtest = models.ForeignKey(Backtest, on_delete=models.CASCADE, related_name="cases")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    kind = models.PositiveSmallIntegerField()
    area = models.PositiveSmallIntegerField()
    age = models.PositiveSmallIntegerField(help_text="Age band")
    decided = models.PositiveSmallIntegerField()
    old_outcome = models.PositiveSmallIntegerField()
    new_outcome = models.PositiveSmallIntegerField()
    old_delytelse = models.PositiveSmallIntegerField()
    new_delytelse = models.PositiveSmallIntegerField()
    old_row = models.SmallIntegerField()
    new_row = models.SmallIntegerField()
    shift = models.SmallIntegerField(null=True, help_text="Days later; null: no two deadlines to compare")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["backtest", "referral"], name="backtest_case_once"),
        ]
        indexes = [
            models.Index(
                fields=["backtest", "kind", "old_outcome", "new_outcome", "referral"],
                name="backtest_case_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.backtest_id} {self.referral_id}"
