"""The reference of the API for people: its operations, its kinds of problems and what has changed in it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from rve.core.api import throttles
from rve.core.api.catalogue import KINDS
from rve.core.api.groups import INTRODUCTION
from rve.core.api.reference.changes import changes
from rve.core.api.reference.operations import Group, groups
from rve.core.api.scopes import SCOPES
from rve.core.policies import public

View = dict[str, Any]


@public
def reference(request: HttpRequest) -> HttpResponse:
    found = groups(_root(request))
    context = {
        "views": _views(found, "api-docs"),
        "groups": found,
        "introduction": [one for one in INTRODUCTION.split("\n\n") if one.strip()],
        "scopes": SCOPES.items(),
        "minute": throttles.SECONDS,
        "limits": settings.API_PER_MINUTE.items(),
    }
    return render(request, "core/api/reference.html", context)


@public
def group(request: HttpRequest, name: str) -> HttpResponse:
    found = groups(_root(request))
    chosen = next((one for one in found if one.name == name), None)
    if chosen is None:
        raise Http404
    return render(request, "core/api/group.html", {"views": _views(found, name), "group": chosen})


@public
def problems(request: HttpRequest) -> HttpResponse:
    context = {"views": _views(groups(_root(request)), "api-problems"), "kinds": KINDS.values()}
    return render(request, "core/api/problems.html", context)


@public
def problem(request: HttpRequest, name: str) -> HttpResponse:
    if name not in KINDS:
        raise Http404
    context = {"views": _views(groups(_root(request)), "api-problems"), "kinds": [KINDS[name]], "one": True}
    return render(request, "core/api/problems.html", context)


@public
def changelog(request: HttpRequest) -> HttpResponse:
    context = {"views": _views(groups(_root(request)), "api-changelog"), "blocks": changes()}
    return render(request, "core/api/changelog.html", context)


def _root(request: HttpRequest) -> str:
    return request.build_absolute_uri("/")


def _views(found: list[Group], current: str) -> list[View]:
    first = _view(_("Overview"), "api-docs", current)
    middle = [
        {
            "label": one.name.capitalize(),
            "url": reverse("api-docs-group", args=[one.name]),
            "number": len(one.operations),
            "current": one.name == current,
        }
        for one in found
    ]
    last = [_view(_("Problems"), "api-problems", current), _view(_("Changes"), "api-changelog", current)]
    return [first, *middle, *last]


def _view(label: str, name: str, current: str) -> View:
    return {"label": label, "url": reverse(name), "number": None, "current": name == current}
