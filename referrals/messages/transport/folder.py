"""A folder that another system empties and fills. Whatever is killed when, no file is lost or taken twice.

in/ is theirs to fill, out/ theirs to empty. A file that is whole is renamed into work/ under a name of our
own (theirs may hold people's data): who renames it has it. A kill leaves it in work/, where the next one
finds it; the lock on it says whether somebody works on it, and goes with its holder. The same name is the
same delivery, so taking it in again changes nothing.
"""

from __future__ import annotations

import fcntl
import logging
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import InterfaceError, OperationalError

from referrals.messages.parse.envelope import envelope
from referrals.messages.parse.safe import wreck
from referrals.messages.transport.port import MOST_BYTES, TakeIn
from referrals.models import MessageIn, MessageOut

log = logging.getLogger(__name__)

IN, OUT, WORK = "in", "out", "work"
PROCESSED, FAILED, QUARANTINE = "processed", "failed", "quarantine"
FOLDERS = (IN, OUT, WORK, PROCESSED, FAILED, QUARANTINE)
# A file that was touched later may still grow. The file system's own clock, which nobody moves.
SETTLES_AFTER = 5.0
UNFINISHED = (".tmp", ".part", ".filepart", ".crdownload", "~")
_MOST_AT_ONCE = 200
_RUN_SECONDS = 60.0


class Folder:
    """The folder that the settings name."""

    name = "folder"

    def send(self, message: MessageOut) -> str:
        """Whole or not at all, under the message's own id: done twice it is the same file."""
        reference = f"{message.public_id}.xml"
        _write(_place(OUT) / reference, bytes(message.content))
        return reference

    def receive(self, take_in: TakeIn) -> int:
        """First what somebody left in work/, then what is new in in/."""
        ends, count = time.monotonic() + _RUN_SECONDS, 0
        for path in _waiting():
            with _ours(path) as ours:
                count += ours and _take(path, take_in)
            if count >= _MOST_AT_ONCE or time.monotonic() > ends:
                break
        _forget()
        return count


def put_aside() -> int:
    """How many files lie in quarantine for a person to look at; makes no folder, opens no file."""
    with suppress(OSError):
        return len(_files(Path(settings.MESSAGE_FOLDER) / QUARANTINE))
    return 0


def _place(name: str) -> Path:
    path = Path(settings.MESSAGE_FOLDER) / name
    path.mkdir(parents=True, exist_ok=True)
    return path


def _waiting() -> Iterator[Path]:
    """Files in work/, oldest first, then those of in/ as they are claimed."""
    for name in FOLDERS:
        _place(name)
    yield from sorted(_files(_place(WORK)), key=_changed)
    for path in sorted(_files(_place(IN)), key=_changed):
        if _is_whole(path) and (claimed := _claim(path)) is not None:
            yield claimed


def _files(folder: Path) -> list[Path]:
    with os.scandir(folder) as found:
        return [Path(one.path) for one in found if one.is_file(follow_symlinks=False)]


def _changed(path: Path) -> float:
    with suppress(OSError):
        return path.lstat().st_ctime
    return 0.0


def _is_whole(path: Path) -> bool:
    """Nobody has touched it for a while, and its name does not say that it is still being written."""
    if path.name.startswith(".") or path.name.lower().endswith(UNFINISHED):
        return False
    return time.time() - _changed(path) >= SETTLES_AFTER


def _claim(path: Path) -> Path | None:
    """The file under a name of our own; None when somebody else was first. One that cannot be moved holds up
    none of the others; its name, and with it the error's text, is not ours to log.
    """
    claimed = _place(WORK) / f"{uuid4()}.xml"
    try:
        path.rename(claimed)
    except FileNotFoundError:
        return None
    except OSError as error:
        log.error("a file cannot be moved out of in/: %s", type(error).__name__)
        return None
    return claimed


@contextmanager
def _ours(path: Path) -> Iterator[bool]:
    """Whether the file is there and nobody works on it; held until the end, or its holder's."""
    handle = _opened(path)
    if handle is None:
        yield False
        return
    try:
        yield _locked(handle) and _is_still(path, handle)
    finally:
        os.close(handle)


def _opened(path: Path) -> int | None:
    """None where it is gone already, or cannot be read: then it is a person's."""
    try:
        return os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return None
    except OSError as error:
        log.error("message %s cannot be read: %s", path.stem, type(error).__name__)
        _put_away(path, FAILED)
        return None


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_still(path: Path, handle: int) -> bool:
    """Nobody has put it away between our finding it and our having it."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _take(path: Path, take_in: TakeIn) -> bool:
    """One file to its end; False when it must wait. Its name is all that is logged of it."""
    if path.stat().st_size > MOST_BYTES:
        return _put_away(path, QUARANTINE)
    content = path.read_bytes()
    root = wreck(content, most=MOST_BYTES)
    if root is None or envelope(root) is None:
        return _put_away(path, QUARANTINE)
    try:
        row = take_in(content, path.stem)
    except (OperationalError, InterfaceError):
        # The database is away: the file stays where it is.
        raise
    except Exception as error:
        log.error("message %s could not be taken in: %s", path.stem, type(error).__name__)
        return _put_away(path, FAILED)
    return _put_away(path, FAILED if row.status == MessageIn.Status.FAILED else PROCESSED)


def _put_away(path: Path, where: str) -> bool:
    path.rename(_place(where) / path.name)
    if where != PROCESSED:
        log.warning("message %s is in %s", path.stem, where)
    return True


def _forget() -> None:
    """What was taken in is kept encrypted in the database; its file goes after some days."""
    oldest = time.time() - settings.MESSAGE_KEEP_DAYS * 86_400
    for path in _files(_place(PROCESSED)):
        if _changed(path) <= oldest:
            path.unlink(missing_ok=True)


def _write(path: Path, data: bytes) -> None:
    """A file beside it, flushed to disk, then renamed; readable for the group that empties the folder."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o640)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
