"""The stand-in's addresses: messages for the product, a page and JSON for people and tests."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
import json
import re
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from rve.local.digital_post.page import page
from rve.local.digital_post.recipients import manner_of
from rve.local.digital_post.store import Kept, Store

_MESSAGE = re.compile(r"/messages/([0-9a-f-]{36})")
_NOTICE = re.compile(r"/messages/([0-9a-f-]{36})/notices/([0-9a-f-]{36})")
_OPEN = re.compile(r"/admin/open/([0-9a-f-]{36})")
_MOST_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class Manners:
    """The token that is asked for, and how long things take, in seconds."""

    token: str
    deliver_after: float = 3.0
    open_after: float = 20.0
    slow: float = 7.0


class Server(ThreadingHTTPServer):
    """On this machine alone."""

    daemon_threads = True

    def __init__(self, port: int, store: Store, manners: Manners) -> None:
        self.store, self.manners = store, manners
        super().__init__(("127.0.0.1", port), Handler)


class Handler(BaseHTTPRequestHandler):
    """One request. Its line is logged; what is in it never is."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path in ("/", "/admin"):
            self._answer(200, page(self.server.store.every()).encode(), "text/html; charset=utf-8")
        elif self.path == "/admin.json":
            self._json(200, {"messages": [self._shown(one) for one in self.server.store.every()]})
        elif (found := _MESSAGE.fullmatch(self.path)) and self._may():
            kept = self.server.store.find(found[1])
            self._json(200, self._shown(kept)) if kept else self._json(404, {"code": "unknown_message"})
        elif not found:
            self._json(404, {"code": "no_such_address"})

    def do_POST(self) -> None:
        self._body()
        found = _OPEN.fullmatch(self.path)
        if found and self.server.store.open_by_hand(found[1]):
            self.send_response(303)
            self.send_header("Location", "/admin")
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self._json(404, {"code": "unknown_message"})

    def do_PUT(self) -> None:
        body = self._body()
        message, notice = _MESSAGE.fullmatch(self.path), _NOTICE.fullmatch(self.path)
        if not self._may():
            return
        if notice:
            told = self.server.store.notify(notice[1], notice[2])
            self._json(200, {}) if told else self._json(404, {"code": "unknown_message"})
        elif message:
            self._take(message[1], body)
        else:
            self._json(404, {"code": "no_such_address"})

    def _take(self, message_id: str, body: bytes) -> None:
        sent = _whole(body)
        if sent is None:
            self._json(400, {"code": "not_whole"})
            return
        manner, there = manner_of(sent["recipient"]), self.server.store.find(message_id)
        kept = self.server.store.put(self._new(message_id, sent, manner.code, manner.opens))
        if kept.content != _content(sent):
            self._json(409, {"code": "other_content"})
        elif manner.code:
            self._json(manner.status, {"code": manner.code})
        else:
            # Taken and kept; only the answer is late.
            time.sleep(self.server.manners.slow if manner.slow and there is None else 0)
            self._json(201 if there is None else 200, self._shown(kept))

    def _new(self, message_id: str, sent: dict[str, str], code: str, opens: bool) -> Kept:
        now, manners = time.time(), self.server.manners
        delivered = None if code else now + manners.deliver_after
        opened = delivered + manners.open_after if delivered is not None and opens else None
        return Kept(message_id, _content(sent), sent["title"], code, 0, now, delivered, opened, "")

    def _may(self) -> bool:
        given = (self.headers.get("Authorization") or "").encode()
        if hmac.compare_digest(given, f"Bearer {self.server.manners.token}".encode()):
            return True
        self._json(401, {"code": "token"})
        return False

    def _shown(self, kept: Kept) -> dict[str, Any]:
        now = time.time()
        shown = asdict(kept) | {"status": kept.status(now), "notices": kept.notices.split()}
        for name in ("taken_at", "delivered_at", "opened_at"):
            at = shown[name]
            shown[name] = (
                dt.datetime.fromtimestamp(at, dt.UTC).isoformat() if at is not None and at <= now else None
            )
        return shown

    def _body(self) -> bytes:
        length = self.headers.get("Content-Length") or "0"
        return self.rfile.read(min(int(length), _MOST_BYTES)) if length.isdecimal() else b""

    def _json(self, status: int, said: dict[str, Any]) -> None:
        self._answer(status, json.dumps(said, ensure_ascii=False).encode(), "application/json")

    def _answer(self, status: int, body: bytes, kind: str) -> None:
        # The client may have given up waiting.
        with suppress(ConnectionError):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)


def _content(sent: dict[str, str]) -> str:
    """What makes two messages the same: recipient, title and letter."""
    return hashlib.sha256(f"{sent['recipient']}\n{sent['title']}\n{sent['sha256']}".encode()).hexdigest()


def _whole(body: bytes) -> dict[str, str] | None:
    """The message, when all of it came and the letter is the one its sum says."""
    try:
        sent = json.loads(body)
        pdf = base64.b64decode(sent["pdf"], validate=True)
        named = {name: str(sent[name]) for name in ("recipient", "title", "sha256")}
    except (ValueError, KeyError, TypeError, binascii.Error):
        return None
    return named if hashlib.sha256(pdf).hexdigest() == named["sha256"] else None
