"""The mail server: where it is, and how it is logged in to."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

from rve import env

# The usual port of each way; `none` is for a server on the same machine or in the same closed net.
PORTS = {"none": 25, "starttls": 587, "ssl": 465}


@dataclass(frozen=True, slots=True)
class MailServer:
    host: str
    port: int
    user: str
    password: str
    starttls: bool
    ssl: bool


def from_environment() -> MailServer:
    """ImproperlyConfigured for half a log-in, and for a password on a line that anybody can read."""
    tls = env.text("RVE_SMTP_TLS", "none")
    if tls not in PORTS:
        raise ImproperlyConfigured(f"RVE_SMTP_TLS is {tls!r}: it must be starttls, ssl or none.")
    user, password = env.text("RVE_SMTP_USER", ""), env.text("RVE_SMTP_PASSWORD", "")
    if bool(user) != bool(password):
        raise ImproperlyConfigured("RVE_SMTP_USER and RVE_SMTP_PASSWORD must be set together, or neither.")
    if user and tls == "none":
        raise ImproperlyConfigured("RVE_SMTP_PASSWORD is only sent encrypted: set RVE_SMTP_TLS.")
    return MailServer(
        host=env.text("RVE_SMTP_HOST", "localhost"),
        port=env.number("RVE_SMTP_PORT", PORTS[tls]),
        user=user,
        password=password,
        starttls=tls == "starttls",
        ssl=tls == "ssl",
    )
