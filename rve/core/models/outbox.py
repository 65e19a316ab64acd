from django.db import models
from django.db.models import Q

from rve.core.models.base import Public
from rve.core.models.organisation import Organisation
from rve.core.models.user import User


class Message(Public):
    """The outbox: one row per thing that leaves, written in the transaction that caused it.

    `key` is what makes it one: `clock/17/warn-5/user/3`, `letter/9`. A second row with the same key
    is refused by the database, whatever is run twice.
    """

    class Status(models.TextChoices):
        PENDING = "pending"
        SENDING = "sending"
        SENT = "sent"
        DELIVERED = "delivered"
        OPENED = "opened"
        FAILED = "failed"
        CANCELLED = "cancelled"

    class Channel(models.TextChoices):
        EMAIL = "email"
        FILE = "file"
        DIGITAL = "digital"

    class Kind(models.TextChoices):
        REMINDER = "reminder"
        LETTER = "letter"
        NOTICE = "notice"
        DIGEST = "digest"

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    case_kind = models.CharField(max_length=20)
    case_id = models.BigIntegerField()
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT)
    template = models.CharField(max_length=60, help_text="What the text is made from when it is sent")
    context = models.JSONField(default=dict, help_text="References and dates only, nothing of the patient")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    office_hours = models.BooleanField(
        default=False, help_text="Never handed over at night, at weekends or on holidays"
    )
    in_digest = models.BooleanField(default=False, help_text="Waits for the day's one e-mail")
    carried_by = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="carries", help_text="The digest it went in"
    )
    asked_at = models.DateTimeField(null=True, help_text="When the channel was last asked what became of it")
    delivered_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="sent") | Q(sent_at__isnull=False), name="message_sent_when"
            ),
            models.CheckConstraint(
                condition=~Q(status="sending") | Q(claimed_at__isnull=False), name="message_claimed_when"
            ),
        ]
        indexes = [
            models.Index(fields=["not_before"], condition=Q(status="pending"), name="message_pending"),
            models.Index(fields=["created_at"], condition=Q(status="failed"), name="message_failed"),
            models.Index(fields=["sent_at"], condition=Q(template="by_hand"), name="message_by_hand"),
            models.Index(fields=["case_kind", "case_id"], name="message_of_case"),
            models.Index(fields=["claimed_at"], condition=Q(status="sending"), name="message_being_sent"),
            models.Index(
                fields=["asked_at"],
                condition=Q(channel="digital", status__in=("sent", "delivered")),
                name="message_to_ask_after",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def message_id(self) -> str:
        """The deterministic part of the Message-ID: a repeat is recognised by the receiver."""
        return f"{self.public_id}"
