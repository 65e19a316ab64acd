"""Words a person puts in a letter: versions, refusals, and what is sent."""

from __future__ import annotations

import io

import pikepdf
import pytest

from referrals.letters.data import Paragraph
from referrals.models import Letter, LetterParagraph
from referrals.queries.letter_library import library_of
from referrals.use_cases import decisions
from referrals.use_cases.letter_data import letter_data
from referrals.use_cases.letter_texts import latest_text, paragraphs_of, save_text
from referrals.use_cases.recipients import recipients_of
from rve.core.errors import Conflict, DomainError, NotAllowed, NotFound, Stale
from rve.core.models import CaseEvent
from tests.people import NOW, World, a_prepared_decision
from tests.unit.letters.tagged import elements

RING = Paragraph("", "Før du reiser", "Ring {Du} oss?")
AIDS = Paragraph("bring_aids", "Ta med hjelpemidler", "Ta med rullatoren din.")


def save(world, decision, *paragraphs, version=0, by=None):  # type: ignore[no-untyped-def]
    return save_text(
        referral=decision.referral,
        kind="granted_week",
        decision=decision,
        paragraphs=paragraphs,
        by=by or world.ingrid,
        now=NOW,
        version=version,
    )


def test_every_save_is_a_version_and_the_same_again_is_none(world: World) -> None:
    made = a_prepared_decision(world)
    first = save(world, made, AIDS)
    second = save(world, made, RING, AIDS, version=1)
    assert save(world, made, RING, AIDS, version=2) == second
    assert [first.version, second.version] == [1, 2]
    found = latest_text(referral=made.referral, kind="granted_time", decision=made)
    assert found == second and paragraphs_of(found) == (RING, AIDS)
    events = CaseEvent.objects.filter(case_id=made.referral_id, verb="letter_written")
    assert [one.changes["version"] for one in events.order_by("pk")] == [1, 2]


def test_a_version_somebody_else_saved_meanwhile_is_not_lost(world: World) -> None:
    made = a_prepared_decision(world)
    save(world, made, AIDS)
    with pytest.raises(Stale):
        save(world, made, RING, by=world.jonas)


@pytest.mark.parametrize(
    ("paragraph", "words"),
    [
        (Paragraph("", "Uten ord", "  "), "words"),
        (Paragraph("", "", "Du må {gjøre} dette."), "gjøre"),
        (Paragraph("", "", "x" * 4_001), "long"),
    ],
)
def test_a_paragraph_that_cannot_be_sent_is_refused_at_its_place(
    world: World, paragraph: Paragraph, words: str
) -> None:
    with pytest.raises(DomainError) as error:
        save(world, a_prepared_decision(world), AIDS, paragraph)
    assert error.value.field == "paragraph-2"


def test_only_the_unit_writes_in_a_letter(world: World) -> None:
    made = a_prepared_decision(world)
    for stranger in (world.kari, world.bo_elsewhere, world.gro):
        with pytest.raises((NotAllowed, NotFound)):
            save(world, made, AIDS, by=stranger)


def test_the_letter_sent_has_the_latest_words_filled_in_for_each_reader(world: World) -> None:
    made = a_prepared_decision(world)
    save(world, made, AIDS)
    text = save(world, made, RING, version=1)
    decisions.sign(decision=made, by=world.liv, now=NOW, version=made.version)
    letters = {one.recipient_role: one for one in Letter.objects.filter(decision=made)}
    assert {one.text_id for one in letters.values()} == {text.pk}
    said = {role: " ".join(one.text for one in elements(bytes(row.pdf))) for role, row in letters.items()}
    assert "Ring Du oss?" in said["patient"]
    assert "Ring Pasienten oss?" in said["referrer"]
    assert "rullatoren" not in said["patient"]
    with pikepdf.open(io.BytesIO(bytes(letters["patient"].pdf))) as pdf:
        assert pdf.Root.MarkInfo.Marked


def test_a_letter_that_went_is_not_changed(world: World) -> None:
    made = a_prepared_decision(world)
    decisions.sign(decision=made, by=world.liv, now=NOW, version=made.version)
    made.refresh_from_db()
    with pytest.raises(Conflict):
        save(world, made, AIDS)


def test_what_the_law_wants_is_not_touched_by_own_words(world: World) -> None:
    made = a_prepared_decision(world)
    patient = recipients_of(made.referral, made)[0]
    before = letter_data(made, patient)
    save(world, made, Paragraph("complaint", "Du kan klage", "Nei."))
    after = letter_data(made, patient)
    assert after.paragraphs == before.paragraphs
    assert [one.text for one in after.picked] == ["Nei."]


def test_a_region_words_a_library_paragraph_anew_and_adds_its_own(world: World) -> None:
    words = {"heading_nb": "Reise", "heading_nn": "Reise", "text_nb": "Ta tog.", "text_nn": "Ta tog."}
    LetterParagraph.objects.create(
        region=world.region, key="travel", valid_from=NOW.date(), kinds=["granted_week"], **words
    )
    LetterParagraph.objects.create(
        region=world.region, key="parking", valid_from=NOW.date(), kinds=["refused"], **words
    )
    found = {one.paragraph.key: one for one in library_of(region=world.region, language="nn", on=NOW.date())}
    assert (found["travel"].paragraph.text, found["travel"].kinds) == ("Ta tog.", ("granted_week",))
    assert "parking" in found and len(found) >= 13


def test_an_identity_number_is_not_written_in_a_letter(world: World) -> None:
    decision = a_prepared_decision(world)
    for number in ("14056812345", "140568 12345"):
        with pytest.raises(DomainError):
            save(world, decision, Paragraph("", "", f"Gjelder {number}."))
