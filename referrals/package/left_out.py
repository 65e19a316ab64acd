"""The files a package has no room for, told before it is made and after."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models.functions import Length

from referrals.models import Complaint, ComplaintFile
from referrals.package.enclosed import MOST_BYTES

_KINDS = (ComplaintFile.Kind.COMPLAINT, ComplaintFile.Kind.ANSWER)


def left_out(complaint: Complaint) -> list[str]:
    """Names of the files that must be sent by themselves, as the package takes them in: two small queries."""
    referral = list(complaint.referral.attachments.order_by("pk").values_list("name", "size"))
    rows = complaint.files.annotate(bytes=Length("data")).order_by("pk")
    own = {kind: list(rows.filter(kind=kind).values_list("name", "bytes")) for kind in _KINDS}
    return _without_room([*referral, *(one for kind in _KINDS for one in own[kind])])


def _without_room(files: Iterable[tuple[str, int]]) -> list[str]:
    room, found = MOST_BYTES, []
    for name, size in files:
        if size > room:
            found.append(name)
        else:
            room -= size
    return found
