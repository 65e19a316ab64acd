"""Facts packed for the columns: written with each proposal, and for cases from before that was done."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from django.db import transaction
from django.db.models import JSONField, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from deltytelser.rules.errors import InvalidFacts
from deltytelser.rules.record import pack
from deltytelser.rules.world import World
from referrals import engine
from referrals.models import CodedFacts, Proposal, Referral, Snapshot
from rve.core.models import Region

BATCH: Final = 1000


def coded(referral: Referral, *, known: dict[str, Any], world: World) -> CodedFacts:
    """The row of a case, not yet saved. Raises InvalidFacts as the engine does."""
    return CodedFacts(referral=referral, region_id=referral.region_id, code=pack(known, world=world))


def keep_coded(rows: list[CodedFacts]) -> None:
    """Saves rows, each in place of the one its case had; inside the caller's transaction."""
    CodedFacts.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["referral"], update_fields=["region", "code"]
    )


def code_missing(*, region: Region, told: Callable[[int], bool] = lambda _left: True) -> int:
    """Packs the cases that have a proposal and no row; how many. Facts that cannot be read are left.

    `told` is called with the number left after each batch; False stops.
    """
    latest = _latest_of_uncoded(region)
    left, done, after = latest.count(), 0, 0
    grounds: dict[str, World] = {}
    while batch := list(latest.filter(referral_id__gt=after)[:BATCH]):
        after, left = batch[-1].referral_id, left - len(batch)
        with transaction.atomic():
            rows = [row for one in batch if (row := _row(one, grounds))]
            # A proposal made meanwhile has written a newer row.
            CodedFacts.objects.bulk_create(rows, ignore_conflicts=True)
        done += len(rows)
        if not told(left):
            break
    return done


def _latest_of_uncoded(region: Region) -> QuerySet[Proposal]:
    """The last proposal of each such case, with the digest of the geography it saw."""
    newest = Proposal.objects.filter(referral=OuterRef("referral")).order_by("-pk").values("pk")[:1]
    return (
        Proposal.objects.filter(referral__region=region, referral__coded=None, pk=Subquery(newest))
        .annotate(ground=KeyTextTransform(engine.GEOGRAPHY, Cast("snapshot__content", JSONField())))
        .select_related("referral")
        .only("facts", "referral__region_id")
        .order_by("referral_id")
    )


def _row(one: Proposal, grounds: dict[str, World]) -> CodedFacts | None:
    digest: str = one.ground  # type: ignore[attr-defined]
    if digest not in grounds:
        grounds[digest] = engine.bare_world(Snapshot.objects.get(digest=digest))
    try:
        return coded(one.referral, known=json.loads(one.facts), world=grounds[digest])
    except InvalidFacts:
        return None
