"""The complaint as it came with its files, the unit's statement, and what was answered before."""

from __future__ import annotations

from referrals.models import Complaint, ComplaintFile
from referrals.package.blocks import Block, Heading, NewPage, Quote, Rows, Text, paragraphs
from referrals.package.cover import complainant
from referrals.package.decision import person
from referrals.package.enclosed import Enclosed, Found
from referrals.package.material import Material
from rve.core.dates import local


def complaint_section(material: Material, enclosed: Enclosed) -> list[Block]:
    say, complaint = material.say, material.complaint
    spoken = complaint.channel == Complaint.Channel.PHONE
    return [
        Rows(tuple(_head(material))),
        Heading(say("complaint", "grounds_phone" if spoken else "grounds")),
        Quote(paragraphs(complaint.grounds)),
        *_files(ComplaintFile.Kind.COMPLAINT, "file", material, enclosed),
        *(_dismissed(complaint.dismissal, material, enclosed) if complaint.dismissal else ()),
    ]


def _dismissed(one: Complaint, material: Material, enclosed: Enclosed) -> list[Block]:
    """The complaint whose dismissal is complained of: what it said, when it came, why it was dismissed."""
    say = material.say
    rows = (
        (say("labels", "reference"), one.reference),
        (say("complaint", "sent"), say.day(one.sent_on) if one.sent_on else ""),
        (say("complaint", "received"), say.day(one.received_on)),
        (say("complaint", "window"), say.day(one.window_ends_on)),
        (say("complaint", "dismissed_on"), say.day(local(one.ended_at).date() if one.ended_at else None)),
        (say("complaint", "dismissed_by"), person(one.signed_by) if one.signed_by else ""),
        (say("complaint", "dismissed_why"), " ".join(paragraphs(one.end_reason))),
    )
    return [
        Heading(say("complaint", "dismissed")),
        Rows(tuple(row for row in rows if row[1])),
        Quote(paragraphs(one.grounds)),
        *_files(ComplaintFile.Kind.COMPLAINT, "dismissed_file", material, enclosed, of=one),
    ]


def answers(material: Material, enclosed: Enclosed) -> list[Block]:
    """What Statsforvalteren answered, where the case was sent back and is sent again."""
    return _files(ComplaintFile.Kind.ANSWER, "answer_file", material, enclosed)


def _head(material: Material) -> list[tuple[str, str]]:
    say, complaint = material.say, material.complaint
    lateness = say.code("lateness", complaint.lateness)
    if complaint.lateness_reason:
        lateness = f"{lateness}. {complaint.lateness_reason}"
    known = "known_dismissal" if complaint.dismissal_id else "known"
    rows = [
        (say("complaint", "complainant"), complainant(material)),
        (say("complaint", "about"), "; ".join(say.code("about", one) for one in complaint.about)),
        (say("complaint", "channel"), say.code("channels", complaint.channel)),
        (say("complaint", "sent"), say.day(complaint.sent_on) if complaint.sent_on else ""),
        (say("complaint", "received"), say.day(complaint.received_on)),
        (say("complaint", known), say.day(complaint.known_on)),
        (say("complaint", "window"), say.day(complaint.window_ends_on)),
        (say("complaint", "lateness"), lateness),
        (say("complaint", "signed"), say.yes_no(complaint.signed)),
        (say("complaint", "authority"), say.yes_no(complaint.authority_shown)),
        (say("complaint", "formalities"), " ".join(paragraphs(complaint.formalities_text))),
    ]
    return [(term, value) for term, value in rows if value]


def _files(
    kind: str, words: str, material: Material, enclosed: Enclosed, *, of: Complaint | None = None
) -> list[Block]:
    found: list[Block] = []
    owner = (of or material.complaint).pk
    rows = (row for row in material.files if row.kind == kind and row.complaint_id == owner)
    for n, one in enumerate(rows, 1):
        title = material.say("complaint", words, n=n, name=one.name)
        key = f"{kind}-{n}" if of is None else f"dismissed-{n}"
        found += [NewPage(), Heading(title), *enclosed.file(_found(one, title, key))]
    return found


def _found(one: ComplaintFile, title: str, key: str) -> Found:
    size: int = one.size  # type: ignore[attr-defined]
    return Found(one.name, one.content_type, size, one.sha256, lambda: bytes(one.data), title, key)


def statement_section(material: Material) -> list[Block]:
    say, complaint = material.say, material.complaint
    if not complaint.statement:
        return [Text((say("statement", "none"),))]
    return [
        Text((say("statement", "outcome_dismissal" if complaint.dismissal_id else "outcome"),)),
        *(Text((one,)) for one in paragraphs(complaint.statement)),
        Rows(tuple(_signatures(material))),
    ]


def _signatures(material: Material) -> list[tuple[str, str]]:
    say, complaint = material.say, material.complaint
    signed = complaint.signed_at
    rows = [(say("statement", "prepared"), person(complaint.assignee))] if complaint.assignee else []
    if complaint.signed_by and signed and signed <= material.now:
        return [*rows, (say("statement", "signed"), f"{person(complaint.signed_by)}, {say.moment(signed)}")]
    return [*rows, (say("statement", "signed"), say("statement", "unsigned"))]
