"""How much a client may ask within a minute, counted in Redis. Without Redis everything is let through:
a hospital's work matters more than our limits.
"""

from __future__ import annotations

import hashlib
import logging
import time
from dataclasses import dataclass
from functools import cache

import redis
from django.conf import settings

SECONDS = 60
_QUIET_SECONDS = 60.0
log = logging.getLogger("rve.api")


@dataclass(frozen=True, slots=True)
class Allowance:
    """`limit` requests a minute, `remaining` of them left, the count begins anew in `reset` seconds."""

    limit: int
    remaining: int
    reset: int
    exceeded: bool

    def headers(self) -> dict[str, str]:
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset),
        }


class _Warned:
    """When the outage was last told of, so that the log holds it once a minute."""

    at = float("-inf")


@cache
def _store(address: str) -> redis.Redis:
    return redis.Redis.from_url(address, socket_timeout=0.25, socket_connect_timeout=0.25)


def take(*, group: str, who: str) -> Allowance | None:
    """Counts one request of a client in a group (read, write, assess, open); None when nobody can count."""
    limit = settings.API_PER_MINUTE[group]
    key = f"rve:api:{group}:{hashlib.sha256(who.encode()).hexdigest()[:32]}"
    try:
        pipe = _store(settings.REDIS_URL).pipeline(transaction=True)
        pipe.set(key, 0, ex=SECONDS, nx=True)
        pipe.incr(key)
        pipe.ttl(key)
        _set, count, left = pipe.execute()
    except redis.RedisError as error:
        _tell(error)
        return None
    return Allowance(limit, max(0, limit - count), max(1, left), count > limit)


def _tell(error: redis.RedisError) -> None:
    if time.monotonic() - _Warned.at < _QUIET_SECONDS:
        return
    _Warned.at = time.monotonic()
    log.warning("Requests are not counted: Redis cannot be asked (%s).", type(error).__name__)
