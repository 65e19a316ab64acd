"""Wrong passwords are counted per user name and address: after too many nobody gets in for a while."""

from __future__ import annotations

import hashlib

import redis
from django.conf import settings

MOST, SECONDS = 10, 15 * 60


def _key(username: str, address: str) -> str:
    return "login:" + hashlib.sha256(f"{username.lower()}|{address}".encode()).hexdigest()


def _store() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2)


def too_many(*, username: str, address: str) -> bool:
    """Whether log-in is closed for now. Without Redis it stays open: care must not stop."""
    try:
        return int(_store().get(_key(username, address)) or 0) >= MOST
    except redis.RedisError:
        return False


def count_wrong(*, username: str, address: str) -> None:
    try:
        store, key = _store(), _key(username, address)
        store.incr(key)
        store.expire(key, SECONDS)
    except redis.RedisError:
        return


def forget(*, username: str, address: str) -> None:
    """A right password ends the count."""
    try:
        _store().delete(_key(username, address))
    except redis.RedisError:
        return
