"""The pages for what went wrong, in the look of the rest; they never show what the system knows of it.

Machines are told in their own format.
"""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from rve.core.api.machine import is_machine, refusal


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_machine(request.path):
        return refusal(request, "too-large" if isinstance(exception, RequestDataTooBig) else "unreadable")
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_machine(request.path):
        return refusal(request, "not-allowed")
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_machine(request.path):
        return refusal(request, "not-found")
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    if is_machine(request.path):
        return refusal(request, "error")
    return render(request, "errors/500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "errors/csrf.html", status=403)
