"""Every stored proposal made again from what was stored with it: the bytes must be the same."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist

from referrals import engine
from referrals.models import Proposal


@dataclass(frozen=True, slots=True)
class Replayed:
    """One proposal made again; `why` says what went wrong where it is not the same."""

    reference: str
    made_at: dt.datetime
    same: bool
    why: str = ""


def replay(*, since: dt.date | None = None) -> Iterator[Replayed]:
    """The stored proposals in order, each made again from its facts, rule set and snapshot."""
    rows = Proposal.objects.select_related("rule_set", "snapshot", "referral").order_by("pk")
    if since is not None:
        rows = rows.filter(made_on__gte=since)
    for row in rows.iterator(chunk_size=200):
        yield _again(row)


def _again(row: Proposal) -> Replayed:
    reference = row.referral.reference or ""
    if engine.digest_of(row.snapshot.content) != row.snapshot.digest:
        return Replayed(reference, row.made_at, same=False, why="the snapshot is not what its digest says")
    try:
        made = engine.propose_from(
            facts=json.loads(row.facts),
            rules=engine.compiled(row.rule_set),
            world=engine.world_of(row.snapshot),
            on=row.made_on,
        )
    except (ValueError, LookupError, ObjectDoesNotExist) as error:
        return Replayed(reference, row.made_at, same=False, why=type(error).__name__)
    same = engine.canonical(made) == row.content
    return Replayed(reference, row.made_at, same=same, why="" if same else "the proposal differs")
