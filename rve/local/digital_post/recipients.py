"""What the stand-in does with whom, by the last two digits of the identity number.

| tens | then |
|---|---|
| 0 | reserved: refused |
| 1 | not known there: refused |
| 2 | taken, but the first answer comes after every client has given up waiting |
| 3–9 | taken at once |

Taken ones are delivered after a while; those whose number is even are opened after a while more.
"""

from __future__ import annotations

from dataclasses import dataclass

RESERVED, NOT_KNOWN, SLOW = "0", "1", "2"


@dataclass(frozen=True, slots=True)
class Manner:
    """How the service treats a recipient: `status` and `code` where refused."""

    status: int = 201
    code: str = ""
    slow: bool = False
    opens: bool = False


def manner_of(number: str) -> Manner:
    tens, last = number[-2:-1], number[-1:]
    if not number.isdecimal() or len(number) != 11 or tens == NOT_KNOWN:
        return Manner(404, "unknown_recipient")
    if tens == RESERVED:
        return Manner(422, "reserved")
    return Manner(slow=tens == SLOW, opens=int(last) % 2 == 0)
