"""The history of a case: written in the transaction of the use case that makes it happen."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from django.db import connection

from rve.core.models import CaseEvent, Organisation, User


def record(
    *,
    kind: str,
    case_id: int,
    verb: str,
    by: User | None,
    organisation: Organisation | None,
    at: dt.datetime,
    reason: str = "",
    changes: dict[str, Any] | None = None,
) -> CaseEvent:
    """One event; `changes` says what changed, never an identity number."""
    made = event(
        kind=kind,
        case_id=case_id,
        verb=verb,
        by=by,
        organisation=organisation,
        at=at,
        reason=reason,
        changes=changes,
    )
    made.save(force_insert=True)
    return made


def event(
    *,
    kind: str,
    case_id: int,
    verb: str,
    by: User | None,
    organisation: Organisation | None,
    at: dt.datetime,
    reason: str = "",
    changes: dict[str, Any] | None = None,
) -> CaseEvent:
    """As `record`, not written yet: for `record_all`."""
    return CaseEvent(
        kind=kind,
        case_id=case_id,
        verb=verb,
        by=by,
        organisation=organisation,
        at=at,
        reason=reason,
        changes=changes or {},
    )


def record_all(made: Sequence[CaseEvent]) -> None:
    """Many events in one statement, in the order in which they are handed in."""
    columns: list[Any] = [
        [one.kind for one in made],
        [one.case_id for one in made],
        [one.verb for one in made],
        [one.by_id for one in made],
        [one.organisation_id for one in made],
        [one.at for one in made],
        [one.reason for one in made],
        [json.dumps(one.changes) for one in made],
    ]
    if made:
        with connection.cursor() as cursor:
            cursor.execute(_RECORD, columns)


# A scan writes hundreds: Django's bulk_create takes a quarter of its time.
_RECORD = """
    INSERT INTO core_caseevent (kind, case_id, verb, by_id, organisation_id, at, reason, changes)
    SELECT * FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::bigint[], %s::bigint[], %s::timestamptz[],
        %s::text[], %s::jsonb[])
"""
