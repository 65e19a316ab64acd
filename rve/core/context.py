"""What every page is given: who acts, the menu of the role, language and theme."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language

from rve.core import clock
from rve.core.menu import ROLE_TITLES, SEARCHING, menu_for
from rve.core.templatetags.dates_in_words import known_language, moment_in_long_words


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _moved_clock() -> str:
    """What the clock shows, in words, where somebody has moved it."""
    if not clock.moved_by():
        return ""
    return moment_in_long_words(timezone.localtime(clock.now()), known_language(get_language()))


def page(request: HttpRequest) -> dict[str, Any]:
    actor = getattr(request, "actor", None)
    theme = request.COOKIES.get("theme", "auto")
    common: dict[str, Any] = {
        "actor": actor,
        "language": get_language(),
        "languages": settings.LANGUAGES,
        "theme": theme if theme in {"auto", "light", "dark"} else "auto",
        "debug": settings.DEBUG,
        "moved_clock": _moved_clock(),
    }
    if actor is None:
        return common | {"nav_items": [], "show_search": False, "keys_on": True, "unit_name": ""}
    current = request.resolver_match.url_name if request.resolver_match else ""
    items = [
        {"label": item.label, "url": _url(item.url_name), "key": item.key, "current": current in item.covers}
        for item in menu_for(actor)
    ]
    return common | {
        "nav_items": items,
        "show_search": actor.has(*SEARCHING),
        "keys_on": actor.user.single_keys,
        "unit_name": actor.organisation.name,
        "role_title": actor.user.title or ROLE_TITLES[actor.main_role],
    }
