"""The application as it runs in production: gunicorn with two workers and production's settings, behind what
ends TLS, and an issuer of tokens over https with a certificate made for the occasion.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import json
import os
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from cryptography import x509
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings

from tests.issuer import Holder, LocalIssuer, an_issuer
from tests.oidc.provider import free_port
from tests.workers import CHECKOUT, database_url, until

HOST = "rve.example.no"
PUBLIC = f"https://{HOST}"


@dataclass
class Site:
    """Requests as the proxy passes them on: over http, with the name and the scheme that the client used."""

    port: int
    issuer: LocalIssuer

    def ask(self, method: str, path: str, *, scheme: str = "https", **headers: str) -> requests.Response:
        told = {"Host": HOST, "X-Forwarded-Proto": scheme} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        address = f"http://127.0.0.1:{self.port}{path}"
        return requests.request(method, address, headers=told, timeout=20, allow_redirects=False)

    def shown(
        self, holder: Holder, token: str, path: str, *, base: str = PUBLIC, **changed: Any
    ) -> dict[str, str]:
        """The headers of a GET with its proof."""
        proof = holder.proof(token, "GET", path, **{"htu": base + path, **changed})
        return {"Authorization": f"DPoP {token}", "DPoP": proof}


@contextmanager
def a_site(folder: Path) -> Iterator[Site]:
    with an_issuer() as issuer:
        certificate = _under_tls(issuer, folder)
        port = free_port()
        with (folder / "gunicorn.log").open("wb") as log:
            process = subprocess.Popen(
                [*_COMMAND, "--bind", f"127.0.0.1:{port}"],
                cwd=CHECKOUT,
                env=_environment(issuer, certificate, folder),
                stdout=log,
                stderr=log,
            )
            try:
                site = Site(port, issuer)
                assert until(lambda: _serves(site)), (folder / "gunicorn.log").read_text()
                yield site
            finally:
                process.terminate()
                process.wait(timeout=30)


_COMMAND = [sys.executable, "-m", "gunicorn", "rve.wsgi:application", "--workers", "2", "--worker-class"]
_COMMAND += ["gthread", "--threads", "4", "--no-control-socket"]


def _serves(site: Site) -> bool:
    try:
        return site.ask("GET", "/livez").status_code == 200
    except requests.RequestException:
        time.sleep(0.2)
        return False


def _environment(issuer: LocalIssuer, certificate: Path, folder: Path) -> dict[str, str]:
    described = {"issuer": issuer.url, "kind": "helseid", "audience": "rve:api"}
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {
        "RVE_MODE": "production",
        "RVE_SECRET_KEY": "s" * 60,
        "RVE_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        "RVE_LOOKUP_KEY": "l" * 40,
        "RVE_ALLOWED_HOSTS": HOST,
        "RVE_LETTER_FOLDER": str(folder / "letters"),
        "RVE_TOKEN_ISSUERS": json.dumps([described | {"jwks_uri": f"{issuer.url}/jwks"}]),
        "DATABASE_URL": database_url(),
        "REDIS_URL": settings.REDIS_URL,
        "REQUESTS_CA_BUNDLE": str(certificate),
        "DJANGO_SETTINGS_MODULE": "rve.settings",
    }


def _under_tls(issuer: LocalIssuer, folder: Path) -> Path:
    """The issuer answers over https from now on; the certificate that its clients trust."""
    certificate, key = _certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    issuer.server.socket = context.wrap_socket(issuer.server.socket, server_side=True)
    issuer.url = issuer.url.replace("http://", "https://")
    return certificate


def _certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "issuer")])
    now = dt.datetime.now(dt.UTC)
    local = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number()).not_valid_before(now - dt.timedelta(hours=1))
    made = made.not_valid_after(now + dt.timedelta(days=1)).add_extension(local, critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    paths = folder / "issuer.pem", folder / "issuer.key"
    pem = serialization.Encoding.PEM
    paths[0].write_bytes(made.sign(key, hashes.SHA256()).public_bytes(pem))
    plain = serialization.NoEncryption()
    paths[1].write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    return paths
