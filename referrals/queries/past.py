"""What a patient's other cases say about a new one: open cases, rights that stand, stays. One query."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from referrals.models import Decision, Patient, Placement, Referral
from rve.core.compiled_query import CompiledQuery


@dataclass(frozen=True, slots=True)
class Right:
    """A signed right to a delytelse, not used up."""

    delytelse: str
    deadline: dt.date | None
    signed_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Past:
    """`open_since`: the oldest receipt of a case being assessed, or with a stay planned or running.

    `stays`: completed ones, delytelse and last day.
    """

    open_since: dt.date | None = None
    rights: tuple[Right, ...] = ()
    stays: tuple[tuple[str, dt.date], ...] = ()


def past_of(patient: Patient | None, *, but: Referral) -> Past:
    """The patient's other cases; no query for a patient that is not saved yet."""
    if patient is None or patient.pk is None:
        return Past()
    open_since, rights, stays = None, [], []
    rows = _CASES.rows(patient=patient.pk, but=but.pk or 0)
    for status, received_on, placed, signed, completed in rows:
        decided = status == Referral.Status.DECIDED
        if received_on and (status in Referral.OPEN or (decided and placed)):
            open_since = min(open_since or received_on, received_on)
        if decided:
            rights += [_right(row) for row in map(_read, signed)]
        ended = ((row["delytelse"], row["ended_on"]) for row in map(_read, completed))
        stays += [(letter, dt.date.fromisoformat(day)) for letter, day in ended if day]
    return Past(open_since, tuple(rights), tuple(stays))


def _cases(patient: int, but: int) -> QuerySet[Any, Any]:
    placements = Placement.objects.filter(referral=OuterRef("pk"))
    signed = Decision.objects.filter(
        referral=OuterRef("pk"), status=Decision.Status.SIGNED, outcome=Decision.Outcome.GRANTED
    )
    completed = placements.filter(status=Placement.Status.COMPLETED)
    right = JSONObject(delytelse="delytelse", deadline="start_deadline", signed_at="signed_at")
    stay = JSONObject(delytelse="decision__delytelse", ended_on="ended_on")
    return (
        Referral.objects.filter(patient=patient)
        .exclude(pk=but)
        .values_list(
            "status",
            "received_on",
            Exists(placements.filter(status__in=Placement.LIVE)),
            ArraySubquery(signed.values(one=right)),
            ArraySubquery(completed.values(one=stay)),
        )
    )


_CASES = CompiledQuery(_cases, patient=int, but=int)


def _read(row: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(row) if isinstance(row, str) else row
    return found


def _right(row: dict[str, Any]) -> Right:
    deadline = dt.date.fromisoformat(row["deadline"]) if row["deadline"] else None
    return Right(row["delytelse"], deadline, dt.datetime.fromisoformat(row["signed_at"]))
