"""The stand-in's addresses: a token for a client, and the message service's version 3."""

from __future__ import annotations

import json
import re
import secrets
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from rve.local.edi.post import Post
from rve.local.edi.proofs import NotProved, check_assertion, check_proof

_ABOUT = re.compile(r"/messages/([0-9a-f-]{36})")
_DOCUMENT = re.compile(r"/messages/([0-9a-f-]{36})/business-document")
_DOWNLOADED = re.compile(r"/messages/([0-9a-f-]{36})/downloaded")
_MOST_BYTES = 40_000_000
_NEEDED = {
    "senderHerId": int,
    "receiverHerIds": list,
    "businessDocument": str,
    "contentType": str,
    "contentTransferEncoding": str,
    "messageTypeIdentificator": str,
    "applicationName": str,
    "applicationVersion": str,
}


class Server(ThreadingHTTPServer):
    """On this machine alone. `key` is the client's public JWK."""

    daemon_threads = True

    def __init__(self, port: int, *, post: Post, client_id: str, key: dict[str, Any]) -> None:
        self.post, self.client_id, self.key = post, client_id, key
        super().__init__(("127.0.0.1", port), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """One request; nothing of it is logged."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self._body()
        if self.path == "/connect/token":
            self._token(body)
        elif self._may():
            self._take(body) if self.path == "/messages" else self._say(404)

    def do_PUT(self) -> None:
        body = self._body()
        found = _DOWNLOADED.fullmatch(urlsplit(self.path).path)
        if not self._may():
            return
        if found is None:
            self._say(404)
        elif _receiver(body) is None:
            self._say(400, {"errorCode": 1002})
        else:
            self.server.post.marked[found[1]] += 1
            self._say(204)

    def do_GET(self) -> None:
        where = urlsplit(self.path)
        found, about = _DOCUMENT.fullmatch(where.path), _ABOUT.fullmatch(where.path)
        if not self._may():
            return
        if where.path == "/notifications":
            self._notices(parse_qs(where.query))
        elif about and about[1] in self.server.post.about:
            self._say(200, self.server.post.about[about[1]])
        elif found and found[1] in self.server.post.waiting:
            self.server.post.downloaded[found[1]] += 1
            document = self.server.post.waiting[found[1]]
            self._say(200, {"businessDocument": document, "contentTransferEncoding": "base64"})
        else:
            self._say(404)

    def _notices(self, query: dict[str, list[str]]) -> None:
        her_ids, offset = {int(one) for one in query.get("HerIds", [])}, int(query.get("Offset", ["0"])[0])
        most = int(query.get("NotificationsToFetch", ["100"])[0])
        self._say(200, {"notifications": self.server.post.after(offset, her_ids=her_ids, most=most)})

    def _take(self, body: bytes) -> None:
        post = self.server.post
        try:
            sent = json.loads(body)
            whole = all(isinstance(sent.get(name), kind) for name, kind in _NEEDED.items())
        except (ValueError, AttributeError):
            whole = False
        if not whole or post.spend("refuse"):
            self._say(400, {"errorCode": 1001, "title": "Bad Request"})
            return
        shipment = post.take(sent)
        if post.spend("drop"):
            # Taken and kept; only the answer never comes.
            self.close_connection = True
            self.connection.close()
            return
        self._say(202, {"id": shipment})

    def _token(self, body: bytes) -> None:
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        post, url = self.server.post, f"{self.server.url}/connect/token"
        proof = self.headers.get("DPoP", "")
        try:
            owner = check_proof(proof, method="POST", url=url, used=post.used, nonce=post.manners.nonce)
            check_assertion(
                form,
                key=self.server.key,
                client_id=self.server.client_id,
                audience=self.server.url,
                used=post.used,
            )
        except NotProved as error:
            self._say(400, {"error": str(error)})
            return
        token = secrets.token_urlsafe(24)
        post.tokens[token] = owner
        self._say(200, {"access_token": token, "token_type": "DPoP", "expires_in": 60})

    def _may(self) -> bool:
        """Token, proof and headers are right, and the service is open."""
        post, scheme_and_token = self.server.post, self.headers.get("Authorization", "").partition(" ")
        scheme, token = scheme_and_token[0], scheme_and_token[2]
        url = f"{self.server.url}{urlsplit(self.path).path}"
        try:
            owner = check_proof(
                self.headers.get("DPoP", ""),
                method=self.command,
                url=url,
                used=post.used,
                nonce=post.manners.nonce,
                token=token,
            )
        except NotProved:
            self._say(401)
            return False
        if scheme != "DPoP" or post.tokens.get(token) != owner:
            self._say(401)
        elif self.headers.get("api-version") != "3" or not self.headers.get("nhn-source-system"):
            self._say(400, {"errorCode": 1000})
        elif post.manners.locked:
            self._say(423)
        elif post.spend("busy"):
            self._say(503)
        else:
            time.sleep(post.manners.slow)
            return True
        return False

    def _body(self) -> bytes:
        length = self.headers.get("Content-Length") or "0"
        return self.rfile.read(min(int(length), _MOST_BYTES)) if length.isdecimal() else b""

    def _say(self, status: int, said: dict[str, Any] | None = None) -> None:
        body = json.dumps(said).encode() if said is not None else b""
        # The client may have given up waiting.
        with suppress(OSError):
            self.send_response(status)
            if nonce := self.server.post.manners.nonce:
                self.send_header("DPoP-Nonce", nonce)
            if status != 204:
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Addresses stand in no log of ours."""


def _receiver(body: bytes) -> int | None:
    """The HER-id in what a client says it has downloaded."""
    try:
        found = json.loads(body)["receiverHerId"]
    except (ValueError, KeyError, TypeError):
        return None
    return found if isinstance(found, int) else None
