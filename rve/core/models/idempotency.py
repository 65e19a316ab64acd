from django.db import models

from rve.core.models.organisation import Organisation
from rve.core.models.user import User


class IdempotencyKey(models.Model):
    """A client's key for something it made: the same request again gets the same answer, made anew from
    what it points to. The request is kept as a keyed hash only.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    key = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, help_text="Keyed hash of method, address and body")
    status = models.PositiveSmallIntegerField(help_text="HTTP status of the answer")
    kind = models.CharField(max_length=20, help_text="referral, attachment, decision …")
    public_id = models.UUIDField(help_text="What was made, or what was changed")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "key"], name="idempotency_key_once")
        ]
        indexes = [models.Index(fields=["at"], name="idempotency_at")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.public_id}"
