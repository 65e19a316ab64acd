"""A rule set out of a zip file that somebody uploaded: never written to disk, nothing taken on trust."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Any, Final

from deltytelser.catalogue.parse import MOST_BYTES, parse_yaml
from deltytelser.rules.errors import CatalogueError

MOST_FILES: Final = 100
# All files of the shipped rule set are 80 kilobytes.
MOST_BYTES_IN_ALL: Final = 5_000_000
_NAME: Final = re.compile(r"(?:[A-Za-z0-9_]{1,40}/)?[A-Za-z0-9_]{1,40}\.yaml")
# What some systems add to every zip file they make.
_LITTER: Final = re.compile(r"__MACOSX/.*|(?:.*/)?\.DS_Store")
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
)


def read_zip(data: bytes) -> dict[str, Any]:
    """The parsed files by path. Raises CatalogueError naming the file, and row and cell where it can."""
    if len(data) > MOST_BYTES_IN_ALL:
        raise CatalogueError(f"the zip file: larger than {MOST_BYTES_IN_ALL} bytes")
    return {name: parse_yaml(text, name) for name, text in sorted(_texts(data).items())}


def _texts(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [
                one for one in archive.infolist() if not (one.is_dir() or _LITTER.fullmatch(one.filename))
            ]
            if len(members) > MOST_FILES:
                raise CatalogueError(f"the zip file: more than {MOST_FILES} files")
            return _unpacked(archive, members)
    except CatalogueError:
        raise
    except _BROKEN as error:
        raise CatalogueError("the zip file: cannot be read") from error


def _unpacked(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    top, texts, total = _top_folder(members), {}, 0
    for member in members:
        name = member.filename.removeprefix(top)
        if not _NAME.fullmatch(name):
            raise CatalogueError(f"{name!r:.80}: not a file of a rule set")
        if name in texts:
            raise CatalogueError(f"{name}: twice in the zip file")
        texts[name] = _read(archive, member, name)
        total += len(texts[name])
        if total > MOST_BYTES_IN_ALL:
            raise CatalogueError(f"{name}: the files together are larger than {MOST_BYTES_IN_ALL} bytes")
    if not texts:
        raise CatalogueError("the zip file: no tables")
    return texts


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> bytes:
    # Never what the header says: a few kilobytes can unpack to gigabytes.
    with archive.open(member) as file:
        text = file.read(MOST_BYTES + 1)
    if len(text) > MOST_BYTES:
        raise CatalogueError(f"{name}: larger than {MOST_BYTES} bytes")
    return text


def _top_folder(members: list[zipfile.ZipInfo]) -> str:
    """The folder that was packed, where everything lies in one."""
    folders = {one.filename.partition("/")[0] for one in members if "/" in one.filename}
    top = f"{folders.pop()}/" if len(folders) == 1 else ""
    return top if any(one.filename == f"{top}rule_set.yaml" for one in members) else ""
