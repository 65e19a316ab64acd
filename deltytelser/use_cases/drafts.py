"""Drafts of a change: begun from the newest version, described, discarded. What is in them: see draft_rows
and draft_beside, whose use cases are named here too.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from deltytelser import policies
from deltytelser.catalogue.first_day import move_first_day
from deltytelser.models import RuleDraft, RuleSet
from deltytelser.use_cases.draft_beside import (
    accept_case,
    accept_cases,
    add_case,
    change_value,
    confirm_order,
)
from deltytelser.use_cases.draft_rows import (
    add_row,
    change_row,
    end_row,
    move_row,
    preview_row,
    restore_row,
)
from deltytelser.use_cases.draft_saving import base_of, lock_draft, lock_to_edit, note, save, save_files
from deltytelser.use_cases.newest import check_first_day, check_newest
from rve.core.errors import DomainError, NotFound
from rve.core.policies import Actor

__all__ = [
    "accept_case",
    "accept_cases",
    "add_case",
    "add_row",
    "change_head",
    "change_row",
    "change_value",
    "confirm_order",
    "discard_draft",
    "end_row",
    "move_row",
    "preview_row",
    "restore_row",
    "start_draft",
]
LONGEST_TITLE = 120
LONGEST_WHY = 4000


@transaction.atomic
def start_draft(
    *, based_on: RuleSet, title: str, why: str, first_day: dt.date, by: Actor, now: dt.datetime
) -> RuleDraft:
    """A copy of the newest version, to be changed from `first_day` (after today) on."""
    policies.check_can_draft(by)
    if based_on.region_id != by.region.pk or based_on.published_at is None:
        raise NotFound(_("There is no such version here."))
    return make_draft(
        based_on=based_on, content=based_on.content, title=title, why=why, first_day=first_day, by=by, now=now
    )


def make_draft(
    *,
    based_on: RuleSet,
    content: str,
    title: str,
    why: str,
    first_day: dt.date,
    by: Actor,
    now: dt.datetime,
    verb: str = "started",
) -> RuleDraft:
    """The new draft with this content, once it is described and its day is possible."""
    title, why = _described(title, why)
    check_newest(based_on)
    check_first_day(first_day, based_on, now=now)
    draft = RuleDraft.objects.create(
        region=by.region,
        based_on=based_on,
        title=title,
        why=why,
        first_day=first_day,
        content=content,
        author=by.user,
        created_at=now,
        changed_at=now,
    )
    draft.editors.add(by.user)
    note(draft, verb, by=by, now=now, title=title, based_on=based_on.hash, first_day=first_day.isoformat())
    return draft


@transaction.atomic
def change_head(
    *,
    draft: RuleDraft,
    title: str,
    why: str,
    first_day: dt.date,
    by: Actor,
    now: dt.datetime,
    version: int,
) -> RuleDraft:
    """Title, reason and first day; the changes made so far move to another first day with it."""
    found, files = lock_to_edit(draft, by=by, version=version)
    title, why = _described(title, why)
    old = {"title": found.title, "why": found.why, "first_day": found.first_day.isoformat()}
    if first_day != found.first_day:
        check_first_day(first_day, found.based_on, now=now)
        move_first_day(files, base_of(found), old=found.first_day, new=first_day)
        found.first_day = first_day
    found.title, found.why = title, why
    new = {"title": title, "why": why, "first_day": first_day.isoformat()}
    if old == new:
        return found
    before = found.version
    save_files(found, files, "day_moved", by=by, now=now, first_day=first_day.isoformat())
    if found.version == before:
        save(found, now=now)
        found.editors.add(by.user)
    note(found, "described", by=by, now=now, **{key: new[key] for key in new if new[key] != old[key]})
    return found


@transaction.atomic
def discard_draft(*, draft: RuleDraft, by: Actor, now: dt.datetime, version: int) -> RuleDraft:
    """Given up; its history stays."""
    policies.check_can_read_draft(by, draft)
    found = lock_draft(draft, version)
    policies.check_can_discard(by, found)
    found.state = RuleDraft.State.DISCARDED
    save(found, now=now)
    note(found, "discarded", by=by, now=now)
    return found


def _described(title: str, why: str) -> tuple[str, str]:
    title, why = title.strip(), why.strip()
    for field, text, longest in (("title", title, LONGEST_TITLE), ("why", why, LONGEST_WHY)):
        if not text:
            empty = _("Give the change a title.") if field == "title" else _("Say why the rules change.")
            raise DomainError(empty, field=field)
        if len(text) > longest:
            raise DomainError(_("At most {number} characters.").format(number=longest), field=field)
        if "\0" in text:
            raise DomainError(_("A character here cannot be stored."), field=field)
    return title, why
