"""What stands beside the rows of a draft: settings, cases with their answers, orders that are meant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from deltytelser.catalogue import edits_beside
from deltytelser.models import RuleDraft
from deltytelser.rules.errors import CatalogueError
from deltytelser.use_cases.draft_saving import lock_to_edit, save_files
from deltytelser.use_cases.refusals import refused
from rve.core.policies import Actor


@transaction.atomic
def change_value(
    *,
    draft: RuleDraft,
    setting: str,
    value: object,
    source: object,
    mark: object,
    by: Actor,
    now: dt.datetime,
    version: int,
) -> RuleDraft:
    """The setting has another value from the first day on. `source` and `mark` raw, as in the file."""
    found, files = lock_to_edit(draft, by=by, version=version)
    new = {"value": value, "source": source, "mark": mark}
    try:
        edits_beside.change_value(files, setting=setting, first_day=found.first_day, **new)
    except CatalogueError as error:
        raise refused(error) from error
    return save_files(found, files, "value_changed", by=by, now=now, row=setting)


@transaction.atomic
def accept_case(
    *,
    draft: RuleDraft,
    case: str,
    expected: Mapping[str, Any],
    by: Actor,
    now: dt.datetime,
    version: int,
) -> RuleDraft:
    """The case has a new answer: the change means it so."""
    found, files = lock_to_edit(draft, by=by, version=version)
    try:
        edits_beside.accept_case(files, case=case, expected=expected)
    except CatalogueError as error:
        raise refused(error) from error
    return save_files(found, files, "case_accepted", by=by, now=now, row=case)


@transaction.atomic
def accept_cases(
    *,
    draft: RuleDraft,
    answers: Mapping[str, Mapping[str, Any]],
    by: Actor,
    now: dt.datetime,
    version: int,
) -> RuleDraft:
    """Several cases, by id, have a new answer at once: the change means it so."""
    found, files = lock_to_edit(draft, by=by, version=version)
    try:
        for case, expected in answers.items():
            edits_beside.accept_case(files, case=case, expected=expected)
    except CatalogueError as error:
        raise refused(error) from error
    return save_files(found, files, "cases_accepted", by=by, now=now, cases=sorted(answers))


@transaction.atomic
def add_case(
    *,
    draft: RuleDraft,
    case: str,
    nb: str,
    facts: Mapping[str, Any],
    expected: Mapping[str, Any],
    by: Actor,
    now: dt.datetime,
    version: int,
) -> RuleDraft:
    """One more referral, described in `nb`, with the answer it must have in this version and all after it."""
    found, files = lock_to_edit(draft, by=by, version=version)
    try:
        edits_beside.add_case(files, case=case, nb=nb, facts=facts, expected=expected)
    except CatalogueError as error:
        raise refused(error) from error
    return save_files(found, files, "case_added", by=by, now=now, row=case)


@transaction.atomic
def confirm_order(
    *, draft: RuleDraft, first: str, then: str, by: Actor, now: dt.datetime, version: int
) -> RuleDraft:
    """Two rows that overlap and disagree are meant to stand in this order."""
    found, files = lock_to_edit(draft, by=by, version=version)
    edits_beside.confirm_order(files, first=first, then=then)
    return save_files(found, files, "order_confirmed", by=by, now=now, row=first, then=then)
