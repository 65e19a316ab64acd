from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from referrals.models import Referral
from referrals.use_cases import drafts
from referrals.use_cases.attachments import add_attachment, remove_attachment, safe_name
from rve.core.errors import Conflict, DomainError, NotFound, Stale
from rve.core.models import Details
from tests.people import NOW, World, a_patient, a_referral

PDF = b"%PDF-1.7 made up"


def test_a_file_name_cannot_turn_the_reading_order_or_name_a_folder() -> None:
    assert safe_name("../svar\u202e\u2066fdp.exe") == "_svar__fdp.exe"


def the_patient(**changed: Any) -> dict[str, Any]:
    one = a_patient()
    return {
        "identity_number": one.number,
        "number_kind": "fnr",
        "given_name": "Torbjørn",
        "family_name": "Aksnes",
        "birth_date": "1968-05-14",
        "sex": "male",
        "municipality": "5038",
        "language": "nn",
        "treatment_relation": True,
        "consent": "yes",
        "address": "Leksdalsvegen 418",
        "postal_code": "7650",
        "city": "Verdal",
    } | changed


DIAGNOSIS = {
    "diagnoses": [{"system": "icd10", "code": "M05.9", "title": "Leddgikt"}],
    "referrer_kind": "gp",
    "urgency": "ordinary",
    "situation": "Verre siste halvår.",
}
FUNCTION = {"walking": "moderate", "adl": "mild", "pain": "unknown", "tried_else": ["none"]}


def a_draft(world: World, **patient: Any) -> Referral:
    draft = drafts.start_draft(by=world.kari, now=NOW)
    for step, answers in (
        ("patient", the_patient(**patient)),
        ("diagnosis", DIAGNOSIS),
        ("function", FUNCTION),
        ("goal", {"goal": "cope", "goal_text": "Gå tur."}),
        ("practical", {"diet": "glutenfri"}),
    ):
        draft = drafts.save_step(
            draft=draft, step=step, answers=answers, by=world.kari, now=NOW, version=draft.version
        )
    return draft


def test_a_draft_keeps_the_number_encrypted_and_never_among_its_answers(world: World) -> None:
    draft = a_draft(world)
    number = draft.details.number
    assert len(number) == 11
    assert number not in repr(draft.form)
    assert not {"identity_number", "address", "phone"} & set(draft.form["patient"])
    assert (draft.given_name, draft.birth_date) == ("Torbjørn", dt.date(1968, 5, 14))


def test_two_drafts_may_hold_the_same_number_and_a_wrong_one_is_kept_as_typed(world: World) -> None:
    number = a_patient().number
    a_draft(world, identity_number=number)
    a_draft(world, identity_number=number)
    assert a_draft(world, identity_number="12 34").details.number == "12 34"


def test_a_sent_draft_is_the_same_case_received(world: World) -> None:
    draft = a_draft(world)
    number = draft.details.number
    sent = drafts.submit_draft(draft=draft, by=world.kari, now=NOW, version=draft.version)
    assert (sent.pk, sent.public_id, sent.status) == (draft.pk, draft.public_id, "received")
    assert sent.patient.details.number == number
    assert (sent.details.number, sent.details.city) == ("", "Verdal")
    assert not Details.objects.filter(as_typed=True).exists()
    assert (sent.language, sent.clinical["goal"], sent.practical["diet"]) == ("nn", "Gå tur.", "glutenfri")
    assert sent.facts["function_loss"] == "moderate"
    assert sent.provenance["function_loss"]["how"] == "derived"
    assert sent.provenance["goal"]["how"] == "referrer"
    assert sent.proposed_outcome == "incomplete", "the grounds are the assessor's to settle"


def test_sending_twice_gives_the_same_referral(world: World) -> None:
    draft = a_draft(world)
    first = drafts.submit_draft(draft=draft, by=world.kari, now=NOW, version=draft.version)
    second = drafts.submit_draft(draft=draft, by=world.kari, now=NOW, version=draft.version)
    assert first.reference == second.reference
    assert second.clocks.count() == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"family_name": ""}, "family_name"),
        ({"identity_number": ""}, "identity_number"),
        ({"identity_number": "14886812345"}, "identity_number"),
        ({"birth_date": "1968-05-15"}, "identity_number"),
        ({"treatment_relation": False}, "treatment_relation"),
    ],
)
def test_what_is_missing_or_wrong_is_named_and_nothing_is_lost(
    world: World, changed: dict[str, Any], field: str
) -> None:
    draft = a_draft(world, **changed)
    with pytest.raises(DomainError) as caught:
        drafts.submit_draft(draft=draft, by=world.kari, now=NOW, version=draft.version)
    assert caught.value.field == field
    kept = Referral.objects.get(pk=draft.pk)
    assert (kept.status, kept.form) == ("draft", draft.form)


def test_a_draft_changed_elsewhere_is_not_overwritten(world: World) -> None:
    draft = a_draft(world)
    with pytest.raises(Stale):
        drafts.save_step(
            draft=draft, step="goal", answers={}, by=world.kari, now=NOW, version=draft.version - 1
        )


def test_another_practice_has_no_such_draft(world: World) -> None:
    draft = a_draft(world)
    with pytest.raises(NotFound):
        drafts.save_step(
            draft=draft, step="goal", answers={}, by=world.per_elsewhere, now=NOW, version=draft.version
        )
    with pytest.raises(NotFound):
        drafts.delete_draft(draft=draft, by=world.per_elsewhere, now=NOW)


def test_a_deleted_draft_leaves_no_contact_behind(world: World) -> None:
    draft = a_draft(world)
    add_attachment(referral=draft, name="liste.pdf", data=PDF, by=world.kari, now=NOW)
    drafts.delete_draft(draft=draft, by=world.kari, now=NOW)
    assert not Referral.objects.exists()
    assert not Details.objects.exists()


def test_a_sent_referral_cannot_be_deleted(world: World) -> None:
    with pytest.raises(Conflict):
        drafts.delete_draft(draft=a_referral(world), by=world.kari, now=NOW)


def test_old_drafts_go_and_fresh_ones_stay(world: World) -> None:
    old, fresh = a_draft(world), a_draft(world)
    Referral.objects.filter(pk=old.pk).update(updated_at=NOW - dt.timedelta(days=31))
    assert drafts.delete_old_drafts(region=world.region, older_than=NOW - dt.timedelta(days=30)) == 1
    assert list(Referral.objects.all()) == [fresh]


def test_a_file_is_known_by_its_first_bytes_and_kept_once(world: World, settings: Any) -> None:
    draft = a_draft(world)
    first = add_attachment(referral=draft, name="../../etc/liste.exe", data=PDF, by=world.kari, now=NOW)
    again = add_attachment(referral=draft, name="liste.pdf", data=PDF, by=world.kari, now=NOW)
    assert first == again
    assert (first.content_type, "/" in first.name) == ("application/pdf", False)
    for data in (b"", b"MZ program", b"<html>", b"ftypheic"):
        with pytest.raises(DomainError) as caught:
            add_attachment(referral=draft, name="liste.pdf", data=data, by=world.kari, now=NOW)
        assert caught.value.field == "file"
    settings.ATTACHMENT_MAX_BYTES = 1_000_000
    with pytest.raises(DomainError):
        add_attachment(referral=draft, name="a.pdf", data=PDF + b"x" * 1_000_000, by=world.kari, now=NOW)
    settings.ATTACHMENTS_MAX_COUNT = 1
    with pytest.raises(DomainError):
        add_attachment(referral=draft, name="b.pdf", data=PDF + b"2", by=world.kari, now=NOW)
    remove_attachment(attachment=first, by=world.kari, now=NOW)
    assert draft.attachments.count() == 0


def test_what_was_received_stays(world: World) -> None:
    case = a_referral(world)
    file = add_attachment(referral=case, name="epikrise.pdf", data=PDF, by=world.kari, now=NOW)
    with pytest.raises(Conflict):
        remove_attachment(attachment=file, by=world.kari, now=NOW)
    with pytest.raises(NotFound):
        add_attachment(referral=case, name="x.pdf", data=PDF + b"1", by=world.per_elsewhere, now=NOW)
