"""The files that go along: what came with the referral, and the receiver's letter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Q

from referrals.letters.data import INFORMS
from referrals.messages.make.head import Enclosed
from referrals.models import Attachment, Decision, Letter, Placement

# A third more in base64, and the message service takes 18 MB.
MOST_BYTES = 12_000_000
PDF = "application/pdf"


def for_place(placement: Placement) -> tuple[list[Enclosed], list[str]]:
    """The institution's letter and the attachments, and the names of those that are too large to go along."""
    letters = placement.referral.letters.filter(recipient_role="institution")
    theirs = letters.filter(Q(decision=placement.decision) | Q(kind="changed_place")).order_by("-pk").first()
    attachments = placement.referral.attachments.select_related("content").order_by("pk")
    return _that_fit([*_letters([theirs] if theirs else []), *map(_attachment, attachments.iterator(1))])


def for_sender(decision: Decision) -> list[Enclosed]:
    """The referrer's copy of the letter about the decision."""
    letters = decision.letters.filter(recipient_role="referrer", kind__in=INFORMS)
    return _that_fit(_letters(letters.order_by("-pk")[:1]))[0]


def _that_fit(files: Iterable[Enclosed]) -> tuple[list[Enclosed], list[str]]:
    taken: list[Enclosed] = []
    too_large: list[str] = []
    left = MOST_BYTES
    for one in files:
        if len(one.data) <= left:
            taken.append(one)
            left -= len(one.data)
        else:
            too_large.append(one.name)
    return taken, too_large


def _letters(letters: Iterable[Letter]) -> Iterator[Enclosed]:
    for one in letters:
        yield Enclosed(one.title, PDF, bytes(one.pdf), one.created_at, str(one.public_id))


def _attachment(one: Attachment) -> Enclosed:
    return Enclosed(one.name, one.content_type, bytes(one.content.data), one.added_at, str(one.public_id))
