import datetime as dt

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from institutions.models import Municipality
from referrals.models.patient import Patient, Protection, Sex
from referrals.models.referrer import Referrer
from rve.core.encryption import EncryptedJSONField
from rve.core.models import CodedReason, Details, Organisation, Region, User
from rve.core.models.base import Versioned
from rve.core.models.free_text import FreeJSON, FreeLine


class Referral(Versioned):
    """The case. What the rules read stands in `facts` (the shape of referral-facts, without its
    reference).
    """

    class Status(models.TextChoices):
        DRAFT = "draft"
        RECEIVED = "received"
        IN_ASSESSMENT = "in_assessment"
        AWAITING_INFORMATION = "awaiting_information"
        AWAITING_SIGNATURE = "awaiting_signature"
        DECIDED = "decided"
        CLOSED = "closed"
        WITHDRAWN = "withdrawn"

    class Channel(models.TextChoices):
        FORM = "form"
        PAPER = "paper"
        PHONE = "phone"
        FORWARDED = "forwarded"
        API = "api"
        MESSAGE = "message"

    OPEN = (Status.RECEIVED, Status.IN_ASSESSMENT, Status.AWAITING_INFORMATION, Status.AWAITING_SIGNATURE)

    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    reference = models.CharField(  # noqa: DJ001 - unique, and a draft has none
        max_length=20, null=True, unique=True, help_text="HMN-2026-004217; none in a draft"
    )
    status = models.CharField(max_length=24, choices=Status.choices, default=Status.DRAFT)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.FORM)
    source_reference = models.CharField(
        max_length=80, blank=True, help_text="What the sending system calls it: its own id, or the MsgId"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, help_text="The referrer's tenant"
    )
    created_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="created_referrals"
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    patient = models.ForeignKey(Patient, null=True, on_delete=models.PROTECT, related_name="referrals")
    referrer = models.OneToOneField(Referrer, null=True, on_delete=models.PROTECT)
    details = models.OneToOneField(Details, null=True, on_delete=models.PROTECT, help_text="Contact, as sent")
    given_name = models.CharField(max_length=80, blank=True)
    family_name = models.CharField(max_length=80, blank=True)
    sort_key = models.CharField(max_length=200, blank=True, editable=False)
    birth_date = models.DateField(null=True)
    sex = models.CharField(max_length=8, choices=Sex.choices, default=Sex.UNKNOWN)
    language = models.CharField(max_length=2, default="nb", help_text="Written language of letters: nb or nn")
    interpreter = FreeLine(max_length=40, blank=True, help_text="Language to interpret; empty: none needed")
    protection = models.CharField(max_length=12, choices=Protection.choices, default=Protection.NONE)
    municipality = models.ForeignKey(Municipality, null=True, on_delete=models.PROTECT)

    referred_on = models.DateField(null=True)
    received_on = models.DateField(null=True)
    first_received_on = models.DateField(null=True)
    received_at = models.DateTimeField(null=True)

    facts = models.JSONField(default=dict)
    provenance = models.JSONField(default=dict, help_text="Per fact: who settled it, when, how")
    clinical = FreeJSON(
        default=dict, help_text="Free text under headings: situation, function, tried, goal …"
    )
    functions = models.JSONField(
        default=dict, help_text="Function by area: walking, adl, cognition …: none…severe, null"
    )
    tried = FreeJSON(default=list, help_text="Measures tried: measure, weeks, effect")
    practical = EncryptedJSONField(help_text="Follows to the institution; never touches the right")
    form = EncryptedJSONField(help_text="A draft's answers by step, as typed")

    proposal = models.ForeignKey("Proposal", null=True, on_delete=models.PROTECT, related_name="+")
    proposed_outcome = models.CharField(max_length=12, blank=True)
    delytelse = models.CharField(max_length=1, blank=True)
    assessment_due = models.DateField(null=True)
    manual_reason = models.CharField(
        max_length=80, blank=True, help_text="Why a person must weigh: unanswered …"
    )
    attention = models.CharField(
        max_length=200, blank=True, help_text="Flags for a person: see referrals.attention"
    )

    assessor = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="cases")
    claimed_at = models.DateTimeField(null=True)
    last_answer_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    withdraw_reason = models.ForeignKey(CodedReason, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="draft")
                | Q(
                    reference__isnull=False,
                    patient__isnull=False,
                    received_on__isnull=False,
                    received_at__isnull=False,
                    assessment_due__isnull=False,
                ),
                name="referral_received_whole",
            ),
            models.CheckConstraint(
                condition=Q(assessor=None, claimed_at=None)
                | Q(assessor__isnull=False, claimed_at__isnull=False),
                name="referral_claimed_who_and_when",
            ),
            models.UniqueConstraint(
                fields=["organisation", "source_reference"],
                condition=Q(channel="api") & ~Q(source_reference="") & ~Q(status="withdrawn"),
                name="referral_source_once",
            ),
            models.CheckConstraint(
                condition=Q(first_received_on=None) | Q(first_received_on__lte=models.F("received_on")),
                name="referral_first_receipt_first",
            ),
        ]
        indexes = [
            models.Index(fields=["region", "status", "assessment_due", "id"], name="referral_worklist"),
            models.Index(fields=["organisation", "-created_at"], name="referral_of_practice"),
            models.Index(fields=["region", "sort_key"], name="referral_by_name"),
            models.Index(fields=["region", "updated_at", "id"], name="referral_updated"),
            models.Index(fields=["organisation", "updated_at", "id"], name="referral_practice_updated"),
            GinIndex(fields=["facts"], name="referral_facts", opclasses=["jsonb_path_ops"]),
        ]

    def __str__(self) -> str:
        return self.reference or f"draft {self.pk}"

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def receipt(self) -> dt.date:
        """The day every length is counted from: the first receipt in the specialist service."""
        day = self.first_received_on or self.received_on
        if day is None:
            raise ValueError("A draft has no receipt.")
        return day

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN
