"""Putting a draft in force: submitted by those who wrote it, approved by another, checked, published."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from deltytelser import policies
from deltytelser.models import RuleDraft
from deltytelser.rules.files import unnumbered
from deltytelser.use_cases.checking import TASK, publish, waiting
from deltytelser.use_cases.draft_saving import base_of, lock_draft, lock_to_edit, note, save
from deltytelser.use_cases.newest import check_first_day, check_newest
from rve.core.errors import DomainError
from rve.core.policies import Actor
from rve.core.queue import enqueue

__all__ = ["TASK", "approve", "publish", "send_back", "submit", "take_back", "waiting"]
State = RuleDraft.State


@transaction.atomic
def submit(*, draft: RuleDraft, by: Actor, now: dt.datetime, version: int) -> RuleDraft:
    """Ready for a second person. DomainError for a draft that changes nothing, or a day that has passed."""
    found, files = lock_to_edit(draft, by=by, version=version)
    if unnumbered(files) == unnumbered(base_of(found)):
        raise DomainError(_("The draft changes nothing yet."))
    check_newest(found.based_on)
    check_first_day(found.first_day, found.based_on, now=now)
    found.state = State.SUBMITTED
    found.submitted_by, found.submitted_at = by.user, now
    found.reviewer = found.reviewed_at = None
    found.sent_back_why = found.report = ""
    save(found, now=now)
    # Whoever takes it back afterwards is still no second person.
    found.editors.add(by.user)
    note(found, "submitted", by=by, now=now)
    return found


@transaction.atomic
def take_back(*, draft: RuleDraft, by: Actor, now: dt.datetime, version: int) -> RuleDraft:
    """Back to writing, by one of those who wrote it."""
    policies.check_can_read_draft(by, draft)
    found = lock_draft(draft, version)
    policies.check_can_take_back(by, found)
    found.state = State.OPEN
    found.submitted_by = found.submitted_at = None
    save(found, now=now)
    note(found, "taken_back", by=by, now=now)
    return found


@transaction.atomic
def send_back(*, draft: RuleDraft, why: str, by: Actor, now: dt.datetime, version: int) -> RuleDraft:
    """The second person says what must be mended first."""
    policies.check_can_read_draft(by, draft)
    found = lock_draft(draft, version)
    policies.check_can_review(by, found)
    if not why.strip():
        raise DomainError(_("Say why it is sent back."), field="why")
    found.state = State.OPEN
    found.reviewer, found.reviewed_at = by.user, now
    found.sent_back_why = why.strip()
    save(found, now=now)
    note(found, "sent_back", by=by, now=now, reason=why.strip())
    return found


@transaction.atomic
def approve(*, draft: RuleDraft, by: Actor, now: dt.datetime, version: int) -> RuleDraft:
    """The second person agrees; every check is run, and the draft is published when all hold."""
    policies.check_can_read_draft(by, draft)
    found = lock_draft(draft, version)
    policies.check_can_review(by, found)
    check_newest(found.based_on)
    check_first_day(found.first_day, found.based_on, now=now)
    found.state = State.CHECKING
    found.reviewer, found.reviewed_at = by.user, now
    found.claimed_at, found.attempts = None, 0
    save(found, now=now)
    note(found, "approved", by=by, now=now)
    enqueue(TASK, found.pk)
    return found
