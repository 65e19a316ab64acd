"""The files of a placement: what came with the referral, and the letter to the institution."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import CharField, Value

from referrals.models import Attachment, AttachmentContent, Letter, Placement

LETTER, ATTACHMENT = "letter", "attachment"


@dataclass(frozen=True, slots=True)
class File:
    """One of them; `name` of a letter is its kind."""

    public_id: uuid.UUID
    kind: str
    name: str
    content_type: str
    at: dt.datetime


def files_of(row: Placement) -> list[File]:
    """One query. The letter to an institution that had the case before is that one's own."""
    text = CharField()
    attachments = Attachment.objects.filter(referral=row.referral_id).values_list(
        "public_id", Value(ATTACHMENT, text), "name", "content_type", "added_at"
    )
    letters = Letter.objects.filter(
        referral=row.referral_id, recipient_role="institution", recipient_name=row.institution.name
    ).values_list("public_id", Value(LETTER, text), "kind", Value("application/pdf", text), "created_at")
    return sorted((File(*one) for one in attachments.union(letters)), key=lambda one: (one.kind, one.at))


def bytes_of(file: File) -> bytes:
    """As they were sent."""
    if file.kind == LETTER:
        return bytes(Letter.objects.values_list("pdf", flat=True).get(public_id=file.public_id))
    content = AttachmentContent.objects.values_list("data", flat=True)
    return bytes(content.get(attachment__public_id=file.public_id))
