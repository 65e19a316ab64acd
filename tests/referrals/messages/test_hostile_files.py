"""Files and attachments that are meant to hurt: nothing is unpacked, followed or overwritten."""

from __future__ import annotations

import gzip
import io
import os
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from referrals.messages.parse import safe
from referrals.messages.parse.envelope import envelope
from referrals.messages.parse.referral import referral
from referrals.messages.transport import exchange, folder
from referrals.models import Attachment, MessageIn, Referral
from tests.people import NOW, World
from tests.referrals.messages.conftest import Taken
from tests.referrals.messages.written import PDF, attached, henvisning, number_of


def zipped(data: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("../../epikrise.pdf", data)
    return packed.getvalue()


# Attachments


@pytest.mark.parametrize("pack", [gzip.compress, zipped], ids=["gzip", "zip"])
def test_what_is_packed_is_never_unpacked(pack: Any, taken: Taken) -> None:
    row = taken(henvisning("2.0", documents=attached(pack(PDF + b"0" * 20_000_000))))
    assert (row.status, row.flag, row.errors[0]["code"]) == ("processed", "files", "T10")
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("broken", ["JVBERi0", "=JVBERi0x", "JVBE====", "%PDF", "JVBERi0\u00e5"])
def test_base64_that_is_broken_is_told_and_no_file(broken: str, taken: Taken) -> None:
    row = taken(henvisning("2.0", documents=attached(broken)))
    assert [one["text"] for one in row.errors] == ["Vedlegg 1: Vedlegget er ikke gyldig base64."]
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("title", ["../../etc/passwd", "C:\\secret.pdf", "fdp.\u202eexe", "..", "x" * 5_000])
def test_the_name_of_an_attachment_leads_nowhere(title: str, taken: Taken) -> None:
    taken(henvisning("2.0", documents=attached(PDF, title=title)))
    name = Attachment.objects.get().name
    assert not set(name) & set("/\\\u202e")
    assert 0 < len(name) <= 160
    assert name.strip(".")


def test_thousands_of_bad_attachments_make_a_short_receipt(taken: Taken) -> None:
    row = taken(henvisning("2.0", documents=attached("??") * 3_000))
    assert len(row.errors) == 21
    assert row.errors[-1]["text"] == "Og 2980 vedlegg til."
    assert len(bytes(row.answered_by.get().content)) < 20_000


# Files in the folder


@pytest.fixture
def drop(sector: World, folders: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of this test, where files are whole at once."""
    monkeypatch.setattr(folder, "SETTLES_AFTER", 0.0)
    for name in folder.FOLDERS:
        (folders / "messages" / name).mkdir(parents=True)
    return folders / "messages"


def take() -> int:
    return exchange.receive(way="folder", clock=lambda: NOW)


ODD = (
    *(b"..xml", b"...", b"-rf", b"$(reboot).xml", b"a\nb.xml", b"%2e%2e%2f.xml", b"\xff\xfe.xml", b" "),
    *(b"..\\..\\x.xml", b"x" * 255, "å\u202e.xml".encode(), b"CON", b"*.xml", b"';--.xml"),
)


def test_odd_names_are_names_like_any_other(drop: Path) -> None:
    taken = [one for one in ODD if not one.startswith(b".")]
    for serial, name in enumerate(ODD):
        path = os.path.join(os.fsencode(drop / "in"), name)
        with open(path, "wb") as file:
            file.write(henvisning("2.0", number=number_of(serial)))
    assert take() == len(taken)
    assert Referral.objects.count() == len(taken)
    assert len(list((drop / "processed").iterdir())) == len(taken)


def test_only_plain_files_are_taken(drop: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.xml"
    outside.write_bytes(henvisning("2.0"))
    (drop / "in" / "link.xml").symlink_to(outside)
    (drop / "in" / "to-nothing.xml").symlink_to(tmp_path / "nothing")
    (drop / "in" / "folder.xml").mkdir()
    os.mkfifo(drop / "in" / "pipe.xml")
    assert take() == 0
    assert (outside.exists(), MessageIn.objects.exists()) == (True, False)


def test_a_link_that_takes_a_files_place_is_not_followed(drop: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.xml").write_bytes(henvisning("2.0"))
    (drop / "work" / "11111111-1111-4111-8111-111111111111.xml").symlink_to(tmp_path / "outside.xml")
    assert take() == 0
    assert not MessageIn.objects.exists()


def test_one_that_cannot_be_read_or_moved_holds_up_no_other_and_is_not_named(
    drop: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    number, opened, renamed = number_of(), os.open, os.rename
    for name in (f"1 unreadable {number}.xml", f"2 stuck {number}.xml", "3 good.xml"):
        (drop / "in" / name).write_bytes(henvisning("2.0"))
        os.utime(drop / "in" / name)
    unreadable: list[str] = []

    def rename(source: Any, target: Any, **more: Any) -> None:
        if "stuck" in str(source):
            raise PermissionError(13, "Permission denied", str(source))
        if "unreadable" in str(source):
            unreadable.append(str(target))
        renamed(source, target, **more)

    def open_it(path: Any, *rest: Any, **more: Any) -> int:
        if str(path) in unreadable:
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *rest, **more)

    monkeypatch.setattr(os, "rename", rename)
    monkeypatch.setattr(os, "open", open_it)
    assert take() == 1
    assert [len(list((drop / name).iterdir())) for name in ("in", "failed", "processed")] == [1, 1, 1]
    assert "PermissionError" in caplog.text
    assert number not in caplog.text


def test_what_is_larger_than_any_message_is_not_even_read(
    drop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (drop / "in" / "huge.xml").open("wb") as file:
        file.truncate(30_000_000)
    monkeypatch.setattr(Path, "read_bytes", lambda _path: pytest.fail("it was read"))
    assert take() == 1
    assert len(list((drop / "quarantine").iterdir())) == 1


# Many elements


def seconds(elements: int) -> float:
    """The processor's time for reading a referral with so many comments in it."""
    more = b"<Comment>x</Comment>" * elements
    message = henvisning("2.0").replace(b"<NyttElement", more + b"<NyttElement", 1)
    began = time.process_time()
    found = envelope(safe.tree(message, most=20_000_000))
    assert found is not None
    assert referral(found) is not None
    return time.process_time() - began


@pytest.mark.slow
def test_four_times_as_many_elements_take_four_times_as_long() -> None:
    assert seconds(32_000) < 8 * min(seconds(8_000), seconds(8_000))
