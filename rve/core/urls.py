from django.urls import path

from rve.core.pages import components, health, home, login, preferences

urlpatterns = [
    path("", home.home, name="home"),
    path("login", login.Login.as_view(), name="login"),
    path("login/demo", login.demo_login, name="demo-login"),
    path("logout", login.Logout.as_view(), name="logout"),
    path("password", login.PasswordChange.as_view(), name="password"),
    path("organisation", home.choose_organisation, name="choose-organisation"),
    path("language", preferences.language, name="language"),
    path("theme", preferences.theme, name="theme"),
    path("keys", home.keys, name="keys"),
    path("components", components.components, name="components"),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
]
