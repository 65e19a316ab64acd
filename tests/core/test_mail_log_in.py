"""A mail server that wants a log-in over an encrypted line, with a certificate that is checked."""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from rve.core import outbox
from rve.core.models import Message, User
from rve.local.ports import free_port
from tests.core.test_outbox import a_message

USER, PASSWORD = "rve", "a made-up secret"


class Guarded:
    """Takes a mail from whoever has logged in."""

    def __init__(self) -> None:
        self.mails = 0
        self.encrypted: list[bool] = []

    def authenticated(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: Any
    ) -> Any:
        assert isinstance(data, LoginPassword)
        return AuthResult(success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()))

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.mails += 1
        self.encrypted.append(session.ssl is not None)
        return "250 OK"


def a_certificate(folder: Path) -> tuple[Path, Path]:
    """For 127.0.0.1, signed by itself."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail")]),
    )
    begins = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + dt.timedelta(days=3))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    places = folder / "mail.pem", folder / "mail.key"
    places[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    places[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return places


@pytest.fixture
def guarded(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Guarded]:
    certificate, key = a_certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    found = Guarded()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = True, USER, PASSWORD
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    listening = Controller(
        found,
        hostname="127.0.0.1",
        port=settings.EMAIL_PORT,
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=found.authenticated,
    )
    listening.start()
    yield found
    listening.stop()


def test_mails_go_encrypted_after_the_log_in(guarded: Guarded, ingrid: User, now: dt.datetime) -> None:
    outbox.put(*(a_message(ingrid, f"m/{number}") for number in range(3)), now=now)
    assert outbox.send_emails(now=now) == 3
    assert (guarded.mails, set(guarded.encrypted)) == (3, {True})


@pytest.mark.parametrize("wrong", ["password", "certificate"])
def test_a_wrong_password_or_certificate_uses_up_no_attempt(
    guarded: Guarded,
    ingrid: User,
    now: dt.datetime,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    wrong: str,
) -> None:
    if wrong == "password":
        settings.EMAIL_HOST_PASSWORD = "another"
    else:
        monkeypatch.delenv("SSL_CERT_FILE")
    outbox.put(a_message(ingrid), now=now)
    assert outbox.send_emails(now=now) == 0
    row = Message.objects.get()
    assert (row.status, row.attempts, guarded.mails) == ("pending", 0, 0)
