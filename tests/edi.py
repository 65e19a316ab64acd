"""The stand-in of the message service in a thread of the test's own, and the product's settings for it."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from referrals.messages.transport.edi import Edi
from referrals.messages.transport.edi_http import EdiHttp
from rve.local.edi.post import Manners, Post
from rve.local.edi.server import Server
from rve.message_service import EdiService

CLIENT = "rve-of-the-tests"


def a_key() -> dict[str, Any]:
    """A private JWK."""
    made = jwt.algorithms.ECAlgorithm.to_jwk(ec.generate_private_key(ec.SECP256R1()))
    return json.loads(made) | {"kid": "one", "alg": "ES256"}


@dataclass
class Running:
    server: Server
    service: EdiService

    @property
    def post(self) -> Post:
        return self.server.post

    @property
    def manners(self) -> Manners:
        return self.server.post.manners

    def client(self) -> Edi:
        """As a process that has just started: no token, a new key of proofs."""
        return Edi(EdiHttp(self.service))

    def put(self, content: bytes, *, her_id: int, sender: int = 8000011) -> str:
        """`sender`: who handed it in; by itself the practice that the written messages name."""
        return self.post.put(base64.b64encode(content).decode(), her_id=her_id, sender=sender)

    def documents(self) -> list[bytes]:
        return [base64.b64decode(one["businessDocument"]) for one in self.post.sent]


@contextmanager
def the_service() -> Iterator[Running]:
    key = a_key()
    public = {name: value for name, value in key.items() if name != "d"}
    with Server(0, post=Post(), client_id=CLIENT, key=public) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        service = EdiService(
            url=server.url,
            token_url=f"{server.url}/connect/token",
            token_audience=server.url,
            client_id=CLIENT,
            source_system="RVE tests",
            key=key,
            algorithm="ES256",
        )
        try:
            yield Running(server, service)
        finally:
            server.shutdown()
            thread.join()
