from django.db import models
from django.db.models import Q

from referrals.models.placement import Placement
from referrals.models.question import Question
from referrals.models.referral import Referral
from rve.core.encryption import EncryptedBytesField, EncryptedJSONField
from rve.core.models import Region, User
from rve.core.models.base import Public


class MessageIn(Public):
    """A message from another system, kept as it came: a second one with the same sender and MsgId is
    recognised, and gets the same application receipt.
    """

    class Kind(models.TextChoices):
        REFERRAL = "referral"
        DIALOG = "dialog"
        APPREC = "apprec"
        UNKNOWN = "unknown"

    class Status(models.TextChoices):
        RECEIVED = "received"
        PROCESSED = "processed"
        REJECTED = "rejected"
        FAILED = "failed"

    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.UNKNOWN)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.RECEIVED)
    transport = models.CharField(max_length=10, help_text="folder, edi")
    transport_reference = models.CharField(max_length=200, help_text="File name, or the id in the service")
    sender_her_id = models.CharField(max_length=20, blank=True)
    message_id = models.CharField(max_length=80, blank=True, help_text="MsgId")
    standard = models.CharField(max_length=80, blank=True, help_text="Namespace of the body")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the bytes")
    content = EncryptedBytesField()
    received_at = models.DateTimeField()
    processed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    errors = models.JSONField(default=list, help_text="Code of 8221 and words; nothing of the patient")
    referral = models.ForeignKey(Referral, null=True, on_delete=models.PROTECT, related_name="messages_in")
    question = models.ForeignKey(Question, null=True, on_delete=models.PROTECT, related_name="+")
    flag = models.CharField(
        max_length=20, blank=True, help_text="Why a person must look: see referrals.messages.flags"
    )
    handled_at = models.DateTimeField(null=True)
    handled_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    duplicate_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="duplicates")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sender_her_id", "message_id"],
                condition=~Q(message_id=""),
                name="message_in_once",
            ),
            models.UniqueConstraint(
                fields=["transport", "transport_reference"], name="message_in_once_by_transport"
            ),
        ]
        indexes = [
            models.Index(fields=["received_at"], condition=Q(status="received"), name="message_in_waiting"),
            models.Index(fields=["region", "received_at"], name="message_in_list"),
        ]

    def __str__(self) -> str:
        return f"{self.transport} {self.message_id}"


class MessageOut(Public):
    """A message to another system: one row per thing that is sent; its MsgId is `public_id`."""

    class Kind(models.TextChoices):
        APPREC = "apprec"
        ONWARD = "onward"
        QUESTION = "question"
        STATUS = "status"

    class Status(models.TextChoices):
        PENDING = "pending"
        SENDING = "sending"
        SENT = "sent"
        ACKNOWLEDGED = "acknowledged"
        REFUSED = "refused"
        FAILED = "failed"
        CANCELLED = "cancelled"

    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    key = models.CharField(max_length=120, unique=True, help_text="What makes it one: onward/17, apprec/3")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PENDING)
    transport = models.CharField(max_length=10, help_text="folder, edi")
    transport_reference = models.CharField(max_length=200, blank=True)
    receiver_her_id = models.CharField(max_length=20)
    conversation = models.CharField(max_length=80, blank=True, help_text="RefToConversation")
    answers = models.ForeignKey(MessageIn, null=True, on_delete=models.PROTECT, related_name="answered_by")
    referral = models.ForeignKey(Referral, null=True, on_delete=models.PROTECT, related_name="messages_out")
    placement = models.ForeignKey(Placement, null=True, on_delete=models.PROTECT, related_name="+")
    question = models.ForeignKey(Question, null=True, on_delete=models.PROTECT, related_name="+")
    content = EncryptedBytesField()
    context = EncryptedJSONField(help_text="What the text was made from, where it is needed again")
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True, help_text="When the receiver's application receipt came")
    attempts = models.PositiveSmallIntegerField(default=0)
    errors = models.JSONField(default=list, help_text="Code and words; nothing of the patient")
    flag = models.CharField(
        max_length=20, blank=True, help_text="Why a person must look: see referrals.messages.flags"
    )
    handled_at = models.DateTimeField(null=True)
    handled_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="sent") | Q(sent_at__isnull=False), name="message_out_sent_when"
            ),
        ]
        indexes = [
            models.Index(fields=["not_before"], condition=Q(status="pending"), name="message_out_pending"),
            models.Index(fields=["region", "created_at"], name="message_out_list"),
        ]

    def __str__(self) -> str:
        return self.key
