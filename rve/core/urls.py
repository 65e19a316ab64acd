from django.urls import path

from rve.core.api.schema_endpoint import Schema
from rve.core.pages import api_reference, components, health, home, login, oidc, preferences

urlpatterns = [
    path("", home.home, name="home"),
    path("login", login.Login.as_view(), name="login"),
    path("login/demo", login.demo_login, name="demo-login"),
    path("login/oidc", oidc.Start.as_view(), name="login-oidc"),
    path("login/oidc/callback", oidc.Callback.as_view(), name="login-oidc-callback"),
    path("logout", login.Logout.as_view(), name="logout"),
    path("password", login.PasswordChange.as_view(), name="password"),
    path("organisation", home.choose_organisation, name="choose-organisation"),
    path("language", preferences.language, name="language"),
    path("theme", preferences.theme, name="theme"),
    path("keys", home.keys, name="keys"),
    path("components", components.components, name="components"),
    path("api/v1/schema", Schema.as_view(), name="api-schema"),
    path("api/docs", api_reference.reference, name="api-docs"),
    path("api/docs/changelog", api_reference.changelog, name="api-changelog"),
    path("api/docs/<slug:name>", api_reference.group, name="api-docs-group"),
    path("api/v1/problems", api_reference.problems, name="api-problems"),
    path("api/v1/problems/<slug:name>", api_reference.problem, name="api-problem"),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
]
