"""How large a picture is when it is drawn, by its own head: nothing is unfolded to find out."""

from __future__ import annotations

import struct

_PNG = b"\x89PNG\r\n\x1a\n"
# JPEG: the markers that start a frame; C4, C8 and CC mean other things.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# Markers without a length of their own.
_BARE = frozenset(range(0xD0, 0xD9)) | {0x01}


def points_of(data: bytes) -> int:
    """Width by height of a PNG or JPEG; 0 where the head says nothing, and it cannot be drawn either."""
    if data.startswith(_PNG):
        return _product(data, ">II", 16)
    return _jpeg(data)


def _jpeg(data: bytes) -> int:
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in _FRAMES:
            return _product(data, ">HH", at + 5)
        if marker == 0xFF or marker in _BARE:
            at += 1 if marker == 0xFF else 2
            continue
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return 0


def _product(data: bytes, form: str, at: int) -> int:
    if len(data) < at + struct.calcsize(form):
        return 0
    first, second = struct.unpack_from(form, data, at)
    return int(first) * int(second)
