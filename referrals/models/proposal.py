import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models

from deltytelser.models import RuleSet
from referrals.models.referral import Referral


class Snapshot(models.Model):
    """What stage 6 saw (agreements, places, queue, calendar, map), once per content."""

    digest = models.CharField(max_length=64, unique=True)
    content = models.TextField(help_text="Canonical JSON")

    def __str__(self) -> str:
        return self.digest[:12]


class Proposal(models.Model):
    """What the rules proposed: append-only, canonical JSON without sentences, so that replay gives the
    same bytes.
    """

    class Cause(models.TextChoices):
        RECEIPT = "receipt"
        ANSWER = "answer"
        ASSESSOR = "assessor"
        COMPLAINT = "complaint"

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="proposals")
    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT)
    cause = models.CharField(max_length=10, choices=Cause.choices)
    made_at = models.DateTimeField()
    made_on = models.DateField(help_text="The day whose law is cited")
    facts = models.TextField(help_text="Canonical JSON of the facts")
    content = models.TextField(help_text="Canonical JSON of the proposal with its trace")
    outcome = models.CharField(max_length=12)
    delytelse = models.CharField(max_length=1, blank=True)
    level = models.CharField(max_length=10, blank=True)
    lodging = models.BooleanField(default=False)
    start_deadline = models.DateField(null=True)
    weeks = models.PositiveSmallIntegerField(null=True)
    missing = ArrayField(models.CharField(max_length=60), default=list)

    class Meta:
        indexes = [models.Index(fields=["referral", "-made_at"], name="proposal_of_case")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.referral_id} {self.outcome}"
