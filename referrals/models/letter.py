import pgtrigger
from django.db import models
from django.db.models import F, Q

from referrals.models.complaint import Complaint
from referrals.models.decision import Decision
from referrals.models.placement import Placement
from referrals.models.referral import Referral
from rve.core.models import Region, User
from rve.core.models.base import Public, Versioned
from rve.core.models.free_text import FreeJSON
from rve.core.models.triggers import no_truncate


class Letter(Public):
    """A letter as it was sent: the bytes are kept and never made again."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="letters")
    decision = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="letters")
    complaint = models.ForeignKey(Complaint, null=True, on_delete=models.PROTECT, related_name="letters")
    text = models.ForeignKey("LetterText", null=True, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=30)
    language = models.CharField(max_length=2)
    recipient_role = models.CharField(max_length=20, help_text="patient, guardian, referrer, institution")
    recipient_name = models.CharField(max_length=120)
    recipient_reason = models.CharField(max_length=120)
    title = models.CharField(max_length=160)
    address_protected = models.BooleanField(
        default=False, help_text="No address is printed: sent by hand from the list of its own"
    )
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["referral", "created_at"], name="letter_of_case")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.kind} {self.recipient_role}"


class LetterParagraph(Versioned):
    """A paragraph of the letters that the team lead may word anew, from a first day."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    key = models.SlugField(max_length=40)
    heading_nb = models.CharField(max_length=120)
    heading_nn = models.CharField(max_length=120)
    text_nb = models.TextField()
    text_nn = models.TextField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    kinds = models.JSONField(
        default=list,
        blank=True,
        help_text="The letters it may be picked into; empty: it words a standard paragraph anew",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "key", "valid_from"], name="paragraph_one_per_day"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="paragraph_period"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class LetterText(Public):
    """What a person picked and worded for one letter; each save is a version, the latest is what is sent."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="letter_texts")
    decision = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="letter_texts")
    complaint = models.ForeignKey(Complaint, null=True, on_delete=models.PROTECT, related_name="letter_texts")
    placement = models.ForeignKey(Placement, null=True, on_delete=models.PROTECT, related_name="letter_texts")
    kind = models.CharField(max_length=30)
    language = models.CharField(max_length=2)
    version = models.PositiveIntegerField(default=1)
    paragraphs = FreeJSON(
        default=list, help_text="In order: {key, heading, text}; key is the library's, or empty"
    )
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "decision", "complaint", "placement", "kind", "version"],
                nulls_distinct=False,
                name="letter_text_versions",
            )
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            no_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"
