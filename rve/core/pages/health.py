"""Is it alive, is it ready: for load balancers and the supervisor."""

from __future__ import annotations

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from rve.core.policies import public


@public
@never_cache
def livez(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "alive"})


@public
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200, or 503 with what is missing."""
    missing = [name for name, check in (("database", _database), ("redis", _redis)) if not check()]
    return JsonResponse(
        {"status": "missing" if missing else "ready", "missing": missing}, status=503 if missing else 200
    )


def _database() -> bool:
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False


def _redis() -> bool:
    try:
        return bool(redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2).ping())
    except redis.RedisError:
        return False
