"""One message, from its bytes to what it changes and the receipt that tells so."""

from __future__ import annotations

import datetime as dt
import logging

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from referrals.clocks import OSLO
from referrals.messages import flags, receipts, schemas
from referrals.messages.parse import safe
from referrals.messages.parse.dialog import SPACES as DIALOGS
from referrals.messages.parse.envelope import Envelope, envelope
from referrals.messages.parse.parties import Party
from referrals.messages.parse.referral import VERSIONS
from referrals.messages.refusals import Refused
from referrals.messages.take_dialog import take_dialog
from referrals.messages.take_receipt import take_receipt
from referrals.messages.take_referral import take_referral
from referrals.messages.tenants import region_of, unit_of
from referrals.models import MessageIn
from rve.core.errors import DomainError
from rve.core.models import Organisation

log = logging.getLogger(__name__)


def process(row: MessageIn, *, now: dt.datetime) -> None:
    """Fills in the row, which the caller has locked and saves. A message at fault is refused, not raised."""
    row.errors = []
    try:
        found = read(bytes(row.content))
    except Refused as refused:
        _refuse_unread(row, refused, now=now)
        return
    _note_envelope(row, found, now=now)
    try:
        _check_id(found)
        original = _claim(row, found)
        if original is not None:
            _repeated(row, original, now=now)
            return
        with transaction.atomic():
            _take(row, found, now=now)
    except Refused as refused:
        _refuse(row, found, refused, now=now)
    except DomainError as error:
        _refuse(row, found, _as_refusal(error), now=now)


def read(content: bytes) -> Envelope:
    """The envelope of a message; Refused where the bytes have none."""
    found = envelope(safe.tree(content, most=settings.MESSAGE_MAX_BYTES))
    if found is None:
        raise Refused("T10", "Meldingen har ingen konvolutt som støttes (hodemelding 1.2).")
    return found


def _note_envelope(row: MessageIn, found: Envelope, *, now: dt.datetime) -> None:
    row.standard = found.standard
    row.kind = kind_of(found)
    row.region = region_of(found.receiver, on=timezone.localdate(now, OSLO))


def kind_of(found: Envelope) -> str:
    kinds = {
        "Henvisning": MessageIn.Kind.REFERRAL,
        "Message": MessageIn.Kind.REFERRAL,
        "Dialogmelding": MessageIn.Kind.DIALOG,
        "AppRec": MessageIn.Kind.APPREC,
    }
    return kinds.get(found.body_name, MessageIn.Kind.UNKNOWN)


def _check_id(found: Envelope) -> None:
    if not found.message_id:
        raise Refused("E10", "Meldingens id (MsgId) mangler eller kan ikke leses.")


def _claim(row: MessageIn, found: Envelope) -> MessageIn | None:
    """Takes the sender's id for this message; the one that has it already, where there is one. Two workers
    with the same id: the second waits here until the first is done.
    """
    row.sender_her_id, row.message_id = found.sender.her_id, found.message_id
    try:
        with transaction.atomic():
            row.save(update_fields=["sender_her_id", "message_id"])
    except IntegrityError:
        row.message_id = ""
        rows = MessageIn.objects.defer("content").filter(sender_her_id=found.sender.her_id)
        return rows.get(message_id=found.message_id)
    return None


def _repeated(row: MessageIn, original: MessageIn, *, now: dt.datetime) -> None:
    """No second case: the same receipt again. Another content under the same id is for a person."""
    row.duplicate_of, row.referral, row.kind = original, original.referral, original.kind
    row.status = MessageIn.Status.PROCESSED
    row.flag = flags.OTHER_CONTENT if row.digest != original.digest else ""
    receipts.again(original, now=now)


def _take(row: MessageIn, found: Envelope, *, now: dt.datetime) -> None:
    today = timezone.localdate(now, OSLO)
    if row.kind == MessageIn.Kind.APPREC:
        take_receipt(row, found, now=now)
        row.status = MessageIn.Status.PROCESSED
        return
    unit = unit_of(found.receiver, on=today) or _copied(row, found, today)
    _check_standard(row, found)
    faults = _by_kind(row, found, unit=unit, now=now)
    row.status = MessageIn.Status.PROCESSED
    row.errors = [*faults, *_schema_faults(row, found)]
    receipts.answer(row, found, errors=faults, refused=False, now=now)


def _copied(row: MessageIn, found: Envelope, today: dt.date) -> Organisation:
    """The unit may stand among those who get a copy; else the message is not for us."""
    for party in found.copies:
        unit = unit_of(party, on=today)
        if unit is not None:
            row.flag, row.region = flags.COPY, unit.region
            return unit
    raise Refused("E21", "Mottakeren er ikke kjent her: feil HER-id.")


def _check_standard(row: MessageIn, found: Envelope) -> None:
    known = {MessageIn.Kind.REFERRAL: tuple(VERSIONS), MessageIn.Kind.DIALOG: DIALOGS}
    if not found.known or found.standard not in known.get(MessageIn.Kind(row.kind), ()):
        raise Refused("T10", "Meldingstypen eller versjonen støttes ikke.")
    if found.test and settings.PRODUCTION:
        raise Refused("X99", "Testmeldinger tas ikke imot i produksjon.")


def _by_kind(
    row: MessageIn, found: Envelope, *, unit: Organisation, now: dt.datetime
) -> list[dict[str, str]]:
    """What could not be taken in of it, for the receipt."""
    if row.flag == flags.COPY:
        return []
    if row.kind == MessageIn.Kind.REFERRAL:
        return take_referral(row, found, unit=unit, now=now)
    return take_dialog(row, found, unit=unit, now=now)


def _schema_faults(row: MessageIn, found: Envelope) -> list[dict[str, str]]:
    """Told here and in the log, never to the sender: only our own rules refuse."""
    faults = schemas.faults(found)
    if faults:
        log.warning("message %s does not follow its schema: %s places", row.pk, len(faults))
    return faults


def _refuse(row: MessageIn, found: Envelope, refused: Refused, *, now: dt.datetime) -> None:
    row.status, row.errors, row.flag = MessageIn.Status.REJECTED, [refused.row], ""
    row.referral = row.question = None
    if row.kind != MessageIn.Kind.APPREC:
        receipts.answer(row, found, errors=[refused.row], refused=True, now=now)


def _refuse_unread(row: MessageIn, refused: Refused, *, now: dt.datetime) -> None:
    """Not well-formed, or not safe to read: the sender is told where the envelope can be made out. Its id is
    not taken, so that the message can come again whole.
    """
    root = safe.wreck(bytes(row.content), most=settings.MESSAGE_MAX_BYTES) if refused.code == "T01" else None
    found = envelope(root) if root is not None else None
    row.status, row.errors = MessageIn.Status.REJECTED, [refused.row]
    if found is None or not found.message_id or found.sender == Party():
        return
    row.kind, row.standard = kind_of(found), found.standard
    row.region = region_of(found.receiver, on=timezone.localdate(now, OSLO))
    if row.kind != MessageIn.Kind.APPREC:
        receipts.answer(row, found, errors=[refused.row], refused=True, now=now)


def _as_refusal(error: DomainError) -> Refused:
    """What the use case would not take; its words are ours and name no patient."""
    if error.field in {"number", "birth_date"}:
        return Refused("E31", error.message)
    return Refused("X99", error.message)
