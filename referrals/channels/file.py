"""Files for the print service: exactly once, whatever is killed when.

The file is named by the message, and takes its name in one step when it is whole: done twice
it is the same file.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from pathlib import Path

from django.conf import settings

from referrals.channels.letter_of import letter_of
from referrals.channels.port import DELIVERED, UNKNOWN, Answer
from referrals.models import ComplaintFile, Letter
from rve.core.models import Message

PACKAGE = "package"


class PrintFile:
    """The folder that the print service empties."""

    name = "file"

    def deliver(self, message: Message) -> None:
        """The PDF, then its sidecar: a reader who waits for the sidecar always finds the whole letter."""
        if message.template == PACKAGE:
            self._hand_over(message, *_package(message))
            return
        letter = letter_of(message)
        self._hand_over(message, bytes(letter.pdf), _sidecar(message, letter))

    def ask(self, message: Message) -> Answer:
        """Delivered while the service has not taken the files away."""
        return Answer(DELIVERED if _path(message, "json").exists() else UNKNOWN)

    def _hand_over(self, message: Message, pdf: bytes, sidecar: dict[str, object]) -> None:
        Path(settings.LETTER_FOLDER).mkdir(parents=True, exist_ok=True)
        _write(_path(message, "pdf"), pdf)
        _write(_path(message, "json"), json.dumps(sidecar, ensure_ascii=False, indent=1).encode())


PRINT_FILE = PrintFile()


def _path(message: Message, ending: str) -> Path:
    return Path(settings.LETTER_FOLDER) / f"{message.public_id}.{ending}"


def _sidecar(message: Message, letter: Letter) -> dict[str, object]:
    """What the service needs to send it on: no identity number, and no address beside
    the one in the letter.
    """
    return {
        "message": str(message.public_id),
        "letter": str(letter.public_id),
        "reference": letter.referral.reference,
        "kind": letter.kind,
        "language": letter.language,
        "recipient_role": letter.recipient_role,
        "address_protected": letter.address_protected,
        "sha256": letter.sha256,
        "created_at": letter.created_at.isoformat(),
    }


def _package(message: Message) -> tuple[bytes, dict[str, object]]:
    """A case package for Statsforvalteren, kept with its complaint."""
    file = ComplaintFile.objects.select_related("complaint").get(public_id=message.context["file"])
    pdf = bytes(file.data)
    return pdf, {
        "message": str(message.public_id),
        "reference": file.complaint.reference,
        "kind": PACKAGE,
        "recipient_role": "statsforvalter",
        "sha256": hashlib.sha256(pdf).hexdigest(),
        "created_at": file.added_at.isoformat(),
    }


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all: a file beside it, flushed to disk, then renamed."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
