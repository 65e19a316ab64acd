"""E-mails to a real mail server: one connection for many, and whose fault it is when one does not go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connection

from rve.core import claims, outbox
from rve.core.mail import Post
from rve.core.models import Message, User
from rve.local.ports import free_port
from tests.core.test_outbox import a_message


class Server:
    """Takes what it is told to take, and counts who comes."""

    def __init__(self, together: bool) -> None:
        self.together = together
        self.sessions = 0
        self.mails: list[EmailMessage] = []
        self.refused: dict[str, str] = {}
        self.after_data = "250 OK"
        self.hang_up_on = 0

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, host: str, answers: list[str]
    ) -> list[str]:
        self.sessions += 1
        session.host_name = host
        return [answers[0], *(["250-PIPELINING"] if self.together else []), *answers[1:]]

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if len(self.mails) + 1 == self.hang_up_on and server.transport is not None:
            self.hang_up_on = 0
            server.transport.abort()
            return "250 OK"
        if self.after_data.startswith("250"):
            content = message_from_bytes(envelope.original_content or b"", policy=default)
            assert isinstance(content, EmailMessage)
            self.mails.append(content)
        return self.after_data


@pytest.fixture(params=[False, True], ids=["one by one", "together"])
def server(settings: Any, request: Any) -> Iterator[Server]:
    """One that takes command after command, and one that takes them together."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    found = Server(request.param)
    listening = Controller(found, hostname="127.0.0.1", port=settings.EMAIL_PORT)
    listening.start()
    yield found
    listening.stop()


def rows() -> list[tuple[str, str, int, str]]:
    return list(Message.objects.order_by("key").values_list("key", "status", "attempts", "error"))


def some(user: User, count: int, now: dt.datetime) -> None:
    outbox.put(*(a_message(user, f"m/{number}") for number in range(count)), now=now)


def test_many_mails_go_over_one_connection(server: Server, ingrid: User, now: dt.datetime) -> None:
    some(ingrid, 120, now)
    assert outbox.send_emails(now=now) == 120
    assert (server.sessions, len(server.mails)) == (1, 120)


def test_a_mail_arrives_as_it_was_written(server: Server, db: None, now: dt.datetime, settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "Regional vurderingsenhet på Levanger <rve@example.no>"
    ase = User.objects.create(username="ase", name="Åse", email="Åse Sæther <ase@example.no>")
    context = a_message(ase).context | {"reference": "HMN-2026-004217-K1 med æøå og et svært langt emne"}
    outbox.put(a_message(ase, context=context), now=now)
    outbox.send_emails(now=now)
    (mail,) = server.mails
    assert mail["Subject"].startswith("HMN-2026-004217-K1 med æøå og et svært langt emne: ")
    assert mail["Subject"].endswith(" 15. apr. 2026"), "which deadline, and its day"
    assert (mail["To"].addresses[0].display_name, mail["From"].addresses[0].addr_spec) == (
        "Åse Sæther",
        "rve@example.no",
    )
    assert "Pasienten skal ha fått vite resultatet av vurderingen." in mail.get_content()
    assert mail["Message-ID"] == f"<{Message.objects.get().public_id}@{settings.MAIL_DOMAIN}>"


def test_a_receiver_who_is_refused_fails_alone(server: Server, ingrid: User, now: dt.datetime) -> None:
    gone = User.objects.create(username="gone", name="Gone", email="gone@example.no")
    server.refused["gone@example.no"] = "550 5.1.1 No such user"
    outbox.put(a_message(ingrid, "a"), a_message(gone, "b"), a_message(ingrid, "c"), now=now)
    assert outbox.send_emails(now=now) == 2
    assert rows() == [("a", "sent", 1, ""), ("b", "failed", 1, "SMTPRecipientsRefused"), ("c", "sent", 1, "")]


def test_a_mailbox_that_is_full_today_uses_up_no_attempt(
    server: Server, ingrid: User, now: dt.datetime
) -> None:
    server.refused["ingrid@example.no"] = "452 4.2.2 Mailbox full"
    some(ingrid, 1, now)
    for hour in range(12):
        outbox.send_emails(now=now + dt.timedelta(hours=hour))
    assert rows() == [("m/0", "pending", 0, "SMTPRecipientsRefused")]


def test_a_server_that_hangs_up_is_called_again_for_the_rest(
    server: Server, ingrid: User, now: dt.datetime
) -> None:
    server.hang_up_on = 3
    some(ingrid, 5, now)
    assert outbox.send_emails(now=now) == 4
    assert (server.sessions, rows()[2]) == (2, ("m/2", "pending", 0, "SMTPServerDisconnected"))
    assert outbox.send_emails(now=now + dt.timedelta(minutes=2)) == 1
    assert len({mail["Message-ID"] for mail in server.mails}) == 5


def test_after_an_hour_without_a_server_everything_goes_once(
    server: Server, ingrid: User, now: dt.datetime, settings: Any
) -> None:
    some(ingrid, 3, now)
    there, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    for minute in range(60):
        assert outbox.send_emails(now=now + dt.timedelta(minutes=minute)) == 0
    settings.EMAIL_PORT = there
    assert outbox.send_emails(now=now + dt.timedelta(minutes=62)) == 3
    assert {(status, attempts) for _, status, attempts, _ in rows()} == {("sent", 1)}


def test_one_mail_at_most_is_in_flight(ingrid: User, now: dt.datetime) -> None:
    some(ingrid, 4, now)
    seen = []

    def look(message: Message) -> None:
        mine = Message.objects.order_by("key").values_list("status", "attempts")
        seen.append([f"{status} {attempts}" for status, attempts in mine])

    outbox.work_off(channel="email", deliver=look, now=now)
    assert seen[1] == ["sent 1", "sending 0", "sending 0", "sending 0"]


def test_what_is_taken_back_after_it_was_claimed_is_not_sent(ingrid: User, now: dt.datetime) -> None:
    some(ingrid, 3, now)
    seen = []

    def take_back(message: Message) -> None:
        seen.append(message.key)
        outbox.cancel(key_prefix="m/1")

    outbox.work_off(channel="email", deliver=take_back, now=now)
    assert seen == ["m/0", "m/2"]


def test_a_mail_that_was_announced_and_taken_back_is_not_sent(
    server: Server, ingrid: User, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    some(ingrid, 4, now)
    real = Post.announce

    def told(post: Post, message: Message) -> None:
        real(post, message)
        if message.key == "m/1":
            outbox.cancel(key_prefix="m/1")

    monkeypatch.setattr(Post, "announce", told)
    assert outbox.send_emails(now=now) == 3
    assert [key for key, status, *_ in rows() if status == "sent"] == ["m/0", "m/2", "m/3"]
    assert len(server.mails) == 3


def test_what_is_taken_back_while_it_is_under_way_is_told_as_sent(ingrid: User, now: dt.datetime) -> None:
    some(ingrid, 1, now)

    def take_back(message: Message) -> None:
        assert outbox.cancel(key_prefix=message.key) == 1

    outbox.work_off(channel="email", deliver=take_back, now=now)
    assert rows() == [("m/0", "sent", 1, "")]


def test_a_mail_takes_one_statement_and_a_batch_a_handful(
    ingrid: User, now: dt.datetime, django_assert_max_num_queries: Any
) -> None:
    some(ingrid, 40, now)
    with django_assert_max_num_queries(40 + 12):
        outbox.work_off(channel="email", deliver=lambda message: None, now=now)


def test_when_the_database_was_away_what_had_left_is_marked(
    committed_db: None, ingrid: User, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "_PAUSE", 0.01)
    some(ingrid, 2, now)
    sent = []

    def cut_off(message: Message) -> None:
        sent.append(message.key)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            mine = cursor.fetchone()[0]
        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 2000)", [mine])
        other.close()

    outbox.work_off(channel="email", deliver=cut_off, now=now)
    assert sent == ["m/0", "m/1"]
    assert {(status, attempts) for _, status, attempts, _ in rows()} == {("sent", 1)}
