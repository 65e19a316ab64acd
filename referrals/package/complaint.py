"""The complaint as it came with its files, the unit's statement, and what was answered before."""

from __future__ import annotations

from referrals.models import Complaint, ComplaintFile
from referrals.package.blocks import Block, Heading, NewPage, Quote, Rows, Text, paragraphs
from referrals.package.cover import complainant
from referrals.package.decision import person
from referrals.package.enclosed import Enclosed, Found
from referrals.package.material import Material


def complaint_section(material: Material, enclosed: Enclosed) -> list[Block]:
    say, complaint = material.say, material.complaint
    spoken = complaint.channel == Complaint.Channel.PHONE
    return [
        Rows(tuple(_head(material))),
        Heading(say("complaint", "grounds_phone" if spoken else "grounds")),
        Quote(paragraphs(complaint.grounds)),
        *_files(ComplaintFile.Kind.COMPLAINT, "file", material, enclosed),
    ]


def answers(material: Material, enclosed: Enclosed) -> list[Block]:
    """What Statsforvalteren answered, where the case was sent back and is sent again."""
    return _files(ComplaintFile.Kind.ANSWER, "answer_file", material, enclosed)


def _head(material: Material) -> list[tuple[str, str]]:
    say, complaint = material.say, material.complaint
    lateness = say.code("lateness", complaint.lateness)
    if complaint.lateness_reason:
        lateness = f"{lateness}. {complaint.lateness_reason}"
    rows = [
        (say("complaint", "complainant"), complainant(material)),
        (say("complaint", "about"), "; ".join(say.code("about", one) for one in complaint.about)),
        (say("complaint", "channel"), say.code("channels", complaint.channel)),
        (say("complaint", "sent"), say.day(complaint.sent_on) if complaint.sent_on else ""),
        (say("complaint", "received"), say.day(complaint.received_on)),
        (say("complaint", "known"), say.day(complaint.known_on)),
        (say("complaint", "window"), say.day(complaint.window_ends_on)),
        (say("complaint", "lateness"), lateness),
        (say("complaint", "signed"), say.yes_no(complaint.signed)),
        (say("complaint", "authority"), say.yes_no(complaint.authority_shown)),
        (say("complaint", "formalities"), " ".join(paragraphs(complaint.formalities_text))),
    ]
    return [(term, value) for term, value in rows if value]


def _files(kind: str, words: str, material: Material, enclosed: Enclosed) -> list[Block]:
    found: list[Block] = []
    for n, one in enumerate((row for row in material.files if row.kind == kind), 1):
        title = material.say("complaint", words, n=n, name=one.name)
        found += [NewPage(), Heading(title), *enclosed.file(_found(one, title, f"{kind}-{n}"))]
    return found


def _found(one: ComplaintFile, title: str, key: str) -> Found:
    size: int = one.size  # type: ignore[attr-defined]
    return Found(one.name, one.content_type, size, one.sha256, lambda: bytes(one.data), title, key)


def statement_section(material: Material) -> list[Block]:
    say, complaint = material.say, material.complaint
    if not complaint.statement:
        return [Text((say("statement", "none"),))]
    return [
        Text((say("statement", "outcome"),)),
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
