"""What a catalogue lacks, and what in it cannot be right."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rve.local.messages.key import Key

# What referrers, institutions and patients read must be there in nynorsk; the rest falls back to bokmål.
NYNORSK_READERS = (
    "templates/_components/",
    "templates/_partials/",
    "templates/base.html",
    "templates/core/",
    "templates/errors/",
    "templates/institutions/",
    "templates/mail/",
    "templates/referrals/institution/",
    "templates/referrals/referrer/",
    "institutions/",
    "referrals/forms/",
    "referrals/pages/institution/",
    "referrals/pages/referrer/",
    "referrals/queries/mine.py",
    "referrals/queries/outcome.py",
    "referrals/queries/status_words.py",
    "referrals/use_cases/attachments.py",
    "referrals/use_cases/drafts.py",
    "referrals/use_cases/placements.py",
    "referrals/words.py",
    "rve/core/",
)
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")


def is_read_in_nynorsk(files: set[str]) -> bool:
    return any(file.startswith(NYNORSK_READERS) for file in files)


def missing(found: Mapping[Key, set[str]], translated: Mapping[Key, str], *, language: str) -> list[Key]:
    """The messages that must have a translation in `language` and have none."""
    return sorted(
        key
        for key, files in found.items()
        if not translated.get(key) and (language == "nb" or is_read_in_nynorsk(files))
    )


def wrong_placeholders(translated: Mapping[Key, str]) -> list[Key]:
    """The messages whose translation would show or lose a placeholder."""
    return sorted(
        key for key, text in translated.items() if text and _placeholders(text) != _placeholders(key.text)
    )


def _placeholders(text: str) -> list[str]:
    return sorted(match.group() for match in _PLACEHOLDER.finditer(text))
