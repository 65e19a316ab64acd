"""A mail as it goes over the wire. Django's own makes and folds every header anew, which costs more than
all the rest of a mail; here receivers are read once, and only what is not plain is encoded.
"""

from __future__ import annotations

import re
import smtplib
from email.header import Header
from email.utils import parseaddr
from functools import lru_cache
from typing import Any

from django.core.mail import BadHeaderError, EmailMessage
from django.core.mail.message import sanitize_address

# Longer lines may be folded; the standard allows 998.
_LONGEST = 70
_DOT = re.compile(rb"^\.", re.MULTILINE)
Answer = tuple[int, bytes]


def announce(server: Any, letter: EmailMessage) -> bool:
    """Tells from and to, and that the mail follows; False where the server takes one command at a time.

    A server that takes them together (RFC 2920) answers when it can: each wait costs more than the mail. A
    mail that is announced has not left: nothing of it was sent.
    """
    sender, to = _address(letter.from_email), _address(letter.to[0])
    if not (server.has_extn("pipelining") and sender.isascii() and to.isascii()):
        return False
    server.send(f"MAIL FROM:<{_bare(sender)}>\r\nRCPT TO:<{_bare(to)}>\r\nDATA\r\n")
    return True


def hand_in(server: Any, letter: EmailMessage, *, announced: bool) -> None:
    """One mail on an open connection; smtplib's errors when the server does not take it."""
    sender, to = _address(letter.from_email), _address(letter.to[0])
    content = as_bytes(letter)
    if not (announced or announce(server, letter)):
        server.sendmail(sender, [to], content)
        return
    by_sender, by_receiver, data = (server.getreply() for _ in range(3))
    taken = by_sender[0] == 250 and by_receiver[0] in (250, 251)
    last = data
    if data[0] == 354:
        # Where sender or receiver was refused, nothing but the end is sent.
        server.send(_DOT.sub(b"..", content) + b".\r\n" if taken else b".\r\n")
        last = server.getreply()
    if not taken or last[0] != 250:
        _raise(server, sender, to, by_sender, by_receiver, last)


def _raise(server: Any, sender: str, to: str, by_sender: Answer, by_receiver: Answer, last: Answer) -> None:
    if by_sender[0] == 421 or by_receiver[0] == 421 or last[0] == 421:
        server.close()
        raise smtplib.SMTPServerDisconnected("421")
    server.rset()
    if by_sender[0] != 250:
        raise smtplib.SMTPSenderRefused(by_sender[0], by_sender[1], sender)
    if by_receiver[0] not in (250, 251):
        raise smtplib.SMTPRecipientsRefused({to: by_receiver})
    raise smtplib.SMTPDataError(*last)


def as_bytes(letter: EmailMessage) -> bytes:
    """Headers and text, in lines of the standard. ValueError for what is no address."""
    headers = {
        "From": _address(letter.from_email),
        "To": _address(letter.to[0]),
        "Subject": _encoded(str(letter.subject)),
        **letter.extra_headers,
        "MIME-Version": "1.0",
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": "8bit",
    }
    lines = [f"{name}: {value}" for name, value in headers.items()]
    text = "\n".join([*lines, "", *str(letter.body).splitlines(), ""])
    return text.replace("\n", "\r\n").encode()


@lru_cache(maxsize=4096)
def _address(written: str) -> str:
    return str(sanitize_address(written, "utf-8"))


@lru_cache(maxsize=4096)
def _bare(address: str) -> str:
    return parseaddr(address)[1]


def _encoded(subject: str) -> str:
    if not subject.isprintable():
        raise BadHeaderError("A subject is one line.")
    if subject.isascii() and len(subject) <= _LONGEST:
        return subject
    return Header(subject, "utf-8", header_name="Subject").encode()
