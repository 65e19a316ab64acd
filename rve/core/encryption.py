"""Encryption at rest (Fernet, rotating keys) and a keyed index for exact look-up."""

from __future__ import annotations

import hashlib
import hmac
import json
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models


@cache
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text: str) -> bytes:
    return _fernet(tuple(settings.ENCRYPTION_KEYS)).encrypt(text.encode())


def decrypt(token: bytes) -> str:
    return _fernet(tuple(settings.ENCRYPTION_KEYS)).decrypt(token).decode()


def lookup_index(text: str) -> str:
    """The keyed hash under which an exact value can be found again; hex, 64 characters."""
    return hmac.new(settings.LOOKUP_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


class EncryptedField(models.BinaryField):
    """Text in Python, ciphertext in the database. Empty text is stored as it is: it says nothing."""

    # What the type checker takes an attribute of this field for.
    _pyi_private_get_type: str  # type: ignore[assignment]
    _pyi_private_set_type: str

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", b"")
        kwargs["editable"] = True
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, expression: object, connection: object) -> str | None:
        if value is None:
            return None
        token = bytes(value)
        return decrypt(token) if token else ""

    def to_python(self, value: Any) -> Any:
        return value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, str):
            value = encrypt(value) if value else b""
        return super().get_db_prep_value(value, connection, prepared)

    def get_default(self) -> str:
        return ""


class EncryptedBytesField(EncryptedField):
    """Bytes in Python, ciphertext in the database: a message as it came or left, with its attachments."""

    _pyi_private_get_type: Any
    _pyi_private_set_type: Any

    def from_db_value(self, value: Any, expression: object, connection: object) -> Any:
        if value is None:
            return None
        return _fernet(tuple(settings.ENCRYPTION_KEYS)).decrypt(bytes(value)) if value else b""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, bytes) and not prepared:
            value = _fernet(tuple(settings.ENCRYPTION_KEYS)).encrypt(value) if value else b""
        return super().get_db_prep_value(value, connection, prepared)

    def get_default(self) -> Any:
        return b""


class EncryptedJSONField(EncryptedField):
    """A JSON object in Python, ciphertext in the database: what may hold other people's address and phone."""

    _pyi_private_get_type: Any
    _pyi_private_set_type: Any

    def from_db_value(self, value: Any, expression: object, connection: object) -> Any:
        text = super().from_db_value(value, expression, connection)
        return json.loads(text) if text else {}

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, dict):
            value = json.dumps(value, ensure_ascii=False) if value else ""
        return super().get_db_prep_value(value, connection, prepared)

    def get_default(self) -> Any:
        return {}
