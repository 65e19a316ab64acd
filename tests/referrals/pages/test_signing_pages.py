"""The physician's pages: one by one, in a marked batch, and sent back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from referrals.models import Decision, Letter, LetterParagraph, Referral
from referrals.use_cases.letter_check import LAW_ITEMS
from rve.core import clock
from tests.people import World, a_patient, a_prepared_decision, a_signed_decision


@pytest.fixture
def liv_in(client: Client, world: World) -> Client:
    client.force_login(world.liv.user)
    return client


def _post(client: Client, name: str, decision: Decision, **data: Any) -> Any:
    return client.post(reverse(name, args=[decision.public_id]), {"version": decision.version, **data})


def test_an_empty_queue_says_so(liv_in: Client) -> None:
    assert "Ingen vedtak venter" in liv_in.get(reverse("sign-queue")).content.decode()


def test_the_letter_stands_beside_the_decision(liv_in: Client, world: World) -> None:
    a_prepared_decision(world, now=clock.now())
    page = liv_in.get(reverse("sign-queue")).content.decode()
    assert "Du har rett til" in page
    assert "Fjellheimen" in page


def test_signing_decides_the_case_and_writes_the_letters(liv_in: Client, world: World) -> None:
    made = a_prepared_decision(world, now=clock.now())
    _post(liv_in, "sign-one", made)
    assert Referral.objects.get(pk=made.referral_id).status == "decided"
    assert Letter.objects.filter(decision=made, recipient_role="patient").count() == 1


def test_signing_twice_signs_once(liv_in: Client, world: World) -> None:
    made = a_prepared_decision(world, now=clock.now())
    _post(liv_in, "sign-one", made)
    _post(liv_in, "sign-one", made)
    assert Letter.objects.filter(decision=made, recipient_role="patient").count() == 1


def test_the_marked_are_signed_and_a_stale_one_is_said(liv_in: Client, world: World) -> None:
    one = a_prepared_decision(world, now=clock.now())
    other = a_prepared_decision(world, now=clock.now(), patient=a_patient(family_name="Solem"))
    marked = [f"{one.public_id}:{one.version}", f"{other.public_id}:{other.version - 1}"]
    liv_in.post(reverse("sign-marked"), {"marked": marked})
    states = {row.pk: row.status for row in Decision.objects.all()}
    assert states == {one.pk: "signed", other.pk: "prepared"}


def test_sending_back_needs_a_note(liv_in: Client, world: World) -> None:
    made = a_prepared_decision(world, now=clock.now())
    _post(liv_in, "sign-back", made, note="  ")
    made.refresh_from_db()
    assert made.status == "prepared"


def test_sent_back_the_case_is_the_assessors_again(liv_in: Client, world: World) -> None:
    made = a_prepared_decision(world, now=clock.now())
    _post(liv_in, "sign-back", made, note="Se på nivået en gang til.")
    assert Referral.objects.get(pk=made.referral_id).status == "in_assessment"


def test_an_assessor_cannot_sign(client: Client, world: World) -> None:
    made = a_prepared_decision(world, now=clock.now())
    client.force_login(world.jonas.user)
    assert _post(client, "sign-one", made).status_code == 403


def test_a_physician_of_another_region_finds_nothing(client: Client, world: World) -> None:
    made = a_prepared_decision(world, now=clock.now())
    client.force_login(world.bo_elsewhere.user)
    assert _post(client, "sign-one", made).status_code == 404
    assert client.get(reverse("letter-preview", args=[made.public_id])).status_code == 404
    assert made.referral.name not in client.get(reverse("sign-queue")).content.decode()


def test_a_sent_letter_opens_as_pdf_for_the_referrer_and_not_for_strangers(
    client: Client, world: World
) -> None:
    made = a_signed_decision(world, now=clock.now())
    letter = Letter.objects.get(decision=made, recipient_role="referrer")
    client.force_login(world.kari.user)
    answer = client.get(reverse("letter", args=[letter.public_id]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    client.force_login(world.per_elsewhere.user)
    assert client.get(reverse("letter", args=[letter.public_id])).status_code == 404


def test_the_queue_asks_the_database_the_same_number_of_times_however_long_it_is(
    liv_in: Client, world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    a_prepared_decision(world, now=clock.now())
    liv_in.get(reverse("sign-queue"))
    with django_assert_num_queries(100, exact=False) as first:
        liv_in.get(reverse("sign-queue"))
    for number in range(3):
        a_prepared_decision(world, now=clock.now(), patient=a_patient(family_name=f"Nummer{number}"))
    with django_assert_num_queries(len(first.captured_queries)):
        liv_in.get(reverse("sign-queue"))


def _worded(world: World, key: str, text: str) -> None:
    """The region's own words for a paragraph."""
    LetterParagraph.objects.create(
        region=world.region,
        key=key,
        heading_nb="",
        heading_nn="",
        text_nb=text,
        text_nn=text,
        valid_from=clock.today(),
    )


def test_a_letter_without_what_the_law_wants_is_not_signed(liv_in: Client, world: World) -> None:
    made = a_prepared_decision(world, now=clock.now())
    _worded(world, "complaint", "")
    page = liv_in.get(reverse("sign", args=[made.public_id])).content.decode()
    assert str(LAW_ITEMS["complaint"]) in page
    _post(liv_in, "sign-one", made)
    made.refresh_from_db()
    assert (made.status, Letter.objects.count()) == ("prepared", 0)


def test_a_decision_no_letter_can_be_made_from_is_shown_with_a_sentence(liv_in: Client, world: World) -> None:
    made = a_prepared_decision(world, now=clock.now())
    _worded(world, "complaint", "Klag til {somebody}.")
    for name in ("sign", "letter-preview"):
        answer = liv_in.get(reverse(name, args=[made.public_id]))
        assert answer.status_code == 200
        assert 'role="alert"' in answer.content.decode()


def test_what_stands_in_the_way_of_signing_is_said_on_the_page(liv_in: Client, world: World) -> None:
    made = a_prepared_decision(world, now=clock.now())
    answer = liv_in.post(reverse("sign-one", args=[made.public_id]), {"version": made.version - 1})
    assert answer["Location"] == reverse("sign", args=[made.public_id])
