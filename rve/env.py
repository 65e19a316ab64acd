"""Settings from the environment, refused loudly when they make no sense."""

from __future__ import annotations

import json
import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

BASE = Path(__file__).resolve().parent.parent

_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def local_addresses() -> dict[str, str]:
    """The addresses that bin/demo's own servers wrote down, empty when none run here.

    `RVE_LOCAL` names another folder, so that two demos can run side by side.
    """
    path = Path(os.environ.get("RVE_LOCAL", BASE / ".local")) / "addresses.json"
    if not path.is_file():
        return {}
    addresses: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return addresses


_LOCAL = local_addresses()


def text(name: str, default: str | None = None) -> str:
    value = os.environ.get(name) or _LOCAL.get(name) or default
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set: see docs/running.md for what it must hold.")
    return value


def boolean(name: str, default: bool) -> bool:
    value = (os.environ.get(name) or _LOCAL.get(name) or str(default)).lower()
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}: it must be one of true, false, 1, 0, yes, no.")


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} is {value!r}: it must be a whole number.")
    return int(value)


def fernet_keys(name: str, default: str) -> list[str]:
    """One or more Fernet keys; ImproperlyConfigured, without the keys themselves, on anything else."""
    keys = words(name, default)
    try:
        usable = [Fernet(key) for key in keys]
    except ValueError:
        usable = []
    if not usable:
        raise ImproperlyConfigured(f"{name} must hold at least one Fernet key, and nothing but Fernet keys.")
    return keys


def web_address(name: str, *, secure: bool) -> str:
    """An http(s) address without a slash at its end, or empty; where `secure`, nothing but https."""
    address = text(name, "").rstrip("/")
    parts = urlsplit(address)
    allowed = {"https"} if secure else {"http", "https"}
    if address and (parts.scheme not in allowed or not parts.hostname):
        raise ImproperlyConfigured(f"{name} must begin with {' or '.join(f'{one}://' for one in allowed)}.")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ImproperlyConfigured(f"{name} must hold no user, password, query or fragment.")
    return address


def redis(name: str, default: str) -> str:
    """A redis:// address; ImproperlyConfigured on anything else."""
    address = text(name, default)
    scheme = urlsplit(address).scheme
    if scheme not in {"redis", "rediss"}:
        raise ImproperlyConfigured(f"{name} must begin with redis:// or rediss://, not {scheme}://")
    return address


def database(name: str) -> dict[str, object]:
    """A postgresql:// address as Django's DATABASES entry; ImproperlyConfigured on anything else."""
    parts = urlsplit(text(name, "postgresql:///rve"))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"{name} must begin with postgresql://, not {parts.scheme}://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "rve",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or dict(parse_qsl(parts.query)).get("host", "")),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
