import pgtrigger
from django.db import models
from django.db.models import Q

from institutions.models import Institution
from referrals.models.proposal import Proposal
from referrals.models.referral import Referral
from rve.core.models import CodedReason, User
from rve.core.models.base import Versioned
from rve.core.models.free_text import FreeText
from rve.core.models.triggers import no_truncate


class Decision(Versioned):
    """Prepared by an assessor, signed by a physician. A signed one is never changed, only superseded."""

    class Status(models.TextChoices):
        PREPARED = "prepared"
        SIGNED = "signed"
        SUPERSEDED = "superseded"

    class Outcome(models.TextChoices):
        GRANTED = "granted"
        REFUSED = "refused"
        REDIRECTED = "redirected"

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="decisions")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT)
    complaint = models.ForeignKey(
        "Complaint",
        null=True,
        on_delete=models.PROTECT,
        related_name="new_decisions",
        help_text="The complaint that this decision answers",
    )
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PREPARED)
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    delytelse = models.CharField(max_length=1, blank=True)
    level = models.CharField(max_length=10, blank=True)
    lodging = models.BooleanField(default=False)
    start_deadline = models.DateField(null=True, help_text="Latest start; set individually (pbrl § 2-2 a)")
    institution = models.ForeignKey(Institution, null=True, on_delete=models.PROTECT)
    redirect_to = models.CharField(max_length=40, blank=True)
    nytte = FreeText(help_text="Expected benefit, in words")
    ressurs = FreeText(help_text="Resources against benefit, in words")
    alvorlighet = FreeText(help_text="Severity, in words")
    municipal_help = FreeText(blank=True, help_text="Which municipal help makes a refusal responsible")
    override_reason = models.ForeignKey(CodedReason, null=True, on_delete=models.PROTECT)
    override_text = FreeText(blank=True)
    follows_proposal = models.BooleanField(default=True)
    thin_grounds = models.BooleanField(
        default=False, help_text="A refusal on thin facts: a second pair of eyes"
    )
    second_reader = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    second_read_at = models.DateTimeField(null=True)
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    signed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    returned_note = FreeText(blank=True, help_text="Why the physician sent it back")
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral"], condition=Q(status="signed"), name="decision_one_signed"
            ),
            models.UniqueConstraint(
                fields=["referral"], condition=Q(status="prepared"), name="decision_one_prepared"
            ),
            models.CheckConstraint(
                condition=Q(signed_by=None, signed_at=None)
                | Q(signed_by__isnull=False, signed_at__isnull=False),
                name="decision_signed_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(status="signed") | Q(signed_at__isnull=False), name="decision_signed_is_signed"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="granted") | Q(start_deadline__isnull=False),
                name="decision_granted_has_deadline",
            ),
        ]
        indexes = [models.Index(fields=["status", "prepared_at"], name="decision_to_sign")]
        triggers = [
            pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete),
            no_truncate(),
            pgtrigger.Protect(
                name="signed_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.status <> 'prepared'"
                    " AND (to_jsonb(OLD.*) - '{status,superseded_at,version}'::text[])"
                    " IS DISTINCT FROM (to_jsonb(NEW.*) - '{status,superseded_at,version}'::text[])"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.referral_id} {self.outcome} {self.status}"
