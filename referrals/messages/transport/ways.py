"""The way that is on, by its name in the settings."""

from __future__ import annotations

from django.conf import settings

from referrals.messages.transport.edi import Edi
from referrals.messages.transport.folder import Folder
from referrals.messages.transport.port import Transport

_WAYS: dict[str, Transport] = {"folder": Folder(), "edi": Edi()}


def way_on() -> Transport | None:
    """None: messages neither leave nor arrive."""
    return _WAYS.get(settings.MESSAGE_TRANSPORT)
