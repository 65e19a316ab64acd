from django.db import models
from django.db.models import Q

from referrals.models.referral import Referral
from rve.core.models import User
from rve.core.models.base import Public
from rve.core.models.free_text import FreeJSON, FreeText


class Question(Public):
    """A question to the referrer, about one fact or in free words, and its answer."""

    class Channel(models.TextChoices):
        PORTAL = "portal"
        PHONE = "phone"
        MESSAGE = "message"

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="questions")
    fact = models.CharField(
        max_length=60, blank=True, help_text="Dotted as in the facts: conditions.stroke; or empty"
    )
    text = FreeText()
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.PORTAL)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = FreeText(blank=True, help_text="In words")
    value = FreeJSON(null=True, help_text="The fact's value, where the question is about one")
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "fact"],
                condition=Q(answered_at=None, withdrawn_at=None) & ~Q(fact=""),
                name="question_one_open_per_fact",
            )
        ]

    def __str__(self) -> str:
        return self.text
