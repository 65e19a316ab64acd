"""The catalogues as they should be: what the code says, with every translation that is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from rve.local.messages.catalogue import as_mo, as_po, folder, read, read_fragment
from rve.local.messages.collect import collect
from rve.local.messages.complete import missing, wrong_placeholders
from rve.local.messages.key import Key

LANGUAGES = ("nb", "nn")


def merged(
    root: Path, fragments: Iterable[Path] = ()
) -> tuple[dict[Key, set[str]], dict[str, dict[Key, str]]]:
    """The messages with their files, and per language their translations ('' where none is known)."""
    found = collect(root)
    known = {language: read(folder(root, language) / "django.po") for language in LANGUAGES}
    for fragment in fragments:
        for key, texts in read_fragment(fragment).items():
            _take(known, found, key, texts)
    return found, {language: {key: texts.get(key, "") for key in found} for language, texts in known.items()}


def _take(
    known: Mapping[str, dict[Key, str]], found: Mapping[Key, object], key: Key, texts: Mapping[str, str]
) -> None:
    # In a template a percent sign reaches gettext doubled.
    doubled = key._replace(text=key.text.replace("%", "%%"))
    for language, catalogue in known.items():
        if text := texts.get(language):
            catalogue[key] = text
            if key not in found and doubled in found:
                catalogue[doubled] = text.replace("%", "%%")


def files(root: Path, translated: Mapping[str, Mapping[Key, str]]) -> dict[Path, bytes]:
    """What each catalogue file must hold."""
    wanted = {}
    for language, texts in translated.items():
        wanted[folder(root, language) / "django.po"] = as_po(language, texts).encode()
        wanted[folder(root, language) / "django.mo"] = as_mo(language, texts)
    return wanted


def faults(found: Mapping[Key, set[str]], translated: Mapping[str, Mapping[Key, str]]) -> list[str]:
    """One line for each translation that is missing or cannot be right."""
    lines = []
    for language, texts in translated.items():
        for key in missing(found, texts, language=language):
            lines.append(f"{language} is missing: {key.text!r} ({', '.join(sorted(found[key]))})")
        for key in wrong_placeholders(texts):
            lines.append(f"{language} has other placeholders: {key.text!r} -> {texts[key]!r}")
    return lines
