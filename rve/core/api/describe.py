"""What an operation says of itself in the OpenAPI schema; headers, errors and paging follow from its kind.

@describe(
    operation_id="answer_questions",
    summary="Answer what RVE asked",
    description="One answer for each question. …",
    request=AnswersIn,                       # a serializer class, or {"multipart/form-data": FileIn}
    answers={200: ReferralOut},              # None: no body
    errors=(409, 412, 428),                  # besides those that every such operation has
    examples={"request": {...}, 200: {...}},
)
def post(self, request: Request, public_id: UUID) -> Response: ...
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers

from rve.core.api.fields import MomentField

View = TypeVar("View", bound=Callable[..., Any])
# A status, or a status with its media type where the answer is no JSON.
Answers = Mapping[Any, Any]


@dataclass(frozen=True, slots=True)
class Described:
    """`key`: "required", "optional" or "" (no Idempotency-Key)."""

    errors: frozenset[int]
    examples: Mapping[str | int, Any]
    paged: bool
    key: str
    if_match: bool
    etag: bool
    parameters: Sequence[OpenApiParameter] = field(default=())


def describe(
    *,
    operation_id: str,
    summary: str,
    description: str = "",
    request: Any = None,
    answers: Answers,
    errors: Sequence[int] = (),
    examples: Mapping[str | int, Any] | None = None,
    parameters: Sequence[OpenApiParameter] = (),
    query: type[serializers.Serializer] | None = None,
    paged: bool = False,
    key: str | None = None,
    tags: Sequence[str] = (),
) -> Callable[[View], View]:
    """Marks a method of an Endpoint. `paged`: answers[200] is the item, the page is put around it, and around
    the example. Examples stand under "request", "request multipart/form-data", 200, 201. `query`: the
    serializer that `Endpoint.query` reads. `key`: by default required for 201 with 422 among the errors,
    honoured when 422 is, else none. If-Match follows from 428.
    """
    described = Described(
        errors=frozenset(errors),
        examples=examples or {},
        paged=paged,
        key=_key(answers, errors) if key is None else key,
        if_match=428 in errors,
        etag=not paged and any(_has_version(body) for body in answers.values()),
    )

    def mark(view: View) -> View:
        view.described = described  # type: ignore[attr-defined]
        marked: View = extend_schema(
            operation_id=operation_id,
            summary=summary,
            description=description or None,
            request=request,
            responses={status: _response(body, paged) for status, body in answers.items()},
            parameters=[*([query] if query else []), *parameters],
            tags=list(tags) or None,
        )(view)
        return marked

    return mark


def _key(answers: Answers, errors: Sequence[int]) -> str:
    if 422 not in errors:
        return ""
    return "required" if 201 in answers else "optional"


def _has_version(body: Any) -> bool:
    return "version" in getattr(body, "_declared_fields", {})


def _response(body: Any, paged: bool) -> OpenApiResponse:
    if body is None:
        return OpenApiResponse(description="No body.")
    shown = page_of(body) if paged else body
    return OpenApiResponse(shown, description=_first_sentence(shown))


def _first_sentence(body: Any) -> str:
    if isinstance(body, OpenApiTypes):
        return "The bytes as they are kept."
    said = (getattr(body, "__doc__", None) or "").strip().split("\n")[0]
    return said or "As asked."


@cache
def page_of(item: type[serializers.Serializer]) -> type[serializers.Serializer]:
    """The serializer of a page of such items; one class for each, since the schema knows it by name."""
    name = item.__name__.removesuffix("Serializer").removesuffix("Out") + "PageOut"
    members = {
        "__doc__": "One page, the oldest change first.",
        "next": serializers.URLField(allow_null=True, help_text="The page after this one, null at the end."),
        "previous": serializers.URLField(
            allow_null=True, help_text="The page before this one, null at the start."
        ),
        "results": item(many=True),
        "poll_from": MomentField(
            help_text="Give it as updated_since next time: two minutes before this answer, so that what was "
            "slow to be stored is not missed. Rows of those minutes come twice: compare id and version."
        ),
    }
    return type(name, (serializers.Serializer,), members)
