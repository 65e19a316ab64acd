from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import current_app
from django.db import transaction

from rve.core import outbox
from rve.core.models import Message, User
from rve.core.queue import enqueue
from tests.core.conftest import NOW
from tests.core.test_outbox import a_message
from tests.workers import a_worker, empty_queue, until


@pytest.fixture
def queue(committed_db: None) -> Iterator[None]:
    empty_queue()
    yield
    empty_queue()


def sent() -> bool:
    return Message.objects.filter(status="sent").exists()


def mails(folder: Path) -> str:
    return "\n".join(path.read_text() for path in sorted((folder / "mail").glob("*")))


def test_a_real_worker_runs_what_was_asked_for_on_commit(queue: None, ingrid: User, tmp_path: Path) -> None:
    with a_worker(tmp_path):
        with transaction.atomic():
            outbox.put(a_message(ingrid), now=NOW)
            enqueue(outbox.TASK)
        assert until(sent), (tmp_path / "worker.log").read_text()
    row = Message.objects.get()
    assert mails(tmp_path).count(f"<{row.public_id}@") == 1


def test_nothing_is_asked_for_when_the_transaction_fails(queue: None) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        enqueue(outbox.TASK)
        raise RuntimeError
    assert waiting() == 0


def waiting() -> int:
    """How many tasks wait in the queue."""
    with current_app.connection_for_read() as broker:
        return broker.default_channel.client.llen("celery")


def test_a_broker_that_is_down_stops_nobody(
    committed_db: None, ingrid: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def down(*_given: object, **_named: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("rve.core.queue.current_app.send_task", down)
    with transaction.atomic():
        outbox.put(a_message(ingrid), now=NOW)
        enqueue(outbox.TASK)
    assert Message.objects.count() == 1
    assert "could not be enqueued" in caplog.text


@pytest.mark.slow
def test_killed_while_sending_at_most_one_mail_is_repeated(queue: None, ingrid: User, tmp_path: Path) -> None:
    outbox.put(*(a_message(ingrid, f"m/{number}") for number in range(300)), now=NOW)
    with a_worker(tmp_path) as first:
        enqueue(outbox.TASK)
        assert until(lambda: Message.objects.filter(status="sent").count() > 20)
        first.kill()
        first.wait()
    assert Message.objects.exclude(status="sent").count() > 0, "killed before the end"
    marked = Message.objects.filter(status="sent").count()
    Message.objects.filter(status="sending").update(claimed_at=NOW)
    empty_queue()
    with a_worker(tmp_path):
        enqueue(outbox.TASK)
        assert until(lambda: not Message.objects.exclude(status="sent").exists())
    text = mails(tmp_path)
    repeats = [
        text.count(f"<{public_id}@") for public_id in Message.objects.values_list("public_id", flat=True)
    ]
    assert min(repeats) == 1
    assert sum(repeats) <= 300 + 1, f"{marked} were marked when it was killed, one at most was in flight"
