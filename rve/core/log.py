"""The last guard of the log: eleven digits in a row could be a person, whoever wrote them into an address."""

from __future__ import annotations

import logging
import re

_ELEVEN = re.compile(r"(?<!\d)\d{6}[ +%20]{0,3}\d{5}(?!\d)")


class WithoutIdentityNumbers(logging.Filter):
    """Replaces eleven digits in a row, and six and five with a space between, in every line."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if _ELEVEN.search(text):
            record.msg, record.args = _ELEVEN.sub("[eleven digits]", text), None
        return True
