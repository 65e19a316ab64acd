"""Rows of a draft: changed, added, ended, moved, and as they were. Each from the draft's first day on."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from deltytelser.catalogue import edits
from deltytelser.catalogue.edits import Files
from deltytelser.models import RuleDraft
from deltytelser.rules.errors import CatalogueError
from deltytelser.use_cases.draft_saving import base_of, files_of, lock_to_edit, save_files
from deltytelser.use_cases.refusals import refused
from rve.core.errors import DomainError
from rve.core.policies import Actor

_ID = re.compile(r"[A-Za-z][A-Za-z0-9_./-]{0,59}")


@transaction.atomic
def change_row(
    *,
    draft: RuleDraft,
    file: str,
    row: str,
    cells: Mapping[str, Any],
    by: Actor,
    now: dt.datetime,
    version: int,
) -> RuleDraft:
    """The row says `cells` (raw, all but id, from and to) from the first day on. DomainError at a cell."""
    found, files = lock_to_edit(draft, by=by, version=version)
    _changed(files, found, file=file, row=row, cells=cells)
    return save_files(found, files, "row_changed", by=by, now=now, file=file, row=row)


@transaction.atomic
def add_row(
    *,
    draft: RuleDraft,
    file: str,
    cells: Mapping[str, Any],
    before: str | None,
    by: Actor,
    now: dt.datetime,
    version: int,
) -> RuleDraft:
    """A new row, its id among `cells`, before another or (None) last in its table."""
    found, files = lock_to_edit(draft, by=by, version=version)
    row = _added(files, found, file=file, cells=cells, before=before)
    return save_files(found, files, "row_added", by=by, now=now, file=file, row=row)


@transaction.atomic
def end_row(*, draft: RuleDraft, file: str, row: str, by: Actor, now: dt.datetime, version: int) -> RuleDraft:
    """The row is in force for the last time the day before the first day."""
    found, files = lock_to_edit(draft, by=by, version=version)
    try:
        edits.end_row(files, file=file, row=row, first_day=found.first_day)
    except CatalogueError as error:
        raise refused(error) from error
    return save_files(found, files, "row_ended", by=by, now=now, file=file, row=row)


@transaction.atomic
def restore_row(
    *, draft: RuleDraft, file: str, row: str, by: Actor, now: dt.datetime, version: int
) -> RuleDraft:
    """The row as it is in the version that the draft is based on; a row that the draft added goes."""
    found, files = lock_to_edit(draft, by=by, version=version)
    try:
        edits.restore_row(files, base_of(found), file=file, row=row)
    except CatalogueError as error:
        raise refused(error) from error
    return save_files(found, files, "row_restored", by=by, now=now, file=file, row=row)


@transaction.atomic
def move_row(
    *,
    draft: RuleDraft,
    file: str,
    row: str,
    before: str | None,
    by: Actor,
    now: dt.datetime,
    version: int,
) -> RuleDraft:
    """The row stands before another (None: last) from the first day on: the first often decides."""
    found, files = lock_to_edit(draft, by=by, version=version)
    if before == row:
        return found
    try:
        edits.move_row(files, file=file, row=row, before=before, first_day=found.first_day)
    except CatalogueError as error:
        raise refused(error) from error
    return save_files(found, files, "row_moved", by=by, now=now, file=file, row=row, before=before)


def preview_row(
    *, draft: RuleDraft, file: str, row: str | None, cells: Mapping[str, Any], before: str | None = None
) -> Files:
    """The files as they would be, not saved, not compiled; `row` None: a new one, its id among the cells."""
    files = files_of(draft)
    if row is None:
        _added(files, draft, file=file, cells=cells, before=before)
    else:
        _changed(files, draft, file=file, row=row, cells=cells)
    return files


def _changed(files: Files, draft: RuleDraft, *, file: str, row: str, cells: Mapping[str, Any]) -> None:
    said = edits.cells_of(cells)
    try:
        edits.change_row(files, file=file, row=row, cells=said, first_day=draft.first_day)
    except CatalogueError as error:
        raise refused(error) from error


def _added(files: Files, draft: RuleDraft, *, file: str, cells: Mapping[str, Any], before: str | None) -> str:
    row, said = str(cells.get("id") or "").strip(), edits.cells_of(cells)
    if not _ID.fullmatch(row):
        raise DomainError(
            _("Name the row with letters, digits, and . _ / - between them, without spaces."), field="id"
        )
    try:
        edits.add_row(files, file=file, row=row, cells=said, before=before, first_day=draft.first_day)
    except CatalogueError as error:
        raise refused(error) from error
    return row
