"""The same request again gets the same answer: Idempotency-Key (docs/api.md, ADR 0020).

A lock on the key lives in the transaction that makes the thing, so that key and thing are kept together or
not at all. What is kept of the request is a keyed hash.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from rest_framework.request import Request

from rve.core import identity_numbers
from rve.core.api.problems import Problem
from rve.core.models import IdempotencyKey
from rve.core.policies import Actor

KEPT = dt.timedelta(days=30)
_VISIBLE = re.compile(r"[!-~]{1,120}")
_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Made:
    """What a request made or changed, and the version it has now."""

    public_id: UUID
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """`status` is that of the first answer; `version` is None when it was answered before."""

    public_id: UUID
    status: int
    version: int | None
    replayed: bool


def key_of(request: Request, *, required: bool) -> str | None:
    """The key of a request, None where none is needed; Problem (400) when it is missing or unusable."""
    key = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if key is None and not required:
        return None
    # Keys are kept in clear: one made of a patient's number is none.
    if key is None or not _VISIBLE.fullmatch(key) or identity_numbers.holds_one(key):
        raise Problem("key-missing")
    return str(key)


def digest_of(request: Request) -> str:
    """Keyed hash over method, address with query and the body to the byte (of files: over the parts)."""
    _ = request.data
    sha = hmac.new(settings.LOOKUP_KEY.encode(), digestmod=hashlib.sha256)
    for part in (request.method or "", request.get_full_path()):
        sha.update(_framed(part.encode()))
    raw = getattr(request, "raw_body", None)
    if raw is not None:
        sha.update(_framed(raw))
    else:
        _add_parts(sha, request)
    return sha.hexdigest()


def _framed(piece: bytes) -> bytes:
    return len(piece).to_bytes(8, "big") + piece


def _add_parts(sha: hmac.HMAC, request: Request) -> None:
    for name, texts in getattr(request.POST, "lists", list)():
        for text in texts:
            sha.update(_framed(str(name).encode()) + _framed(str(text).encode()))
    for name, files in request.FILES.lists():
        for file in files:
            for said in (name, file.name or "", file.content_type or ""):
                sha.update(_framed(said.encode()))
            sha.update(_framed(hashlib.sha256(b"".join(file.chunks())).digest()))
            file.seek(0)


def once(
    *,
    actor: Actor,
    key: str,
    digest: str,
    kind: str,
    status: int,
    make: Callable[[], Made],
    now: dt.datetime,
) -> Outcome:
    """Makes it, or finds what the same request made; both in one transaction under a lock on the key.

    Problem: 409 while the first is under way, 422 when the key came with another request.
    What `make` raises undoes everything and leaves the key free. Three queries besides those of `make`.
    """
    with transaction.atomic():
        if not _locked(actor, key):
            raise Problem("in-flight", headers={"Retry-After": "1"})
        rows = IdempotencyKey.objects.filter(user=actor.user, organisation=actor.organisation, key=key)
        before = rows.first()
        if before and before.at > now - KEPT:
            if not hmac.compare_digest(before.digest, digest):
                raise Problem("key-reused")
            return Outcome(before.public_id, before.status, None, True)
        if before:
            before.delete()
        made = make()
        IdempotencyKey.objects.create(
            user=actor.user,
            organisation=actor.organisation,
            key=key,
            digest=digest,
            status=status,
            kind=kind,
            public_id=made.public_id,
            at=now,
        )
    return Outcome(made.public_id, status, made.version, False)


def _locked(actor: Actor, key: str) -> bool:
    """Whether nobody else answers this key just now; held until the transaction ends."""
    name = f"idempotency|{actor.user.pk}|{actor.organisation.pk}|{key}".encode()
    number = int.from_bytes(hashlib.sha256(name).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        return bool(cursor.fetchone()[0])


def forget_old(*, now: dt.datetime) -> int:
    """Deletes keys that are older than 30 days, some thousand at a time; how many."""
    deleted = 0
    while True:
        oldest = IdempotencyKey.objects.filter(at__lte=now - KEPT).order_by("at").values("pk")[:_BATCH]
        found, _each = IdempotencyKey.objects.filter(pk__in=[row["pk"] for row in oldest]).delete()
        deleted += found
        if found < _BATCH:
            return deleted
