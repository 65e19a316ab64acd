"""The case package for Statsforvalteren: whole, in order, readable by all, and of one case only."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import struct

import pikepdf
import pytest
from django.utils import translation

from referrals.clock_words import CLOCKS
from referrals.models import Attachment, Complaint
from referrals.package import build_package
from referrals.package.blocks import Heading, Text
from referrals.package.enclosed import Enclosed
from referrals.package.impose import without_marks
from referrals.package.letters import letters_section
from referrals.package.material import gather
from referrals.package.timeline import timeline_section
from referrals.package.words import Say
from referrals.use_cases.attachments import FileInput
from referrals.use_cases.clocks import start_clock
from referrals.use_cases.complaints.files import keep_file
from rve.core.events import record
from rve.core.models import Details
from tests.people import NOW, World, a_patient, a_signed_decision
from tests.referrals.package.made_up import (
    LATER,
    a_complaint,
    a_file,
    a_pdf,
    a_png,
    an_attachment,
    opened,
)
from tests.referrals.package.reading import (
    alternatives,
    beside,
    bookmarks,
    pages,
    sheets,
    squeezed,
    text,
)
from tests.referrals.package.reading import opened as read


@pytest.fixture
def complaint(world: World) -> Complaint:
    made = a_complaint(world)
    opened(world, made)
    return made


@pytest.fixture
def package(complaint: Complaint) -> bytes:
    return build_package(complaint, now=LATER)


def test_bookmarks_lead_from_cover_to_log_with_each_letter_under_its_own(package: bytes) -> None:
    found = bookmarks(package)
    titles = [title for _depth, title in found]
    assert [
        title.split(" ", 1)[1] for title in titles if title[0].isdigit() and "." not in title.split()[0]
    ] == [
        "Henvisningen",
        "Faktum",
        "Forslag og begrunnelse",
        "Vedtak",
        "Brev",
        "Klagen",
        "Vurderingsenhetens uttalelse",
        "Hendelser og frister",
        "Innsyn i saken",
    ]
    assert titles[0].startswith("Klagesak til Statsforvalteren: HMN-")
    letters = [(depth, title) for depth, title in found if title.startswith("5.")]
    assert len(letters) == 3
    assert all(depth == 1 or depth == 2 for depth, _title in letters)


def test_it_is_tagged_pdf_ua_with_language_and_title(package: bytes, complaint: Complaint) -> None:
    with read(package) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "nb-NO"
        assert complaint.reference in str(pdf.docinfo["/Title"])
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert "pdfuaid:part" in pdf.Root.Metadata.read_bytes().decode()


def test_each_page_of_each_letter_is_the_page_that_was_sent(package: bytes, complaint: Complaint) -> None:
    sent = []
    for letter in complaint.referral.letters.order_by("created_at", "pk"):
        with pikepdf.open(io.BytesIO(bytes(letter.pdf))) as pdf:
            without_marks(pdf)
            sent += [page.as_form_xobject().read_bytes() for page in pdf.pages]
    assert sheets(package) == sent


def test_each_embedded_page_says_in_words_what_it_is(package: bytes) -> None:
    first = alternatives(package)[0]
    assert first.startswith("Brev 1: Du har rett til rehabilitering")
    assert first.endswith("side 1 av 1")


def test_the_letters_as_sent_lie_beside_with_their_own_tags(package: bytes, complaint: Complaint) -> None:
    letters = complaint.referral.letters.order_by("created_at", "pk")
    assert list(beside(package).values()) == [bytes(one.pdf) for one in letters]


TOLD = (
    "Leddgikt siden 2010, verre siste halvår.",  # referral
    "Henviser, i henvisningen",  # facts
    "Oppfylt: systemisk revmatisk sykdom",  # reasons
    "Loven slik den lød 2. mars 2026",
    "God nytte ventes.",  # decision
    "Liv Hegge, overlege",
    "Tolv uker er for lenge å vente.",  # complaint
    "Vi holder fast ved vedtaket.",  # statement
    "Ingrid Moen tok saken.",  # timeline
    "dagen ikke medregnet",  # the proof of a deadline
    "Ingrid Moen Regional vurderingsenhet, vurderer rettighetsvurdering saken",  # log
)


def test_every_part_of_the_case_is_told(package: bytes) -> None:
    said = text(package)
    assert [words for words in TOLD if squeezed(words) not in said] == []


def test_the_identity_number_stands_on_the_cover_and_nowhere_else(
    package: bytes, complaint: Complaint
) -> None:
    number = Details.objects.get(pk=complaint.referral.patient.details_id).number
    with_it = [n for n, page in enumerate(pages(package)) if number in page]
    assert with_it == [0]


def test_a_protected_address_stands_nowhere(world: World) -> None:
    hidden = a_signed_decision(world, patient=a_patient(protection="strictly"))
    made = build_package(a_complaint(world, hidden), now=LATER)
    assert "Leksdalsvegen" not in text(made)
    assert "Verdal" not in pages(made)[0]
    assert squeezed("Adressen er beskyttet og står ikke her.") in pages(made)[0]


def test_the_same_case_and_moment_give_the_same_bytes(world: World, complaint: Complaint) -> None:
    first = build_package(complaint, now=LATER)
    opened(world, complaint, at=LATER + dt.timedelta(minutes=1))
    assert build_package(complaint, now=LATER) == first


def test_nothing_of_another_case_comes_in(world: World, complaint: Complaint) -> None:
    other = a_complaint(
        world,
        a_signed_decision(
            world,
            patient=a_patient(given_name="Gunnvor", family_name="Sylte"),
            clinical={"situation": "Amputert etter trafikkulykke."},
        ),
        grounds="Helt annen klage.",
    )
    an_attachment(other, "Fremmed.pdf", a_pdf("Fremmed"))
    a_file(other, "Fremmed klage.pdf", a_pdf("Fremmed klage"))
    opened(world, other)
    record(
        kind="referral",
        case_id=other.referral_id,
        verb="closed",
        by=None,
        organisation=None,
        at=LATER,
        reason="Fremmed grunn",
    )
    made = text(build_package(complaint, now=LATER))
    for words in ("Gunnvor", "Sylte", "Amputert", "Fremmed", "Helt annen klage", other.referral.reference):
        assert squeezed(words) not in made
    assert (
        squeezed("Ingrid Moen Regional vurderingsenhet, vurderer rettighetsvurdering saken 23. mars 2026 1")
        in made
    )


def test_an_attachment_stands_page_by_page_where_it_was_sent(complaint: Complaint) -> None:
    an_attachment(complaint, "Epikrise.pdf", a_pdf("Epikrisen", "Side to"))
    made = build_package(complaint, now=LATER)
    assert [b"Epikrisen" in one for one in sheets(made)[:2]] == [True, False]
    assert "1.2Vedlegg1:Epikrise.pdf" in squeezed(" ".join(title for _depth, title in bookmarks(made)))


def test_a_page_made_elsewhere_takes_away_the_promise_but_not_the_tags(complaint: Complaint) -> None:
    an_attachment(complaint, "Epikrise.pdf", a_pdf("Epikrisen"))
    with read(build_package(complaint, now=LATER)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "pdfuaid:part" not in pdf.Root.Metadata.read_bytes().decode()


def test_a_picture_has_words(complaint: Complaint) -> None:
    an_attachment(complaint, "Røntgen.png", a_png())
    assert alternatives(build_package(complaint, now=LATER))[0] == "Vedlegg 1: Røntgen.png, bilde uten tekst"


UNREADABLE = (
    ("skadet.pdf", b"%PDF-1.7\nikke en PDF", "Filen er skadet"),
    ("låst.pdf", a_pdf("Hemmelig", locked="nøkkel"), "Filen er låst med passord"),
    ("skann.tiff", b"II*\x00 noe", "Filen har et format"),
    ("skadet.png", a_png()[:40], "Filen er skadet"),
    ("stort.png", a_png()[:16] + struct.pack(">II", 30_000, 30_000) + a_png()[24:], "Bildet har for mange"),
    ("lang.pdf", a_pdf(*["x"] * 301), "Filen har for mange sider"),
)


def test_a_file_that_cannot_be_shown_lies_beside_and_the_package_says_so(complaint: Complaint) -> None:
    for name, data, _why in UNREADABLE:
        an_attachment(complaint, name, data)
    made = build_package(complaint, now=LATER)
    said, files = text(made), beside(made).values()
    for name, data, why in UNREADABLE:
        digest = hashlib.sha256(data).hexdigest()
        assert squeezed(f"{name}. SHA-256 {digest}. {why}") in said
        assert data in files


def test_it_says_when_the_letter_of_the_decision_is_not_kept_here(complaint: Complaint) -> None:
    say = Say("nb")
    material = gather(complaint, say=say, now=LATER)
    lacking = Text((say("letters", "lacking"),))
    assert lacking not in letters_section(material, Enclosed(say))
    for letter in material.letters:
        letter.decision_id = None
    assert letters_section(material, Enclosed(say))[0] == lacking


def test_a_file_there_is_no_room_for_is_named_on_the_cover_and_left_out(complaint: Complaint) -> None:
    an_attachment(complaint, "stor.pdf", a_pdf("Stor"))
    an_attachment(complaint, "liten.pdf", a_pdf("Liten"))
    Attachment.objects.filter(name="stor.pdf").update(size=100_000_001)
    made = build_package(complaint, now=LATER)
    assert squeezed("sendes for seg: Vedlegg 1: stor.pdf") in pages(made)[0].replace("–", "")
    assert b"Liten" in sheets(made)[0]


def test_a_proposal_made_again_is_told_with_what_changed(world: World) -> None:
    decision = a_signed_decision(world)
    case = decision.referral
    before = case.proposal
    case.facts = case.facts | {"function_loss": "severe"}
    case.proposal = type(before).objects.create(
        **{
            field.attname: getattr(before, field.attname)
            for field in before._meta.concrete_fields
            if field.name not in ("id", "facts", "made_at", "cause")
        },
        facts=before.facts.replace('"function_loss":"moderate"', '"function_loss":"severe"'),
        made_at=NOW + dt.timedelta(days=20),
        cause="complaint",
    )
    case.save()
    made = text(build_package(a_complaint(world, decision), now=LATER))
    assert squeezed("Det som er endret siden vedtaket") in made
    assert squeezed("Funksjonstap Moderat Alvorlig") in made


def test_a_complaint_that_no_assessment_was_made_has_no_decision(world: World) -> None:
    decision = a_signed_decision(world)
    complaint = a_complaint(world, decision, decision_id=None, about=["lateness"])
    made = build_package(complaint, now=NOW - dt.timedelta(seconds=1))
    assert squeezed("Det er ikke truffet vedtak i saken.") in text(made)


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_a_clock_has_the_name_that_the_pages_call_it(language: str) -> None:
    with translation.override(language):
        assert {kind: Say(language).code("clocks", kind) for kind in CLOCKS} == {
            kind: str(name) for kind, name in CLOCKS.items()
        }


def test_a_blind_second_opinion_stands_in_the_timeline_from_the_day_it_was_drawn(
    complaint: Complaint,
) -> None:
    drawn_on = dt.date(2026, 3, 2)
    start_clock(kind="second_opinion_blind", referral=complaint.referral, starts_on=drawn_on, now=NOW)
    blocks = timeline_section(gather(complaint, say=Say("nb"), now=LATER))
    place = blocks.index(Heading("Andrevurdering uten innsyn", 3))
    proof = "Trukket ut mandag 2. mars 2026, dagen ikke medregnet. Tre virkedager: 3.–5. mars."
    assert isinstance(told := blocks[place + 2], Text)
    assert told.paragraphs[0].startswith(proof)


def test_it_speaks_the_patients_language(world: World) -> None:
    decision = a_signed_decision(world, patient=a_patient(language="nn"))
    made = build_package(a_complaint(world, decision), now=LATER)
    with read(made) as pdf:
        assert str(pdf.Root.Lang) == "nn-NO"
    assert squeezed("Fråsegna frå vurderingseininga") in text(made)


def test_a_package_may_be_larger_than_a_file_that_comes_in(world: World, complaint: Complaint) -> None:
    large = FileInput("pakke.pdf", b"%PDF-1.7" + bytes(11_000_000))
    kept = keep_file(complaint, large, kind="package", by=world.liv, now=LATER)
    assert kept.content_type == "application/pdf"
