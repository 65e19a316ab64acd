"""Every request gets its actor and passes its view's policy; domain errors become pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from rve.core import clock
from rve.core.api.catalogue import of_status
from rve.core.api.machine import is_machine, is_read_by_people, refusal
from rve.core.errors import DomainError
from rve.core.numbers import whole_number
from rve.core.policies import Policy, actor_for

Handler = Callable[[HttpRequest], HttpResponse]


class unreadable:
    """Refused before it is read: what is too large, and a NUL, which no text in the database can hold."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_machine(request.path):
            return self._of_a_machine(request)
        if _is_too_large(request):
            return render(request, "errors/413.html", status=413)
        lists = [*dict(request.GET.lists()).values(), *dict(request.POST.lists()).values(), [request.path]]
        if any("\x00" in str(text) for texts in lists for text in texts):
            return render(request, "errors/400.html", status=400)
        return self.get_response(request)

    def _of_a_machine(self, request: HttpRequest) -> HttpResponse:
        """The body stays unread: endpoints read it by rules of their own."""
        if _is_too_large(request):
            return refusal(request, "too-large")
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return refusal(request, "unreadable", _("The address holds a NUL, which no text can hold."))
        return self.get_response(request)


class language:
    """The language that was chosen: in the cookie, else the person's own, else the product's.

    What the browser asks for is not followed: the product is in bokmål until somebody chooses.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "") or _of_a_client(request)
        if chosen not in dict(settings.LANGUAGES):
            chosen = request.user.language if request.user.is_authenticated else settings.LANGUAGE_CODE
        with translation.override(chosen):
            request.LANGUAGE_CODE = chosen
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", chosen)
        return response


def _of_a_client(request: HttpRequest) -> str:
    """A system has no cookies: what its Accept-Language names first, when it is one of ours."""
    asked = request.META.get("HTTP_ACCEPT_LANGUAGE", "")
    first = asked.split(",")[0].split(";")[0].split("-")[0].strip().lower()
    of_a_system = is_machine(request.path) and not is_read_by_people(request.path)
    return {"no": "nb"}.get(first, first) if of_a_system else ""


def _is_too_large(request: HttpRequest) -> bool:
    """A length with more digits than we read is larger than any that we take."""
    length = whole_number(request.META.get("CONTENT_LENGTH") or "0")
    return length is None or length > settings.LARGEST_REQUEST


class policy:
    """Refuses any view that has no policy, or whose policy does not admit the actor."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            request.actor = actor_for(  # type: ignore[attr-defined]
                user=request.user,
                today=clock.today(),
                organisation_id=request.session.get("organisation"),
                without=request.session.get("without_roles", ()),
            )
        response = self.get_response(request)
        if request.actor is not None:  # type: ignore[attr-defined]
            # Pages about patients stay in no browser's or proxy's cache.
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        rule: Policy | None = policy_of(view)
        if rule is None and is_machine(request.path):
            return refusal(request, "not-allowed")
        if rule is None:
            return render(request, "errors/403.html", {"message": "No policy"}, status=403)
        actor = request.actor  # type: ignore[attr-defined]
        if rule.admits(actor):
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        return render(request, "errors/403.html", status=403)


def policy_of(view: Any) -> Policy | None:
    """The policy a view function or class-based view carries, or None."""
    found = getattr(view, "policy", None) or getattr(getattr(view, "view_class", None), "policy", None)
    return found if isinstance(found, Policy) else getattr(getattr(view, "cls", None), "policy", None)


class domain_errors:
    """A DomainError that no view caught becomes a page that says it in words."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DomainError):
            return None
        if is_machine(request.path):
            return refusal(request, of_status(error.status).name, error.message)
        template = {
            403: "errors/403.html",
            404: "errors/404.html",
            409: "errors/409.html",
            412: "errors/409.html",
        }
        return render(
            request,
            template.get(error.status, "errors/400.html"),
            {"message": error.message},
            status=error.status,
        )
