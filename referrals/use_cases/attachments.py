"""Files that come with a referral: known by their first bytes, never by their name; the
same bytes are one row.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from referrals import policies
from referrals.models import Attachment, AttachmentContent, Referral
from referrals.use_cases.history import note
from referrals.use_cases.rows import lock_referral, on_places, save
from rve.core.errors import Conflict, DomainError, NotAllowed
from rve.core.policies import Actor

_STEERING = ("Cc", "Cf", "Zl", "Zp")
_FIRST_BYTES = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
CONTENT_TYPES = tuple(sorted({kind for _start, kind in _FIRST_BYTES}))


@dataclass(frozen=True, slots=True)
class FileInput:
    name: str
    data: bytes


def content_type_of(data: bytes) -> str:
    """PDF, PNG, JPEG or TIFF by the first bytes; DomainError at `file` for anything else, an
    empty file, a large one.
    """
    if not data:
        raise DomainError(_("The file is empty."), field="file")
    if len(data) > settings.ATTACHMENT_MAX_BYTES:
        most = settings.ATTACHMENT_MAX_BYTES // 1_000_000
        raise DomainError(_("The file is larger than {most} MB.").format(most=most), field="file")
    for start, name in _FIRST_BYTES:
        if data.startswith(start):
            return name
    raise DomainError(_("The file is no PDF and no picture (PNG, JPEG, TIFF)."), field="file")


def safe_name(name: str) -> str:
    """Without what steers a screen (line breaks, marks that turn the reading order) or names a folder."""
    seen = "".join("_" if unicodedata.category(one) in _STEERING else one for one in name)
    plain = re.sub(r"[/\\]+", "_", seen).strip(" .")
    return plain[-160:] or "file"


def attach(*, referral: Referral, name: str, data: bytes, by: Actor | None, now: dt.datetime) -> Attachment:
    """The row and its bytes; the caller holds the case's lock and has checked the policy."""
    kind, digest = content_type_of(data), hashlib.sha256(data).hexdigest()
    there = referral.attachments.filter(sha256=digest).first()
    if there is not None:
        return there
    if referral.attachments.count() >= settings.ATTACHMENTS_MAX_COUNT:
        most = settings.ATTACHMENTS_MAX_COUNT
        raise DomainError(_("A referral can have at most {most} files.").format(most=most), field="file")
    made = Attachment.objects.create(
        referral=referral,
        name=safe_name(name),
        content_type=kind,
        size=len(data),
        sha256=digest,
        added_by=by.user if by else None,
        added_at=now,
    )
    AttachmentContent.objects.create(attachment=made, data=data)
    _seen_to_change(referral, now=now)
    note(
        referral,
        "attachment_added",
        by=by,
        now=now,
        attachment=str(made.public_id),
        type=kind,
        size=len(data),
    )
    return made


def _seen_to_change(case: Referral, *, now: dt.datetime) -> None:
    """Whoever follows a received case, and the places that have it, must see that a file came."""
    if case.status == Referral.Status.DRAFT or case.updated_at == now:
        return
    save(case, now=now)
    on_places(case, now=now)


@transaction.atomic
def add_attachment(
    *,
    referral: Referral,
    name: str,
    data: bytes,
    by: Actor,
    now: dt.datetime,
    version: int | None = None,
) -> Attachment:
    """Adds a file to a draft or an open case; the same bytes twice give the same row."""
    case = lock_referral(referral, version)
    policies.check_can_see(by, case)
    if not (by.at_rve or case.organisation_id == by.organisation.pk):
        raise NotAllowed(_("Only the referrer or the assessment unit can add a file."))
    if case.status != Referral.Status.DRAFT and not case.is_open:
        raise Conflict(_("The case is no longer open."))
    return attach(referral=case, name=name, data=data, by=by, now=now)


@transaction.atomic
def remove_attachment(*, attachment: Attachment, by: Actor, now: dt.datetime) -> None:
    """Takes a file off a draft. What was received stays."""
    case = lock_referral(attachment.referral)
    policies.check_can_write_draft(by, case)
    Attachment.objects.filter(pk=attachment.pk).delete()
