"""Every view of a patient is written down: who, for whom, why, which data (pasientjournalloven § 22 a)."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable

from django.db import connection, transaction

from rve.core.models import AccessLog, AccessLogSeal
from rve.core.policies import Actor

SEAL_LOCK = 7_262_001


def seen(
    *,
    actor: Actor,
    data: str,
    basis: str,
    at: dt.datetime,
    case_ids: Iterable[int | None] = (),
    patient_ids: Iterable[int | None] = (),
) -> None:
    """One row per page or answer; nothing is written for an empty page."""
    cases = sorted({key for key in case_ids if key})
    patients = sorted({key for key in patient_ids if key})
    if cases or patients:
        AccessLog.objects.create(
            at=at,
            user=actor.user,
            organisation=actor.organisation,
            role=actor.main_role,
            basis=basis,
            data=data,
            case_ids=cases,
            patient_ids=patients,
        )


def _line(row: AccessLog) -> str:
    return "|".join(
        str(part)
        for part in (
            row.pk,
            row.at.astimezone(dt.UTC).isoformat(),
            row.user_id,
            row.organisation_id,
            row.role,
            row.basis,
            row.data,
            row.case_ids,
            row.patient_ids,
        )
    )


def digest_of(rows: Iterable[AccessLog], previous: str) -> str:
    """SHA-256 over the rows in order and the seal before, hex."""
    sha = hashlib.sha256(previous.encode())
    for row in rows:
        sha.update(_line(row).encode())
    return sha.hexdigest()


@transaction.atomic
def seal(*, now: dt.datetime, older_than: dt.timedelta = dt.timedelta(minutes=2)) -> AccessLogSeal | None:
    """Seals the rows since the last seal that no transaction can still add to; None without any."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEAL_LOCK])
    last = AccessLogSeal.objects.order_by("-last_id").first()
    rows = list(
        AccessLog.objects.filter(pk__gt=last.last_id if last else 0, at__lt=now - older_than).order_by("pk")[
            :10_000
        ]
    )
    if not rows:
        return None
    previous = last.digest if last else ""
    return AccessLogSeal.objects.create(
        first_id=rows[0].pk,
        last_id=rows[-1].pk,
        rows=len(rows),
        sealed_at=now,
        previous=previous,
        digest=digest_of(rows, previous),
    )


def broken_seals() -> list[AccessLogSeal]:
    """The seals whose rows or predecessor no longer match: empty when nothing was touched."""
    broken, previous = [], ""
    for one in AccessLogSeal.objects.order_by("last_id"):
        rows = AccessLog.objects.filter(pk__gte=one.first_id, pk__lte=one.last_id).order_by("pk")
        if one.previous != previous or digest_of(rows, previous) != one.digest:
            broken.append(one)
        previous = one.digest
    return broken
