"""Tokens of the local issuer, and a client that shows one with each request.

api = Client(world.practice, "referrals:read referrals:write")   # a system of Kari's practice
api = Client(world.rve, "decisions:sign", person=world.liv)      # Liv herself
answer = api.post("/api/v1/referrals", body, key="a-1")
answer = api.patch(address, body, if_match=3)
"""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client as DjangoClient

from rve.core.api import local_issuer
from rve.core.models import Organisation, User
from rve.core.policies import Actor

CLIENT = "epj-test"


def token_for(
    organisation: Organisation, scopes: str, person: Actor | User | None = None, *, client: str = CLIENT
) -> str:
    """A token for a system of the organisation, or for a person there (who gets an HPR number if without)."""
    hpr = _hpr(person.user if isinstance(person, Actor) else person) if person else ""
    return local_issuer.issue(client=client, organisation=organisation.number, scope=scopes, hpr=hpr)


def _hpr(person: User) -> str:
    if not person.hpr_number:
        person.hpr_number = f"{8_000_000 + person.pk}"
        User.objects.filter(pk=person.pk).update(hpr_number=person.hpr_number)
    return person.hpr_number


class Client(DjangoClient):
    """Django's test client with a token: JSON in, `if_match` (a version or a tag) and `key` as headers."""

    def __init__(
        self,
        organisation: Organisation,
        scopes: str,
        person: Actor | User | None = None,
        *,
        client: str = CLIENT,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.token = token_for(organisation, scopes, person, client=client)

    def generic(self, method: str, path: str, data: Any = "", *args: Any, **extra: Any) -> HttpResponse:
        extra.setdefault("HTTP_AUTHORIZATION", f"Bearer {self.token}")
        return super().generic(method, path, data, *args, **extra)

    def post(self, path: str, data: Any = None, **kwargs: Any) -> HttpResponse:  # type: ignore[override]
        return self._send("POST", path, data, **kwargs)

    def put(self, path: str, data: Any = None, **kwargs: Any) -> HttpResponse:  # type: ignore[override]
        return self._send("PUT", path, data, **kwargs)

    def patch(self, path: str, data: Any = None, **kwargs: Any) -> HttpResponse:  # type: ignore[override]
        return self._send("PATCH", path, data, **kwargs)

    def _send(
        self,
        method: str,
        path: str,
        data: Any,
        *,
        if_match: int | str | None = None,
        key: str | None = None,
        content_type: str = "application/json",
        **extra: Any,
    ) -> HttpResponse:
        body = data if isinstance(data, str | bytes) else json.dumps({} if data is None else data)
        if if_match is not None:
            extra["HTTP_IF_MATCH"] = f'"{if_match}"' if isinstance(if_match, int) else if_match
        if key is not None:
            extra["HTTP_IDEMPOTENCY_KEY"] = key
        return self.generic(method, path, body, content_type=content_type, **extra)
