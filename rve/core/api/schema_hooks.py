"""What all operations share in the schema: problems, headers, security and groups."""

from __future__ import annotations

from typing import Any

from rve.core.api import groups
from rve.core.api.catalogue import ADDRESS, KINDS
from rve.core.api.idempotency import KEPT
from rve.core.api.links import add_links

Schema = dict[str, Any]


def ours_only(endpoints: list[tuple[str, str, str, Any]], **_rest: Any) -> list[tuple[str, str, str, Any]]:
    """The operations under /api/v1/; FHIR has its own CapabilityStatement."""
    return [one for one in endpoints if one[0].startswith("/api/v1/")]


def finish(result: Schema, **_rest: Any) -> Schema:
    """Adds what the operations refer to."""
    _name_ids(result)
    components = result.setdefault("components", {})
    components["schemas"] = dict(sorted({**components.get("schemas", {}), "Problem": _problem()}.items()))
    components["responses"] = _problem_responses()
    components["headers"] = _headers()
    components["parameters"] = _parameters()
    components["securitySchemes"] = _security()
    _refuse_unknown_keys(result)
    add_links(result)
    result["info"] |= {
        "description": groups.INTRODUCTION,
        "license": {"name": "EUPL-1.2", "url": "https://eupl.eu/1.2/en/"},
    }
    result["servers"] = [{"url": "/", "description": "This installation"}]
    used = {tag for path in result["paths"].values() for one in path.values() for tag in one.get("tags", ())}
    result["tags"] = [
        {"name": name, "description": text} for name, text in groups.GROUPS.items() if name in used
    ]
    return result


def _name_ids(result: Schema) -> None:
    """The id of a resource is called `id` in an address as it is in JSON."""
    result["paths"] = {path.replace("{public_id}", "{id}"): one for path, one in result["paths"].items()}
    for path in result["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", ()):
                if parameter.get("name") == "public_id" and parameter.get("in") == "path":
                    parameter |= {"name": "id", "description": "The id of the resource."}


def _refuse_unknown_keys(result: Schema) -> None:
    """Bodies take no key that they do not name: `Endpoint.body` refuses them."""
    waiting = [
        content.get("schema", {})
        for path in result["paths"].values()
        for operation in path.values()
        for kind, content in operation.get("requestBody", {}).get("content", {}).items()
        if kind == "application/json"
    ]
    schemas, seen = result["components"]["schemas"], set()
    while waiting:
        one = waiting.pop()
        name = one.get("$ref", "").rpartition("/")[2]
        if name and name not in seen:
            seen.add(name)
            waiting.append(schemas[name])
        if "properties" in one:
            one.setdefault("additionalProperties", False)
            waiting.extend(one["properties"].values())
        waiting.extend(part for wrapper in ("allOf", "oneOf", "anyOf") for part in one.get(wrapper, ()))
        if isinstance(one.get("items"), dict):
            waiting.append(one["items"])


def _problem() -> Schema:
    fault = {
        "type": "object",
        "properties": {
            "field": {
                "type": "string",
                "nullable": True,
                "description": "Dotted as in the body: facts.diagnoses.0.code. Null: the body itself.",
            },
            "message": {"type": "string"},
        },
        "required": ["field", "message"],
    }
    return {
        "type": "object",
        "description": "What is wrong, in the form of RFC 9457.",
        "properties": {
            "type": {
                "type": "string",
                "format": "uri-reference",
                "enum": [kind.uri for kind in KINDS.values()],
                "description": "The kind of problem; a page that says what to do.",
            },
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "errors": {"type": "array", "items": fault},
        },
        "required": ["type", "title", "status", "detail", "errors"],
    }


def _problem_responses() -> Schema:
    statuses = sorted({kind.status for kind in KINDS.values()})
    return {f"Problem{status}": _problem_response(status) for status in statuses}


def _problem_response(status: int) -> Schema:
    kinds = [kind for kind in KINDS.values() if kind.status == status]
    names = {401: ["WWW-Authenticate"], 403: ["WWW-Authenticate"], 405: ["Allow"]}.get(status, [])
    if any(kind.name in {"in-flight", "throttled", "unavailable"} for kind in kinds):
        names = [*names, "Retry-After"]
    return {
        "description": " ".join(kind.meaning for kind in kinds),
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in ("X-Request-ID", *names)},
        "content": {
            "application/problem+json": {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "examples": {kind.name: {"value": _example(kind.name)} for kind in kinds},
            }
        },
    }


# The words are English here, whatever language runs the command: the file must not depend on it.
_ENGLISH = {
    "invalid": [{"field": "facts.diagnoses.0.code", "message": "This field is required."}],
}


def _example(name: str) -> Schema:
    kind = KINDS[name]
    return {
        "type": ADDRESS + name,
        "title": str(kind.title),
        "status": kind.status,
        "detail": str(kind.detail),
        "errors": _ENGLISH.get(name, []),
    }


def _header(description: str, kind: str = "string", example: Any = None) -> Schema:
    return {"description": description, "schema": {"type": kind}, "example": example}


def _headers() -> Schema:
    return {
        "ETag": _header("The version, as a strong tag.", example='"3"'),
        "Location": _header("Where what was made is read.", example="https://rve.example.no/api/v1/…"),
        "Idempotent-Replay": _header("true when the same request was answered before.", example="true"),
        "X-Request-ID": _header("Names the request in our log.", example="Zk3nVbQ0d1sXr8uYtW2pLa"),
        "RateLimit-Limit": _header("Requests that may be made in a minute.", "integer", 600),
        "RateLimit-Remaining": _header("How many of them are left.", "integer", 599),
        "RateLimit-Reset": _header("Seconds until the count begins anew.", "integer", 60),
        "Retry-After": _header("Seconds to wait.", "integer", 1),
        "WWW-Authenticate": _header(
            "What the token must be, and what it lacks.", example='DPoP error="invalid_token"'
        ),
        "Allow": _header("The methods that the address takes.", example="GET, HEAD"),
    }


def _parameter(name: str, description: str, *, required: bool = False, **schema: Any) -> Schema:
    return {
        "name": name,
        "in": "header",
        "required": required,
        "description": description,
        "schema": {"type": "string", **schema},
    }


def _parameters() -> Schema:
    key = (
        "One key for each thing to be made; the same key and body answer the same for "
        f"{KEPT.days} days, another body 422."
    )
    visible: Schema = {"minLength": 1, "maxLength": 120, "pattern": "^[!-~]{1,120}$"}
    example = {"example": "6f1d2c1e-7c0b-4e2a-9b52-0f3f4d7f8a11"}
    return {
        "Idempotency-Key-required": _parameter("Idempotency-Key", key, required=True, **visible) | example,
        "Idempotency-Key-optional": _parameter("Idempotency-Key", f"Honoured when given. {key}", **visible),
        "If-Match": _parameter("If-Match", "The ETag of the version that was read.", required=True)
        | {"example": '"3"'},
        "If-None-Match": _parameter("If-None-Match", "The ETag that you have: 304 when it is still that."),
        "X-Request-ID": _parameter(
            "X-Request-ID", "Your name for the request: 1 to 64 of A–Z, a–z, 0–9, '.', '_' and '-'."
        ),
        "Accept-Language": _parameter(
            "Accept-Language", "Language of the sentences in problems: nb, nn or en, else nb."
        ),
    }


def _security() -> Schema:
    return {
        "DPoP": {
            "type": "http",
            "scheme": "DPoP",
            "bearerFormat": "JWT",
            "description": "A token of HelseID or Maskinporten, with a DPoP proof (RFC 9449) each time.",
        },
        "Bearer": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "Only in a local installation: a token of `manage.py issue_token`.",
        },
    }
