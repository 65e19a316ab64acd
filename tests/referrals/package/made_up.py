"""A complaint that is ready to be sent, of a case with letters, files and a history."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import struct
import zlib
from typing import Any

import pikepdf

from referrals.models import Complaint, ComplaintFile, Decision
from referrals.use_cases.attachments import attach
from rve.core import access_log
from tests.people import NOW, World, a_signed_decision

LATER = NOW + dt.timedelta(days=21)
STATEMENT = "Klagen gir ikke nye opplysninger.\nVi holder fast ved vedtaket."


def a_complaint(world: World, decision: Decision | None = None, **changed: Any) -> Complaint:
    """Upheld by Ingrid's colleague and signed, about a decision of Liv's."""
    decision = decision or a_signed_decision(world)
    row: dict[str, Any] = {
        "referral": decision.referral,
        "decision_id": decision.pk,
        "reference": f"{decision.referral.reference}-K1",
        "status": Complaint.Status.IN_REVIEW,
        "channel": "paper",
        "about": ["deadline"],
        "grounds": "Tolv uker er for lenge å vente.",
        "complainant": "patient",
        "complainant_name": decision.referral.name,
        "received_on": dt.date(2026, 4, 20),
        "sent_on": dt.date(2026, 4, 17),
        "known_on": dt.date(2026, 4, 7),
        "window_ends_on": dt.date(2026, 5, 5),
        "lateness": Complaint.Lateness.IN_TIME,
        "signed": True,
        "authority_shown": True,
        "assignee": world.marit.user,
        "assigned_at": LATER,
        "planned_outcome": "upheld",
        "statement": STATEMENT,
        "created_at": LATER,
        "updated_at": LATER,
    }
    return Complaint.objects.create(**row | changed)


def a_file(complaint: Complaint, name: str, data: bytes, kind: str = "complaint") -> ComplaintFile:
    return ComplaintFile.objects.create(
        complaint=complaint,
        kind=kind,
        name=name,
        content_type="application/pdf",
        sha256=hashlib.sha256(data).hexdigest(),
        data=data,
        added_at=LATER,
    )


def an_attachment(complaint: Complaint, name: str, data: bytes) -> None:
    attach(referral=complaint.referral, name=name, data=data, by=None, now=NOW)


def opened(world: World, complaint: Complaint, *, at: dt.datetime = LATER) -> None:
    """Ingrid has looked at the case."""
    access_log.seen(
        actor=world.ingrid, data="case", basis="assessment", at=at, case_ids=[complaint.referral_id]
    )


def a_pdf(*words: str, turned: int = 0, locked: str = "") -> bytes:
    """A page for each of the words, set in a font that is not in the file."""
    pdf = pikepdf.new()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    for word in words:
        pdf.add_blank_page(page_size=(595, 842))
        page = pdf.pages[-1]
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = pdf.make_stream(f"BT /F1 24 Tf 72 700 Td ({word}) Tj ET".encode("latin-1"))
        if turned:
            page.Rotate = turned
    out = io.BytesIO()
    encryption = pikepdf.Encryption(owner=locked, user=locked) if locked else False
    pdf.save(out, encryption=encryption, **({} if locked else {"deterministic_id": True}))
    return out.getvalue()


def a_png(width: int = 40, height: int = 20) -> bytes:
    """A grey picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\x88" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
