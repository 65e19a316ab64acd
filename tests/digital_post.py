"""The stand-in of digital post as a process of its own, and patients it treats one way or another."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from referrals.use_cases.patients import PatientInput
from rve.core.identity_numbers import synthetic_number
from rve.local.digital_post.recipients import NOT_KNOWN, RESERVED, SLOW
from rve.local.ports import free_port
from tests.people import BORN, a_patient

CHECKOUT = Path(__file__).resolve().parents[1]
TOKEN = "a-token-of-the-tests"
MANNERS = ("opens", "never_opens", "reserved", "unknown", "slow")


@dataclass
class DigitalPost:
    """A running one, or one that was stopped and can be started again on the same port with what it knew."""

    folder: Path
    port: int = field(default_factory=free_port)
    options: tuple[str, ...] = ()
    process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return {"RVE_DIGITAL_POST_URL": self.url, "RVE_DIGITAL_POST_TOKEN": TOKEN}

    def start(self) -> None:
        """Returns when it answers."""
        state = ["--state", str(self.folder / "digital_post.sqlite")]
        command = [sys.executable, "-m", "rve.local.digital_post", str(self.port), *state, *self.options]
        with (self.folder / "digital_post.log").open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=CHECKOUT,
                env=os.environ | self.environment,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self.process.stdout is not None
        assert self.process.stdout.readline().startswith("ready")

    def stop(self, *, kill: bool = False) -> None:
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.kill() if kill else self.process.terminate()
        self.process.wait(timeout=10)
        if self.process.stdout is not None:
            self.process.stdout.close()
        self.process = None

    def messages(self) -> list[dict[str, Any]]:
        """All it has ever been sent: id, status, code, how many times it was put, its second notices."""
        with urllib.request.urlopen(f"{self.url}/admin.json", timeout=5) as answer:
            found: list[dict[str, Any]] = json.load(answer)["messages"]
        return found

    def open(self, message_id: object) -> None:
        """The recipient reads it."""
        request = urllib.request.Request(f"{self.url}/admin/open/{message_id}", method="POST")
        urllib.request.urlopen(request, timeout=5).close()

    @property
    def log(self) -> str:
        return (self.folder / "digital_post.log").read_text()


@contextmanager
def a_digital_post(folder: Path, *options: str) -> Iterator[DigitalPost]:
    """Delivers and opens at once, and answers late for one second, unless the options say otherwise."""
    usual = ("--deliver-after", "0", "--open-after", "0", "--slow", "1")
    post = DigitalPost(folder, options=(*usual, *options))
    post.start()
    try:
        yield post
    finally:
        post.stop()


def a_patient_who(manner: str, **changed: Any) -> PatientInput:
    """Whose letters the stand-in refuses (reserved, unknown), takes late (slow), or takes: opened or not."""
    born, sex = changed.get("birth_date", BORN), changed.get("sex", "male")
    for serial in range(150):
        number = synthetic_number(birth_date=born, sex=sex, serial=serial)
        if _manner(number) == manner:
            return a_patient(**changed | {"number": number})
    raise ValueError(f"nobody born that day {manner}")


def _manner(number: str) -> str:
    by_tens = {RESERVED: "reserved", NOT_KNOWN: "unknown", SLOW: "slow"}
    return by_tens.get(number[-2], "never_opens" if int(number[-1]) % 2 else "opens")
