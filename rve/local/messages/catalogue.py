"""A catalogue as .po for people and .mo for gettext: sorted, undated, the same bytes each time."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from pathlib import Path

from babel.messages.pofile import read_po

from rve.local.messages.key import Key, key_of

_MAGIC = 0x950412DE
_HEADER_FIELDS = 7


def folder(root: Path, language: str) -> Path:
    return root / "locale" / language / "LC_MESSAGES"


def header(language: str) -> str:
    return (
        f"Language: {language}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
        "Content-Transfer-Encoding: 8bit\nPlural-Forms: nplurals=2; plural=(n != 1);\n"
    )


def read(path: Path) -> dict[Key, str]:
    """The translated messages of a .po file; nothing when there is no such file."""
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        messages = read_po(file)
    return {
        Key(str(message.id), message.context or ""): str(message.string)
        for message in messages
        if message.id and message.string
    }


def as_po(language: str, translated: Mapping[Key, str]) -> str:
    """All messages, those without a translation with an empty one."""
    entries = [f'msgid ""\nmsgstr ""\n{_lines(header(language))}\n']
    for key, text in sorted(translated.items()):
        context = f"msgctxt {_quoted(key.context)}\n" if key.context else ""
        entries.append(f"{context}msgid {_quoted(key.text)}\nmsgstr {_quoted(text)}\n")
    return "\n".join(entries)


def _quoted(text: str) -> str:
    # JSON's escapes are those of .po files once letters beyond ASCII stand as they are.
    return json.dumps(text, ensure_ascii=False)


def _lines(text: str) -> str:
    return "\n".join(_quoted(line) for line in text.splitlines(keepends=True))


def as_mo(language: str, translated: Mapping[Key, str]) -> bytes:
    """GNU's binary catalogue: two sorted tables of (length, offset), then the texts."""
    texts = {"": header(language)} | {str(key): text for key, text in translated.items() if text}
    pairs = sorted((name.encode(), text.encode()) for name, text in texts.items())
    start = _HEADER_FIELDS * 4
    place = start + len(pairs) * 16
    tables, body = [], b""
    for column in (0, 1):
        for pair in pairs:
            tables.append(struct.pack("<II", len(pair[column]), place + len(body)))
            body += pair[column] + b"\0"
    top = struct.pack("<7I", _MAGIC, 0, len(pairs), start, start + len(pairs) * 8, 0, place)
    return top + b"".join(tables) + body


def read_fragment(path: Path) -> dict[Key, dict[str, str]]:
    """A translator's file: {"English": {"nb": "…", "nn": "…"}}."""
    entries = json.loads(path.read_text(encoding="utf-8"))
    return {key_of(name): dict(texts) for name, texts in entries.items()}
