"""Log-in for local users; in the demo one click per role, there and in the sandbox."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import login as log_in
from django.contrib.auth import views
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from rve.core import clock, login_attempts
from rve.core.menu import ROLE_TITLES
from rve.core.models import Role, RoleAssignment, User
from rve.core.pages.oidc import end_session_address
from rve.core.policies import Policy, public

DEMO_ORDER = list(Role.values)
# How the user names of those begin who are let in with one click.
DEMO, SANDBOX = "demo.", "sandbox."


class Login(views.LoginView):
    """User name and password; beside it, in the demo, a button per role."""

    policy = Policy(public=True)
    template_name = "core/login.html"
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Closed for a while after too many wrong passwords for one user name from one address."""
        if login_attempts.too_many(**self._who()):
            context = self.get_context_data(form=self.get_form(), closed=True)
            return self.render_to_response(context, status=429)
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form: Any) -> HttpResponse:
        login_attempts.count_wrong(**self._who())
        return super().form_invalid(form)

    def form_valid(self, form: Any) -> HttpResponse:
        login_attempts.forget(**self._who())
        return super().form_valid(form)

    def _who(self) -> dict[str, str]:
        posted = self.request.POST.get("username", "")[:80]
        return {"username": posted, "address": self.request.META.get("REMOTE_ADDR", "")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        open_to = let_in()
        return super().get_context_data(**kwargs) | {
            "people": people_of(DEMO) if DEMO in open_to else [],
            "sandbox_people": people_of(SANDBOX) if SANDBOX in open_to else [],
            "passwords": settings.LOCAL_PASSWORDS,
            "provider": settings.OIDC.name if settings.OIDC else "",
        }


class Logout(views.LogoutView):
    """Out of here, and out of the provider that logged the person in where it ends sessions."""

    policy = Policy(public=True)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.next_page = end_session_address(request) or None
        return super().post(request, *args, **kwargs)


def let_in() -> tuple[str, ...]:
    """Which made-up people one click lets in: none in production, the sandbox's only where it is on."""
    if settings.PRODUCTION or not settings.DEMO_LOGIN:
        return ()
    return (DEMO, SANDBOX) if settings.SANDBOX else (DEMO,)


def people_of(prefix: str) -> list[dict[str, Any]]:
    """The people whose user name begins so, the role's order first."""
    rows = (
        RoleAssignment.objects.in_force(clock.today())
        .filter(user__username__startswith=prefix, user__is_active=True)
        .select_related("user", "organisation")
    )
    found = sorted(rows, key=lambda row: (DEMO_ORDER.index(row.role), row.user.name))
    return [
        {
            "username": row.user.username,
            "name": row.user.name,
            "role": ROLE_TITLES[row.role],
            "organisation": row.organisation.name,
        }
        for row in found
    ]


@public
@require_POST
def demo_login(request: HttpRequest) -> HttpResponse:
    """One click, no password; the address does not exist outside the demo."""
    asked = request.POST.get("username", "")
    if not asked.startswith(let_in()):
        raise Http404
    user = get_object_or_404(User, username=asked, is_active=True)
    log_in(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("home")


class PasswordChange(views.PasswordChangeView):
    policy = Policy(any_role=True)
    template_name = "core/password.html"
    success_url = "/"
