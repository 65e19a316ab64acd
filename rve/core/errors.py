"""One error for what a user can mend or must know; every door turns it into its own words."""

from __future__ import annotations


class DomainError(Exception):
    """A sentence that a user can read, with the field it is about where there is one.

    `status` is the HTTP status of the door: 400 bad input, 403 not allowed, 404 not there for you,
    409 in the way of something else, 412 changed since you read it.
    """

    status = 400

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotAllowed(DomainError):
    status = 403


class NotFound(DomainError):
    """Not there, or another tenant's: the answer is the same."""

    status = 404


class Conflict(DomainError):
    """The state does not allow it, or somebody was first."""

    status = 409


class Stale(DomainError):
    """The row changed since it was read."""

    status = 412
