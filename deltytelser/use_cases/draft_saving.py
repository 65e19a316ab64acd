"""What every change of a draft shares: locked, as it was seen, compiled before it is saved, and noted."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.utils.translation import gettext as _

from deltytelser import policies
from deltytelser.catalogue.archive import MOST_BYTES_IN_ALL
from deltytelser.catalogue.edits import Files
from deltytelser.catalogue.whole import compile_whole
from deltytelser.models import RuleDraft
from deltytelser.rules.errors import CatalogueError
from deltytelser.use_cases.refusals import refused
from rve.core import events
from rve.core.errors import DomainError, NotFound, Stale
from rve.core.policies import Actor

KIND = "rule_draft"


def lock_draft(draft: RuleDraft, version: int | None = None) -> RuleDraft:
    """The draft as it is now, locked until the transaction ends; Stale when it is not the version seen."""
    rows = RuleDraft.objects.select_for_update(of=("self",)).select_related("region", "based_on")
    found = rows.filter(pk=draft.pk).first()
    if found is None:
        raise NotFound(_("There is no such draft here."))
    if version is not None and found.version != version:
        raise Stale(_("Somebody changed this since you opened it. Look at it again, then decide."))
    return found


def lock_to_edit(draft: RuleDraft, *, by: Actor, version: int) -> tuple[RuleDraft, Files]:
    """The draft, locked, and its files, for one who may write in it."""
    policies.check_can_read_draft(by, draft)
    found = lock_draft(draft, version)
    policies.check_can_edit(by, found)
    return found, files_of(found)


def files_of(draft: RuleDraft) -> Files:
    """The parsed files as they stand, days as text."""
    files: Files = json.loads(draft.content)
    return files


def base_of(draft: RuleDraft) -> Files:
    """The parsed files of the version that the draft is based on."""
    files: Files = json.loads(draft.based_on.content)
    return files


def save_files(
    draft: RuleDraft, files: Files, verb: str, *, by: Actor, now: dt.datetime, **about: Any
) -> RuleDraft:
    """Saves what compiles, one version on; DomainError at the cell that does not. No change, no version."""
    try:
        content = compile_whole(files).content
    except CatalogueError as error:
        raise refused(error) from error
    if len(content) > MOST_BYTES_IN_ALL:
        raise DomainError(_("The files together are too large."))
    if content == draft.content:
        return draft
    draft.content = content
    save(draft, now=now)
    draft.editors.add(by.user)
    note(draft, verb, by=by, now=now, **about)
    return draft


def save(draft: RuleDraft, *, now: dt.datetime) -> None:
    """Writes the draft one version on."""
    draft.version += 1
    draft.changed_at = now
    draft.save()


def note(
    draft: RuleDraft, verb: str, *, by: Actor | None, now: dt.datetime, reason: str = "", **about: Any
) -> None:
    """One event in the history of the draft, by a person or (None) by the system."""
    events.record(
        kind=KIND,
        case_id=draft.pk,
        verb=verb,
        by=by.user if by else None,
        organisation=by.organisation if by else None,
        at=now,
        reason=reason,
        changes=about,
    )
