"""A create that was sent twice makes one thing: by Idempotency-Key, by If-None-Exist, by what it says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from rest_framework.request import Request

from rve.core.api import idempotency
from rve.core.api.idempotency import Made
from rve.core.encryption import lookup_index
from rve.core.models import IdempotencyKey
from rve.core.policies import Actor


@dataclass(frozen=True, slots=True)
class Created:
    """`new`: made by this request; else it was there (FHIR: 200, not 201)."""

    public_id: UUID
    new: bool
    replayed: bool = False


def create(
    request: Request, *, kind: str, actor: Actor, now: dt.datetime, make: Callable[[], tuple[UUID, bool]]
) -> Created:
    """`make` gives the id and whether it made anything. Keys are kept for 30 days."""
    key, digest = _key(request, kind)
    if key is None:
        with transaction.atomic():
            return Created(*make())
    told: list[bool] = []

    def once() -> Made:
        ident, new = make()
        told.append(new)
        return Made(ident)

    found = idempotency.once(
        actor=actor, key=key, digest=digest, kind=f"fhir:{kind}"[:20], status=201, make=once, now=now
    )
    if found.replayed:
        conditional = "HTTP_IDEMPOTENCY_KEY" not in request.META
        return Created(found.public_id, found.status == 201 and not conditional, replayed=True)
    if not told[0]:
        rows = IdempotencyKey.objects.filter(user=actor.user, organisation=actor.organisation, key=key)
        rows.update(status=200)
    return Created(found.public_id, told[0])


def _key(request: Request, kind: str) -> tuple[str | None, str]:
    """The client's key; else what If-None-Exist asks for, which is its key whatever the body says."""
    key = idempotency.key_of(request, required=False)
    if key is not None:
        return key, idempotency.digest_of(request)
    criteria = request.META.get("HTTP_IF_NONE_EXIST", "").strip()
    if not criteria:
        return None, ""
    hashed = lookup_index(f"{kind}?{criteria.lstrip('?')}")
    return f"if-none-exist:{hashed}", hashed
