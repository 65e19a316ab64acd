"""Rule sets ready to use, compiled once per process and content."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Final, Protocol

from deltytelser.catalogue.read import rule_set_from_content
from deltytelser.rules.ruleset import RuleSet

# A region has a few versions that cases still ask for; drafts come and go with every change.
_PUBLISHED: Final = 16
_DRAFTS: Final = 8


class Stored(Protocol):
    """A stored version: its content and the digest of it."""

    hash: str
    content: str


def compiled(row: Stored) -> RuleSet:
    """A stored version, ready to assess with and to read from. Its content is read once per process."""
    return _published(_ByHash(row))


def compiled_content(content: str) -> RuleSet:
    """The same for content that is not published. Raises CatalogueError where it is no rule set."""
    return _draft(hashlib.sha256(content.encode()).hexdigest(), content)


class _ByHash:
    """A version as the key of its digest: the content, which may not be loaded yet, is not compared."""

    __slots__ = ("row",)

    def __init__(self, row: Stored) -> None:
        self.row = row

    def __hash__(self) -> int:
        return hash(self.row.hash)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByHash) and self.row.hash == other.row.hash


@lru_cache(maxsize=_PUBLISHED)
def _published(key: _ByHash) -> RuleSet:
    return rule_set_from_content(key.row.content)


@lru_cache(maxsize=_DRAFTS)
def _draft(_hash: str, content: str) -> RuleSet:
    return rule_set_from_content(content)
