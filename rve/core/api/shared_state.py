"""What all processes must agree on about tokens: keys of issuers, and proofs that were used. In Redis."""

from __future__ import annotations

from functools import lru_cache

import redis
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from rve.core.api.refusals import NotOpenNow

_PREFIX = "rve:api:"
_DOWN = _("Tokens cannot be checked right now. Try again in a little while.")


@lru_cache(maxsize=4)
def _store_at(address: str) -> redis.Redis:
    # One try each: a caller waits for the answer.
    return redis.Redis.from_url(address, socket_timeout=2, socket_connect_timeout=2, decode_responses=True)


def _store() -> redis.Redis:
    return _store_at(settings.REDIS_URL)


def get(name: str) -> str | None:
    """What is kept under the name. Raises NotOpenNow, as all here, when Redis does not answer."""
    try:
        found = _store().get(_PREFIX + name)
    except redis.RedisError:
        raise NotOpenNow(_DOWN) from None
    return str(found) if found is not None else None


def keep(name: str, value: str, *, seconds: int) -> None:
    try:
        _store().set(_PREFIX + name, value, ex=seconds)
    except redis.RedisError:
        raise NotOpenNow(_DOWN) from None


def first(name: str, *, seconds: int) -> bool:
    """Whether nobody has said so for that many seconds; of several at once exactly one is the first."""
    try:
        return bool(_store().set(_PREFIX + name, "1", nx=True, ex=seconds))
    except redis.RedisError:
        raise NotOpenNow(_DOWN) from None


def forget(name: str) -> None:
    try:
        _store().delete(_PREFIX + name)
    except redis.RedisError:
        raise NotOpenNow(_DOWN) from None
