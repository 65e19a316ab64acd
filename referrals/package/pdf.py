"""The package as PDF: tagged, with bookmarks, language and title."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typst

from referrals.letters.glyphs import printable
from referrals.letters.pdf import fonts, lock
from referrals.package.blocks import Package
from referrals.package.errors import PackageError

SOURCE = Path(__file__).parent / "typst" / "package.typ"
PROBE = '#image(sys.inputs.path, alt: "x")'


def render(
    package: Package, *, pictures: Mapping[str, bytes], universal: bool, created: dt.datetime
) -> bytes:
    """The pages, with marks where pages made elsewhere go.

    `universal`: as PDF/UA-1. PackageError, which holds nothing of the case, when they cannot be set.
    """
    content = json.dumps(_printable(asdict(package)), ensure_ascii=False, sort_keys=True)
    more: dict[str, Any] = {"pdf_standards": "ua-1"} if universal else {}
    try:
        return _compile(
            SOURCE.read_text(encoding="utf-8"),
            pictures,
            sys_inputs={"package": content},
            timestamp=int(created.timestamp()),
            **more,
        )
    except typst.TypstError as error:
        raise PackageError(f"The package could not be set: {error.message}") from None


def can_draw(path: str, data: bytes) -> bool:
    """Whether an image can be drawn at all."""
    try:
        _compile(PROBE, {path: data}, sys_inputs={"path": path})
    except typst.TypstError:
        return False
    return True


def _compile(source: str, files: Mapping[str, bytes], **options: Any) -> bytes:
    """Pictures must be files: they lie in a folder that only this process reads, and only meanwhile."""
    with tempfile.TemporaryDirectory(prefix="package-") as folder:
        main = Path(folder) / "package.typ"
        main.write_text(source, encoding="utf-8")
        for name, data in files.items():
            (Path(folder) / name).write_bytes(data)
        with lock:
            setter = typst.Compiler(str(main), root=folder, font_paths=fonts(), ignore_system_fonts=True)
            made = setter.compile(format="pdf", **options)
    assert isinstance(made, bytes)
    return made


def _printable(value: Any) -> Any:
    """Every text as the font can print it."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _printable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(one) for one in value]
    return value
