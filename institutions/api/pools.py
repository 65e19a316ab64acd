"""Pools: how many places there are, what is booked, who waits; and the institution's own word on it."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from institutions.api.examples import POOL
from institutions.api.fields import PoolIn, PoolOut
from institutions.api.shown import pools_shown
from institutions.models import Pool
from institutions.queries.readable import readable_pools
from institutions.use_cases.capacity import change_capacity, confirm_capacity
from rve.core.api.describe import describe
from rve.core.api.endpoint import Endpoint
from rve.core.api.etag import etag
from rve.core.api.idempotency import Made
from rve.core.errors import DomainError, NotAllowed, NotFound
from rve.core.models import Role


class PoolFilter(serializers.Serializer):
    """Which pools are asked for."""

    institution = serializers.SlugField(required=False, max_length=40, help_text="`kode`")
    delytelse = serializers.RegexField(r"^[A-R]$", required=False, help_text="One letter, A to R")


class _Pools(Endpoint):
    def shown(self, public_id: uuid.UUID) -> dict[str, Any]:
        """NotFound for one that is not the caller's to see."""
        rows = list(readable_pools(self.actor, on=self.actor.today).filter(public_id=public_id))
        if not rows:
            raise NotFound(_("There are no such places."))
        return pools_shown(rows, on=self.actor.today)[0]


class PoolList(_Pools):
    scope = {"GET": "institutions:read"}

    @describe(
        operation_id="list_pools",
        summary="List pools",
        description="Places in force today with what is booked and who waits: an institution's own, or the "
        "region's for the unit. `updated_since` also finds those whose bookings or queue changed.",
        answers={200: PoolOut},
        query=PoolFilter,
        paged=True,
        examples={200: POOL},
    )
    def get(self, request: Request) -> Response:
        asked = self.query(PoolFilter)
        rows = readable_pools(self.actor, on=self.actor.today)
        if "institution" in asked:
            rows = rows.filter(institution__kode=asked["institution"])
        if "delytelse" in asked:
            rows = rows.filter(delytelser__code=asked["delytelse"])
        return self.page(rows, render=lambda found: pools_shown(found, on=self.actor.today))


class PoolDetail(_Pools):
    scope = {"GET": "institutions:read", "PATCH": "pools:write"}

    @describe(
        operation_id="get_pool",
        summary="Read a pool",
        description="A pool with what is booked week by week, who waits, and when the number was confirmed.",
        answers={200: PoolOut},
        examples={200: POOL},
    )
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        shown = self.shown(public_id)
        # Never 304: bookings change what is shown, and not the version.
        return Response(shown, headers={"ETag": etag(shown["version"])})

    @describe(
        operation_id="update_pool",
        summary="Set or confirm the places",
        description="By the institution itself. Fewer places than are booked in some week answers 409, which "
        "names the week.",
        request=PoolIn,
        answers={200: PoolOut},
        errors=(409, 412, 422, 428),
        examples={"request": {"capacity": 2.5}, 200: POOL},
    )
    def patch(self, request: Request, public_id: uuid.UUID) -> Response:
        return self.once(
            kind="pool", make=lambda: self._make(public_id), show=self.shown, status=200, required=False
        )

    def _make(self, public_id: uuid.UUID) -> Made:
        said, version = self.body(PoolIn), self.expected_version()
        pool = readable_pools(self.actor, on=self.actor.today).filter(public_id=public_id).first()
        if pool is None:
            raise NotFound(_("There are no such places."))
        try:
            self._change(pool, said, version)
        except DomainError as error:
            # The page's form calls it places.
            error.field = error.field and "capacity"
            raise
        return Made(public_id)

    def _change(self, pool: Pool, said: dict[str, Any], version: int) -> None:
        if not self.actor.has(Role.INSTITUTION):
            raise NotAllowed(_("Only the institution can do this."))
        who: dict[str, Any] = {"by": self.actor, "now": self.now, "expected_version": version}
        if "capacity" in said:
            change_capacity(pool=pool, tenths=_tenths(said["capacity"]), **who)
        elif said["confirm"]:
            confirm_capacity(pool=pool, **who)
        else:
            raise DomainError(_("Give the places, or confirm them."), field="capacity")


def _tenths(places: float | None) -> int | None:
    return None if places is None else round(places * 10)
