"""Changes of the team lead: each with its event, in one transaction."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from rve.core import events, outbox
from rve.core.errors import NotAllowed, Stale
from rve.core.models import Message, Role, User
from rve.core.policies import Actor

SECRET = {"new_password"}


@transaction.atomic
def save_row(*, form: Any, kind: str, by: Actor, now: dt.datetime, version: int | None = None) -> Any:
    """Saves a valid form; Stale when the row was changed since `version` was read, NotAllowed for others."""
    if not (by.at_rve and by.has(Role.TEAM_LEAD)):
        raise NotAllowed("Only the team lead of the assessment unit can change this.")
    row = form.instance
    if row.pk and version is not None and hasattr(row, "version"):
        locked = type(row).objects.select_for_update().get(pk=row.pk)
        if locked.version != version:
            raise Stale("Somebody changed this while you were editing. Open it again to see what.")
        row.version = version + 1
    if hasattr(row, "updated_at"):
        row.updated_at = now
    created = row.pk is None
    saved = form.save()
    changes = {
        name: str(form.cleaned_data.get(name) or "") for name in form.changed_data if name not in SECRET
    }
    if isinstance(saved, User) and not saved.is_active:
        _reminded_no_more(saved)
    events.record(
        kind=kind,
        case_id=saved.pk,
        verb="created" if created else "changed",
        by=by.user,
        organisation=by.organisation,
        at=now,
        changes=changes | ({"password": "set"} if "new_password" in form.changed_data else {}),
    )
    return saved


def _reminded_no_more(user: User) -> None:
    """Whoever has left gets none of what still waits; the next step finds those who are there."""
    kinds = (Message.Kind.REMINDER, Message.Kind.DIGEST)
    outbox.not_begun().filter(user=user, kind__in=kinds).update(status=Message.Status.CANCELLED)
