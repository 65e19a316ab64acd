"""Files of a complaint: what came with it, the package, the answer; known by their first bytes."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _

from referrals.models import Complaint, ComplaintFile
from referrals.use_cases.attachments import content_type_of, safe_name
from referrals.use_cases.complaints.shapes import FileInput
from rve.core.errors import DomainError
from rve.core.policies import Actor


def keep_files(
    complaint: Complaint, files: Sequence[FileInput], *, kind: str, by: Actor, now: dt.datetime
) -> list[ComplaintFile]:
    """The files as they were, the same bytes once; DomainError at `files` for another type."""
    return [keep_file(complaint, one, kind=kind, by=by, now=now) for one in files]


def keep_file(
    complaint: Complaint, file: FileInput, *, kind: str, by: Actor, now: dt.datetime
) -> ComplaintFile:
    made_here = kind == ComplaintFile.Kind.PACKAGE
    try:
        # The package is made here and holds all the others: their limits are not its own.
        content_type = "application/pdf" if made_here else content_type_of(file.data)
    except DomainError as error:
        raise DomainError(error.message, field="files") from None
    digest = hashlib.sha256(file.data).hexdigest()
    there = complaint.files.filter(kind=kind)
    same = there.filter(sha256=digest).first()
    if same is not None and not made_here:
        return same
    if there.count() >= settings.ATTACHMENTS_MAX_COUNT and not made_here:
        most = settings.ATTACHMENTS_MAX_COUNT
        raise DomainError(_("A complaint can have at most {most} files.").format(most=most), field="files")
    return ComplaintFile.objects.create(
        complaint=complaint,
        kind=kind,
        name=safe_name(file.name),
        content_type=content_type,
        sha256=digest,
        data=file.data,
        added_by=by.user,
        added_at=now,
    )
