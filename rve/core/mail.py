"""E-mails: a text without anything of the patient, and one connection to the mail server for many of them."""

from __future__ import annotations

import datetime as dt
import smtplib
from email.utils import format_datetime
from functools import lru_cache
from types import TracebackType
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.template.loader import render_to_string
from django.utils import translation

from rve.core import clock, mail_bytes
from rve.core.claims import NoAddress, NotNow, Refused, ServerAway
from rve.core.dates import LOCAL_ZONE, short_date
from rve.core.models import Message


def email(message: Message) -> EmailMessage:
    """The mail of a message: text from templates/mail, its first line the subject; made anew it
    has the same Message-ID.

    NoAddress when its receiver has none.
    """
    to = message.user.email if message.user else message.organisation.email if message.organisation else ""
    if not to:
        raise NoAddress
    language = message.user.language if message.user else settings.LANGUAGE_CODE
    subject, _, body = _text(message, language).strip().partition("\n")
    return EmailMessage(
        subject=subject.strip(),
        body=body.strip() + "\n",
        to=[to],
        headers={
            "Message-ID": f"<{message.message_id}@{settings.MAIL_DOMAIN}>",
            "Date": format_datetime(clock.now().astimezone(LOCAL_ZONE)),
        },
    )


def _text(message: Message, language: str) -> str:
    said = _readable(message.context)
    if not all(isinstance(value, str) for value in said.values()):
        return _rendered(message.template, language, said)
    reference, link = str(said.pop("reference", "")), str(said.pop("link"))
    said.pop("path", None)
    text = _same_words(message.template, language, tuple(sorted(said.items())))
    return text.replace(_REFERENCE, reference).replace(_LINK, link)


# Reminders of one day say the same of many cases: the words are rendered once, the case is put in.
_REFERENCE, _LINK = "\x02", "\x03"


@lru_cache(maxsize=1024)
def _same_words(template: str, language: str, said: tuple[tuple[str, Any], ...]) -> str:
    return _rendered(template, language, {**dict(said), "reference": _REFERENCE, "link": _LINK})


def _rendered(template: str, language: str, said: dict[str, Any]) -> str:
    with translation.override(language):
        return render_to_string(f"mail/{template}.txt", said)


def _readable(context: dict[str, Any]) -> dict[str, Any]:
    """Days as they are read (names ending in _on), and the whole address of the link; so in every row."""
    days = {key: dt.date.fromisoformat(day) for key, day in context.items() if key.endswith("_on")}
    shown: dict[str, Any] = {key: short_date(day) for key, day in days.items()}
    if "rows" in context:
        shown["rows"] = [_readable(row) for row in context["rows"]]
    return context | shown | {"link": f"{settings.PUBLIC_URL}{context.get('path', '')}"}


class Post:
    """One connection to the mail server, opened for the first mail and again after it was lost."""

    def __init__(self) -> None:
        self._server: Any = get_connection()
        self._announced: tuple[int, EmailMessage] | None = None

    def __enter__(self) -> Post:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up()

    def deliver(self, message: Message) -> None:
        """Hands one mail over; Refused, NotNow or ServerAway when the server does not take it."""
        if self._announced and self._announced[0] != message.pk:
            self._hang_up()
        announced, self._announced = self._announced, None
        letter = announced[1] if announced else email(message)
        if not isinstance(self._server, EmailBackend):
            letter.send()
            return
        self._open()
        try:
            mail_bytes.hand_in(self._server.connection, letter, announced=announced is not None)
        except smtplib.SMTPRecipientsRefused as error:
            raise _refused(error) from error
        except smtplib.SMTPDataError as error:
            if error.smtp_code >= 500:
                raise
            raise NotNow from error
        except (smtplib.SMTPSenderRefused, smtplib.SMTPHeloError, smtplib.SMTPNotSupportedError) as error:
            # Our own sender or the server's settings: the next mail would be told the same.
            raise ServerAway from error
        except OSError as error:
            self._hang_up()
            raise NotNow from error

    def announce(self, message: Message) -> None:
        """Tells the server who gets the next mail, while the last one is being marked; its text goes with
        `deliver` alone. What is wrong with it is told there.
        """
        if not isinstance(self._server, EmailBackend) or self._server.connection is None:
            return
        try:
            letter = email(message)
        except Exception:
            return
        try:
            if mail_bytes.announce(self._server.connection, letter):
                self._announced = message.pk, letter
        except OSError:
            self._hang_up()

    def _open(self) -> None:
        try:
            self._server.open()
        except OSError as error:
            raise ServerAway from error

    def _hang_up(self) -> None:
        """Ends the connection, whatever state it is in."""
        server, self._server = self._server, get_connection()
        try:
            if self._announced:
                # The server waits for a text: a farewell would be taken for it.
                server.connection.close()
                self._announced = None
            else:
                server.close()
        except OSError:
            return


def _refused(error: smtplib.SMTPRecipientsRefused) -> Exception:
    """For good when every answer is; a mailbox that is full or greylisted may take it later."""
    codes = [code for code, _ in error.recipients.values()]
    return Refused() if codes and min(codes) >= 500 else NotNow()


def send_email(message: Message) -> None:
    """One mail on a connection of its own."""
    with Post() as post:
        post.deliver(message)
