"""What a token says, by the names that HelseID and Maskinporten give it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from rve.core.api.refusals import TokenRefused

CLIENT = "client_id"
PARENT = "helseid://claims/client/claims/orgnr_parent"
LEVEL = "helseid://claims/identity/security_level"
HPR = "helseid://claims/hpr/hpr_number"
# Of the local issuer alone: the one role that a token was asked for.
ROLE = "urn:rve:role"
_OF_A_PERSON = (
    HPR,
    LEVEL,
    "helseid://claims/identity/pid",
    "helseid://claims/identity/pid_pseudonym",
    "pid",
    "acr",
)
_LONGEST = 180


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims of a token whose signature, issuer, audience and times are checked."""

    issuer: str
    client_id: str
    organisation: str
    scopes: frozenset[str]
    subject: str
    hpr: str
    level: int
    is_person: bool
    role: str = ""


def read(payload: dict[str, Any], *, scope_prefix: str = "") -> Claims:
    """The claims that count, as plain values; TokenRefused names one that is missing or unreadable.

    `scope_prefix` is what the issuer's scopes begin with: others are not ours, and it is taken off.
    """
    client_id = _text(payload, CLIENT)
    if not client_id:
        raise TokenRefused(_("The token lacks the claim {claim}."), claim=CLIENT)
    subject = _text(payload, "sub")
    # A client's own token has no subject, or the client as such: all other tokens stand for somebody.
    is_person = bool(subject and subject != client_id) or any(payload.get(name) for name in _OF_A_PERSON)
    return Claims(
        issuer=str(payload["iss"]),
        client_id=client_id,
        organisation=_organisation(payload),
        scopes=_scopes(payload.get("scope", ""), scope_prefix),
        subject=subject,
        hpr=_text(payload, HPR),
        level=level_of(payload.get(LEVEL)),
        is_person=is_person,
        role=_text(payload, ROLE),
    )


def _text(payload: dict[str, Any], name: str) -> str:
    value = payload.get(name, "")
    if not isinstance(value, str) or len(value) > _LONGEST or "\x00" in value:
        sentence = _("The claim {claim} is not a text of at most {most} characters.")
        raise TokenRefused(sentence, claim=name, most=_LONGEST)
    return value


def _scopes(value: Any, prefix: str) -> frozenset[str]:
    """A text with spaces between (Maskinporten, OAuth), or a list (HelseID)."""
    words = value.split() if isinstance(value, str) else value
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise TokenRefused(_("The claim scope is neither a text nor a list of texts."))
    return frozenset(word.removeprefix(prefix) for word in words if word.startswith(prefix))


def level_of(value: Any) -> int:
    """A security level; 0 of what is none."""
    text = str(value)
    return int(text) if text in {"1", "2", "3", "4"} else 0


def _organisation(payload: dict[str, Any]) -> str:
    """Nine digits: HelseID's parent organisation, else the consumer of Maskinporten («0192:…»)."""
    number = _text(payload, PARENT)
    if not number:
        consumer = payload.get("consumer")
        named = consumer.get("ID", "") if isinstance(consumer, dict) else ""
        scheme, _colon, number = str(named).partition(":")
        number = number if scheme == "0192" else ""
    if len(number) != 9 or not number.isascii() or not number.isdigit():
        raise TokenRefused(
            _("The token names no organisation by nine digits (orgnr_parent, or consumer.ID).")
        )
    return number
