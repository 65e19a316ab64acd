"""The letter a message of the outbox stands for."""

from __future__ import annotations

from referrals.models import Letter
from rve.core.models import Message


def letter_of(message: Message) -> Letter:
    """With its case and patient; the identity number stays encrypted until somebody asks for it."""
    rows = Letter.objects.select_related("referral__patient__details", "referral__region", "decision")
    return rows.get(public_id=message.context["letter"])
