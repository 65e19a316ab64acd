"""Why nobody was logged in, by a code; the page has the sentence."""

from __future__ import annotations


class LoginRefused(Exception):
    """`code`: unknown (nobody here is this person), closed, level (too low), failed, unavailable."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
