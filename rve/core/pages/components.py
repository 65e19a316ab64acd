"""The developer's page of every component: docs/look.md in the browser. Exists only when DEBUG is on."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from rve.core.pages import components_sample
from rve.core.policies import public


@public
@require_GET
def components(request: HttpRequest) -> HttpResponse:
    if not settings.DEBUG:
        raise Http404
    return render(request, "core/components.html", components_sample.context())
