"""What a message is refused with: a code of the national list (8221), and words without the patient."""

from __future__ import annotations

CODE_SYSTEM = "2.16.578.1.12.4.1.1.8221"


class Refused(Exception):
    """The message goes back with a negative receipt: its `code`, and `words` for whoever sent it."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(code)
        self.code = code
        self.words = words

    @property
    def row(self) -> dict[str, str]:
        """As it is kept with the message and told in the receipt."""
        return {"code": self.code, "text": self.words}
