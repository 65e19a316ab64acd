"""What every address of the API is built on: scope, version, key, body, page and answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from rest_framework.exceptions import MethodNotAllowed, NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from rve.core import clock
from rve.core.api import etag, idempotency, pages, throttles
from rve.core.api.authentication import TokenAuthentication
from rve.core.api.bodies import validated, validated_query
from rve.core.api.caller import Caller
from rve.core.api.fields import moment
from rve.core.api.idempotency import Made
from rve.core.api.problems import Problem
from rve.core.policies import Actor, Policy

__all__ = ["Endpoint", "Made"]
ANY_TOKEN = "*"


class Endpoint(APIView):
    """One address. `scope` names what each method needs: "" nothing, "*" any token, "a b" one of the two.

    `group` is what its requests count as (read, write, assess); by default reading or writing by method.
    `largest_body` in bytes, where texts of 2.5 MB are not enough.
    """

    policy = Policy(public=True)
    scope: ClassVar[Mapping[str, str]] = {}
    group: ClassVar[str] = ""
    largest_body: ClassVar[int | None] = None
    authentication_classes = (TokenAuthentication,)
    http_method_names = ("get", "head", "post", "put", "patch", "delete")

    def get_authenticators(self) -> list[Any]:
        """None for an open operation: a token there is neither asked for nor looked at."""
        method = getattr(getattr(self, "request", None), "method", "") or ""
        return [] if self._scope(method) == "" else super().get_authenticators()

    def _scope(self, method: str) -> str | None:
        return self.scope.get("GET" if method == "HEAD" else method)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if self._scope(request.method) is None:
            raise MethodNotAllowed(request.method)
        super().initial(request, *args, **kwargs)

    def check_permissions(self, request: Request) -> None:
        wanted = self._scope(request.method) or ""
        if not wanted:
            return
        if not isinstance(request.auth, Caller):
            raise NotAuthenticated()
        request._request.api_client = request.auth.client_id
        if wanted != ANY_TOKEN:
            request.auth.demand(wanted)

    def check_throttles(self, request: Request) -> None:
        allowance = throttles.take(group=self._group(request), who=self._who(request))
        request._request.api_allowance = allowance
        if allowance and allowance.exceeded:
            raise Problem("throttled", headers={"Retry-After": str(allowance.reset)})

    def _group(self, request: Request) -> str:
        if not self._scope(request.method):
            return "open"
        return self.group or ("read" if request.method in {"GET", "HEAD"} else "write")

    def _who(self, request: Request) -> str:
        if isinstance(request.auth, Caller):
            return f"{request.auth.client_id}|{request.auth.actor.organisation.pk}"
        return str(request.META.get("REMOTE_ADDR", ""))

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        allowance = getattr(getattr(request, "_request", request), "api_allowance", None)
        for name, value in (allowance.headers() if allowance else {}).items():
            answer.headers[name] = value
        if self._scope(request.method) != "":
            answer.headers.setdefault("Cache-Control", "no-store")
        return answer

    @cached_property
    def now(self) -> dt.datetime:
        """The moment of the request: asked for once."""
        return clock.now()

    @property
    def caller(self) -> Caller:
        if not isinstance(self.request.auth, Caller):
            raise NotAuthenticated()
        return self.request.auth

    @property
    def actor(self) -> Actor:
        return self.caller.actor

    def expected_version(self) -> int:
        """The version that If-Match names; 428 without it, 412 when it holds none of ours."""
        return etag.expected_version(self.request.META.get("HTTP_IF_MATCH"))

    def body(self, serializer_class: Callable[..., Serializer]) -> dict[str, Any]:
        """The body, read and checked; 400 names each fault by its dotted field, unknown keys too."""
        return validated(serializer_class, self.request.data, {"endpoint": self})

    def query(
        self, serializer_class: Callable[..., Serializer], *, also: frozenset[str] = pages.NAMES
    ) -> dict[str, Any]:
        """The parameters of the address, checked; unknown and repeated ones are 400. `also`: names that
        somebody else reads, those of `page` if not told.
        """
        self._filters = frozenset(serializer_class().fields)
        return validated_query(
            serializer_class, self.request.query_params, also=also, context={"endpoint": self}
        )

    _filters: frozenset[str] = frozenset()

    def answer(
        self, data: Any, *, status: int = 200, version: int | None = None, location: str | None = None
    ) -> Response:
        """JSON with its ETag; 304 without a body for a GET whose If-None-Match knows the version."""
        headers = {"ETag": etag.etag(version)} if version is not None else {}
        if location:
            headers["Location"] = self.request.build_absolute_uri(location)
        known = version is not None and etag.is_known(self.request.META.get("HTTP_IF_NONE_MATCH"), version)
        if known and status == 200 and self.request.method in {"GET", "HEAD"}:
            return Response(status=304, headers=headers)
        return Response(data, status=status, headers=headers)

    def once(
        self,
        *,
        kind: str,
        make: Callable[[], Made],
        show: Callable[[UUID], dict[str, Any]],
        status: int = 201,
        required: bool = True,
        location: Callable[[UUID], str] | None = None,
    ) -> Response:
        """Makes it once for each Idempotency-Key and answers with what is there now.

        `make` runs in one transaction with the key; `show` reads it for the answer, a replay too, and
        raises NotFound for whoever may no longer see it. ETag is the `version` that `show` gives.
        """
        key = idempotency.key_of(self.request, required=required)
        if key is None:
            with transaction.atomic():
                made = make()
            outcome = idempotency.Outcome(made.public_id, status, made.version, False)
        else:
            digest = idempotency.digest_of(self.request)
            outcome = idempotency.once(
                actor=self.actor, key=key, digest=digest, kind=kind, status=status, make=make, now=self.now
            )
        shown = show(outcome.public_id)
        answer = self.answer(
            shown,
            status=outcome.status,
            version=shown.get("version", outcome.version),
            location=location(outcome.public_id) if location and outcome.status == 201 else None,
        )
        if outcome.replayed:
            answer.headers["Idempotent-Replay"] = "true"
        return answer

    def page(
        self,
        queryset: QuerySet[Any],
        *,
        render: Callable[[Sequence[Any]], list[dict[str, Any]]],
        filters: Iterable[str] = (),
        by: str = "updated_at",
    ) -> Response:
        """A page of the rows in the order they changed: next, previous, results, poll_from.

        `filters`: names of parameters that the view has read itself; those that `query` read are known.
        """
        known = pages.NAMES | self._filters | frozenset(filters)
        validated_query(Serializer, self.request.query_params, also=known)
        question = pages.asked(self.request.query_params)
        again = pages.poll_from(self.now)
        found = pages.page_of(queryset, question, by=by)
        address = self.request.build_absolute_uri(self.request.path)
        return Response(
            {
                "next": question.link(address, found.following),
                "previous": question.link(address, found.previous),
                "results": render(found.rows),
                "poll_from": moment(again),
            }
        )
