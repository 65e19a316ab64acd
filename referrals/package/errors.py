"""What can go wrong when a package is made; no message holds anything of the case."""

from __future__ import annotations


class PackageError(Exception):
    """The pages could not be set."""
