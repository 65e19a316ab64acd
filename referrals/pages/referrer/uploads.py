"""Files that are sent with a step: the good ones are kept, the others are told of one by one."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from referrals.models import Referral
from referrals.pages.referrer.drafts import actor_of
from referrals.use_cases.attachments import add_attachment, remove_attachment
from rve.core import clock
from rve.core.errors import DomainError


def take(request: HttpRequest, draft: Referral) -> list[str]:
    """Adds the posted files; what was refused, as sentences with the file's name."""
    wrong = []
    for file in request.FILES.getlist("files"):
        try:
            add_attachment(
                referral=draft,
                name=file.name or "",
                data=file.read(settings.ATTACHMENT_MAX_BYTES + 1),
                by=actor_of(request),
                now=clock.now(),
            )
        except DomainError as error:
            wrong.append(f"{file.name}: {error.message}")
    return wrong


def drop(request: HttpRequest, draft: Referral, public_id: str) -> None:
    """Takes a file away from a draft; one that is gone already is no error."""
    found = next((row for row in draft.attachments.all() if str(row.public_id) == public_id), None)
    if found is not None:
        remove_attachment(attachment=found, by=actor_of(request), now=clock.now())
