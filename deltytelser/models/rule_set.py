"""The published versions of a region's rule book."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q

from rve.core.models import Region, User

_FIXED = (
    "region_id, hash, name, version, content, valid_from, published_at,"
    " author_id, reviewer_id, based_on_id, title, why, report"
)


def _row(which: str) -> str:
    return "(" + ", ".join(f"{which}.{column.strip()}" for column in _FIXED.split(",")) + ")"


class RuleSet(models.Model):
    """A version of the rule book as canonical JSON. Fixed once published; its last day is set once."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the content, hex")
    name = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    content = models.TextField(help_text="Canonical JSON: sorted keys, UTF-8")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="First day no longer in force")
    published_at = models.DateTimeField(null=True, blank=True)
    author = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Null: shipped"
    )
    reviewer = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    based_on = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120, blank=True)
    why = models.TextField(blank=True)
    report = models.TextField(blank=True, help_text="JSON: what the checks found when it was published")

    class Meta:
        ordering = ["-valid_from", "-published_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="rule_set_period"
            ),
            models.CheckConstraint(
                condition=Q(author=None, reviewer=None)
                | (Q(author__isnull=False, reviewer__isnull=False) & ~Q(author=F("reviewer"))),
                name="rule_set_two_people",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_content",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    f"OLD.published_at IS NOT NULL AND ({_row('OLD')} IS DISTINCT FROM {_row('NEW')}"
                    " OR (OLD.valid_to IS NOT NULL AND OLD.valid_to IS DISTINCT FROM NEW.valid_to))"
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
