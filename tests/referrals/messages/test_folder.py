"""The folder of messages: a referral's file becomes a case and a receipt; no file is lost or taken twice."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from lxml import etree

from referrals.messages.transport import exchange, folder
from referrals.models import MessageIn, MessageOut, Referral
from tests.people import NOW, World
from tests.referrals.messages.written import henvisning, number_of
from tests.workers import database_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def drop(folders: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of this test, where files are whole at once."""
    monkeypatch.setattr(folder, "SETTLES_AFTER", 0.0)
    for name in folder.FOLDERS:
        (folders / "messages" / name).mkdir(parents=True)
    return folders / "messages"


def put(drop: Path, name: str, content: bytes) -> Path:
    path = drop / "in" / name
    path.write_bytes(content)
    return path


def take() -> int:
    return exchange.receive(way="folder", clock=lambda: NOW)


def names(drop: Path) -> dict[str, int]:
    """How many files stand in each folder that is not empty."""
    found = {name: len(list((drop / name).iterdir())) for name in folder.FOLDERS}
    return {name: count for name, count in found.items() if count}


def test_a_folder_of_messages_becomes_cases_and_receipts(sector: World, drop: Path) -> None:
    for serial, version in enumerate(("1.0", "1.1", "2.0"), 3):
        put(drop, f"{version}.xml", henvisning(version, number=number_of(serial)))
    assert take() == 3
    assert exchange.send(now=NOW) == 3
    assert names(drop) == {"processed": 3, "out": 3}
    assert list(Referral.objects.values_list("channel", "status")) == [("message", "received")] * 3
    receipts = [etree.parse(path).getroot() for path in (drop / "out").iterdir()]
    assert {root.tag for root in receipts} == {"{http://www.kith.no/xmlstds/apprec/2012-02-15}AppRec"}
    assert [root.find("{*}Status").get("V") for root in receipts] == ["1"] * 3


def test_the_same_message_twice_is_one_case_and_the_same_receipt(sector: World, drop: Path) -> None:
    content = henvisning("2.0")
    put(drop, "first.xml", content)
    take()
    exchange.send(now=NOW)
    first = [path.read_bytes() for path in (drop / "out").iterdir()]
    for path in (drop / "out").iterdir():
        path.unlink()
    put(drop, "again.xml", content)
    take()
    exchange.send(now=NOW)
    assert Referral.objects.count() == 1
    assert [path.read_bytes() for path in (drop / "out").iterdir()] == first


@pytest.mark.parametrize("name", ["half.xml.tmp", ".hidden.xml", "upload.part"])
def test_a_file_whose_name_says_it_is_not_whole_is_left_alone(sector: World, drop: Path, name: str) -> None:
    put(drop, name, henvisning("2.0"))
    assert take() == 0
    assert names(drop) == {"in": 1}


def test_a_file_that_was_touched_just_now_is_left_alone(
    sector: World, drop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "SETTLES_AFTER", 5.0)
    put(drop, "growing.xml", henvisning("2.0")[:400])
    assert take() == 0
    assert names(drop) == {"in": 1}


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"<html/>", b"\x00" * 40, b"<MsgHeads/>"])
def test_what_is_no_message_at_all_goes_into_quarantine(sector: World, drop: Path, content: bytes) -> None:
    put(drop, "odd.xml", content)
    take()
    assert names(drop) == {"quarantine": 1}
    assert not MessageIn.objects.exists()


def test_what_is_too_large_goes_into_quarantine_unread(
    sector: World, drop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "MOST_BYTES", 100)
    put(drop, "huge.xml", henvisning("2.0"))
    take()
    assert names(drop) == {"quarantine": 1}


def test_a_message_that_is_refused_is_processed_and_its_receipt_says_why(sector: World, drop: Path) -> None:
    put(drop, "broken.xml", henvisning("2.0")[:-60])
    take()
    exchange.send(now=NOW)
    assert names(drop) == {"processed": 1, "out": 1}
    assert MessageIn.objects.get().status == "rejected"


def test_no_name_and_no_log_holds_a_word_of_the_file_or_of_its_name(
    sector: World, drop: Path, caplog: pytest.LogCaptureFixture
) -> None:
    number = number_of()
    put(drop, f"{number} Aksnes.xml", henvisning("2.0"))
    put(drop, f"{number}.txt", b"no message")
    take()
    exchange.send(now=NOW)
    written = " ".join(path.name for path in drop.rglob("*")) + caplog.text
    written += MessageIn.objects.get().transport_reference
    assert number not in written
    assert "Aksnes" not in written


def test_files_that_were_taken_in_go_after_some_days(sector: World, drop: Path, settings: Any) -> None:
    put(drop, "one.xml", henvisning("2.0"))
    take()
    settings.MESSAGE_KEEP_DAYS = 0
    take()
    assert names(drop) == {}
    assert MessageIn.objects.count() == 1


def test_a_folder_is_not_watched_while_another_way_is_on(sector: World, drop: Path, settings: Any) -> None:
    settings.MESSAGE_TRANSPORT = "none"
    put(drop, "one.xml", henvisning("2.0"))
    assert take() == 0
    assert names(drop) == {"in": 1}


# Killed between any two steps, by a signal that nobody can catch.

_KILL = """
import os, signal, sys
import django
django.setup()
from django.utils import timezone
from referrals.messages.transport import exchange, folder
from pathlib import Path
folder.SETTLES_AFTER = 0.0
die = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)
point, then = sys.argv[1], None
if point == "claimed":
    folder._locked = die
elif point == "read":
    folder.envelope = die
elif point == "kept":
    folder._put_away = die
elif point == "put away":
    real = folder._put_away
    folder._put_away = lambda *a: (real(*a), die())
exchange.receive(way="folder", clock=timezone.now)
"""


def run(script: str, *arguments: str, drop: Path) -> int:
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "RVE_MESSAGE_FOLDER": str(drop),
        "DJANGO_SETTINGS_MODULE": "rve.settings",
    }
    command = [sys.executable, "-c", script, *arguments]
    return subprocess.run(command, cwd=django_settings.BASE, env=environment, check=False).returncode


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("point", ["claimed", "read", "kept", "put away"])
def test_a_worker_killed_at_any_step_loses_no_file_and_takes_none_twice(
    committed: World, drop: Path, point: str
) -> None:
    rve, practice = committed.rve, committed.practice
    rve.her_id, practice.her_id = "8000001", "8000011"
    rve.save(), practice.save()
    put(drop, "one.xml", henvisning("2.0"))
    assert run(_KILL, point, drop=drop) == -9
    assert sum(names(drop).values()) == 1
    take()
    take()
    assert names(drop) == {"processed": 1}
    assert Referral.objects.count() == 1
    assert MessageIn.objects.count() == 1
    assert MessageOut.objects.count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_workers_share_a_heap_of_files_without_taking_one_twice(committed: World, drop: Path) -> None:
    rve, practice = committed.rve, committed.practice
    rve.her_id, practice.her_id = "8000001", "8000011"
    rve.save(), practice.save()
    for serial in range(20):
        put(drop, f"{serial}.xml", henvisning("2.0", number=number_of(serial)))
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "RVE_MESSAGE_FOLDER": str(drop),
        "DJANGO_SETTINGS_MODULE": "rve.settings",
    }
    command = [sys.executable, "-c", _KILL, "none"]
    two = [subprocess.Popen(command, cwd=django_settings.BASE, env=environment) for _one in range(2)]
    deadline = time.monotonic() + 120
    assert [one.wait(deadline - time.monotonic()) for one in two] == [0, 0]
    take()
    assert names(drop) == {"processed": 20}
    assert (MessageIn.objects.count(), Referral.objects.count()) == (20, 20)
