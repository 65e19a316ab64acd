"""A mail server for the bench, as quick as Python allows: of each mail it keeps the cases it links to alone.

    python -m bench.clocks.mail_sink COUNT

Prints its port, and whenever COUNT different cases have been told of: when the last was, in how many mails,
and how many links to cases these held; then it begins anew.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time

_CASE = re.compile(rb"/cases/(\S+)")
_CAPABILITIES = b"250-bench\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 PIPELINING\r\n"


class Sink:
    """What came, over all connections."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._begin()

    def _begin(self) -> None:
        self.mails = self.links = 0
        self.cases: set[bytes] = set()

    def take(self, content: bytes) -> None:
        found = _CASE.findall(content)
        self.mails += 1
        self.links += len(found)
        self.cases.update(found)
        if len(self.cases) == self.count:
            told = {"at": time.time(), "mails": self.mails, "reminders": self.links}
            print(json.dumps(told), flush=True)
            self._begin()


class Line(asyncio.Protocol):
    """One connection; commands may come several at once (RFC 2920)."""

    def __init__(self, sink: Sink) -> None:
        self.sink = sink
        self.waiting = b""
        self.in_data = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(b"220 bench\r\n")

    def data_received(self, data: bytes) -> None:
        self.waiting += data
        answers = []
        while (answer := self._next()) is not None:
            answers.append(answer)
        if answers:
            self.transport.write(b"".join(answers))

    def _next(self) -> bytes | None:
        """The answer to the next whole command or mail; None where more must come first."""
        if self.in_data:
            content, end, rest = self.waiting.partition(b"\r\n.\r\n")
            if not end:
                return None
            self.in_data, self.waiting = False, rest
            self.sink.take(content)
            return b"250 taken\r\n"
        line, end, rest = self.waiting.partition(b"\r\n")
        if not end:
            return None
        self.waiting = rest
        return self._answer(line[:4].upper())

    def _answer(self, command: bytes) -> bytes:
        if command == b"DATA":
            self.in_data = True
            return b"354 go on\r\n"
        if command == b"EHLO":
            return _CAPABILITIES
        if command == b"QUIT":
            self.transport.close()
            return b""
        return b"250 well\r\n"


async def serve(count: int) -> None:
    sink = Sink(count)
    server = await asyncio.get_running_loop().create_server(lambda: Line(sink), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
