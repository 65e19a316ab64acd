"""A change of the rule book that is being written, read by a second person, and put in force."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from deltytelser.models.rule_set import RuleSet
from rve.core.models import Region, User
from rve.core.models.base import Versioned


class RuleDraft(Versioned):
    """A copy of a version under change. `report` is what the checks found when it was last tried."""

    class State(models.TextChoices):
        OPEN = "open", "being written"
        SUBMITTED = "submitted", "waits for a second person"
        CHECKING = "checking", "approved, being checked"
        PUBLISHED = "published", "published"
        DISCARDED = "discarded", "discarded"

    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    based_on = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="drafts")
    title = models.CharField(max_length=120)
    why = models.TextField()
    first_day = models.DateField(help_text="The day the change is in force from")
    content = models.TextField(help_text="Canonical JSON: sorted keys, UTF-8")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    editors = models.ManyToManyField(User, related_name="+", help_text="Everyone who wrote in it")
    submitted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    reviewer = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    sent_back_why = models.TextField(blank=True)
    report = models.TextField(blank=True, help_text="JSON")
    published_as = models.OneToOneField(
        RuleSet, null=True, blank=True, on_delete=models.PROTECT, related_name="draft"
    )
    # Which attempt at checking and publishing began when: one whose worker died is tried again.
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-changed_at"]
        indexes = [models.Index(fields=["region", "state"], name="rule_draft_of_region")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "submitted", "checking", "published", "discarded"]),
                name="rule_draft_state",
            ),
            models.CheckConstraint(
                condition=Q(submitted_by__isnull=True, submitted_at__isnull=True)
                | Q(submitted_by__isnull=False, submitted_at__isnull=False),
                name="rule_draft_submitted",
            ),
            models.CheckConstraint(
                condition=Q(reviewer__isnull=True, reviewed_at__isnull=True)
                | Q(reviewer__isnull=False, reviewed_at__isnull=False),
                name="rule_draft_reviewed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "checking", "published"])
                | Q(submitted_by__isnull=False),
                name="rule_draft_who_submitted",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["checking", "published"])
                | (Q(reviewer__isnull=False) & ~Q(reviewer=F("submitted_by")) & ~Q(reviewer=F("author"))),
                name="rule_draft_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state="published", published_as__isnull=False)
                | (~Q(state="published") & Q(published_as__isnull=True)),
                name="rule_draft_published_as",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.state})"
