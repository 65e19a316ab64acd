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
    """A stored version, ready to assess with and to read from."""
    return _published(row.hash, row.content)


def compiled_content(content: str) -> RuleSet:
    """The same for content that is not published. Raises CatalogueError where it is no rule set."""
    return _draft(hashlib.sha256(content.encode()).hexdigest(), content)


@lru_cache(maxsize=_PUBLISHED)
def _published(_hash: str, content: str) -> RuleSet:
    return rule_set_from_content(content)


@lru_cache(maxsize=_DRAFTS)
def _draft(_hash: str, content: str) -> RuleSet:
    return rule_set_from_content(content)
