"""GET /api/v1/schema: the OpenAPI description, open to everyone."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpResponse
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from rve.core.api import document
from rve.core.api.describe import describe
from rve.core.api.endpoint import Endpoint


class _Yaml(BaseRenderer):
    media_type = "application/yaml"
    format = "yaml"

    def render(self, data: Any, accepted_media_type: str | None = None, context: Any = None) -> bytes:
        return document.as_yaml()


class _OpenApiJson(JSONRenderer):
    media_type = "application/vnd.oai.openapi+json"
    format = "openapi"


class Format(serializers.Serializer):
    format = serializers.ChoiceField(
        choices=("json", "yaml"), required=False, help_text="Instead of the Accept header."
    )


class SchemaOut(serializers.Serializer):
    """The OpenAPI 3.0.3 description."""

    openapi = serializers.CharField()
    info = serializers.DictField()
    paths = serializers.DictField()
    components = serializers.DictField()


class Schema(Endpoint):
    scope = {"GET": ""}
    renderer_classes = (JSONRenderer, _OpenApiJson, _Yaml)

    @describe(
        operation_id="read_schema",
        summary="This description",
        description="The OpenAPI 3.0.3 description: JSON, or YAML by `Accept: application/yaml` or "
        "`?format=yaml`. It is the file `docs/openapi.yaml`.",
        query=Format,
        answers={200: SchemaOut},
        examples={200: {"openapi": "3.0.3", "info": {"title": "RVE API"}, "paths": {}, "components": {}}},
    )
    def get(self, request: Request) -> HttpResponse | Response:
        asked = self.query(Format, also=frozenset()).get("format")
        chosen = asked or ("yaml" if request.accepted_renderer.format == "yaml" else "json")
        body = document.as_yaml() if chosen == "yaml" else document.as_json()
        tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
        if request.META.get("HTTP_IF_NONE_MATCH") == tag:
            return HttpResponse(status=304, headers={"ETag": tag})
        kind = "application/yaml" if chosen == "yaml" else "application/json"
        headers = {"ETag": tag, "Vary": "Accept", "Cache-Control": "public, max-age=300"}
        return HttpResponse(body, content_type=kind, headers=headers)
