from django.db import models

from referrals.models.referral import Referral
from rve.core.models import User
from rve.core.models.base import Public
from rve.core.models.free_text import FreeLine


class Attachment(Public):
    """A file that came with a referral: PDF or image, checked by its first bytes."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="attachments")
    name = FreeLine(max_length=160)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["referral", "sha256"], name="attachment_once")]

    def __str__(self) -> str:
        return self.name


class AttachmentContent(models.Model):
    """The bytes, apart, so that lists never read them; saved in the same transaction as the row."""

    attachment = models.OneToOneField(Attachment, on_delete=models.CASCADE, related_name="content")
    data = models.BinaryField()

    def __str__(self) -> str:
        return f"content of {self.attachment_id}"
