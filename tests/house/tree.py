"""The files of the project: what git knows of, or would take in."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]


def files(*patterns: str) -> Iterator[Path]:
    """Paths from the checkout's root, of committed files and of new ones that are not ignored."""
    command = [
        "git",
        "-c",
        "safe.directory=*",
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
        "-z",
        "--",
        *patterns,
    ]
    listed = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout
    return (Path(name) for name in listed.split("\0") if name and (CHECKOUT / name).is_file())


def text(path: Path | str) -> str:
    return (CHECKOUT / path).read_text(encoding="utf-8", errors="replace")
