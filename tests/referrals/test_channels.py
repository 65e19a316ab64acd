"""Which way each letter leaves by; letters by hand; what did not leave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from referrals.channels import port
from referrals.channels.port import Answer
from referrals.models import Decision
from referrals.use_cases import resend
from referrals.use_cases.hand_over import hand_over_letters
from referrals.use_cases.letters_by_hand import take_care_of
from rve.core.errors import Conflict, DomainError, NotAllowed, NotFound
from rve.core.models import CaseEvent, Message, Setting
from tests.people import BEGINNING, NOW, World, a_patient, a_signed_decision
from tests.referrals.test_digital_post import switched_on
from tests.referrals.test_windows_by_letter import Post

LATER = NOW + dt.timedelta(hours=2)
CHILD = dt.date(2011, 5, 14)


@pytest.fixture
def digital_post(world: World, settings: Any) -> World:
    """Switched on; nobody asks it anything here."""
    settings.DIGITAL_POST_URL, settings.DIGITAL_POST_TOKEN = "http://127.0.0.1:9", "a token"
    switched_on(world)
    return world


def way_of(decision: Decision) -> tuple[str, str]:
    letter = decision.letters.get(recipient_role="patient")
    message = Message.objects.get(key=f"letter/{letter.pk}")
    return message.channel, message.template


def protected(world: World, protection: str) -> Decision:
    return a_signed_decision(world, patient=a_patient(protection=protection))


def by_hand(world: World) -> Message:
    protected(world, "strictly")
    return Message.objects.get(template="by_hand")


def failed(world: World, error: str = "NoAnswer") -> Message:
    """A digital letter that did not leave."""
    a_signed_decision(world)
    row = Message.objects.get(channel="digital")
    row.status, row.error = "failed", error
    row.save()
    return row


def test_a_grown_up_with_a_number_gets_digital_post(digital_post: World) -> None:
    assert way_of(a_signed_decision(digital_post)) == ("digital", "letter")


@pytest.mark.parametrize(
    ("patient", "way"),
    [
        ({"number": "", "number_kind": "none"}, ("file", "letter")),
        ({"birth_date": CHILD}, ("file", "letter")),
        ({"protection": "confidential"}, ("digital", "letter")),
        ({"protection": "strictly"}, ("file", "by_hand")),
    ],
)
def test_others_by_their_number_age_and_protection(
    patient: dict[str, Any], way: tuple[str, str], digital_post: World
) -> None:
    assert way_of(a_signed_decision(digital_post, patient=a_patient(**patient))) == way


def test_a_region_may_keep_confidential_addresses_out_of_digital_post(digital_post: World) -> None:
    Setting.objects.create(
        region=digital_post.region,
        key="digital_post_protected",
        value=False,
        valid_from=BEGINNING,
        source="t",
    )
    assert way_of(protected(digital_post, "confidential")) == ("file", "by_hand")


def test_without_digital_post_a_letter_is_a_print_file(world: World) -> None:
    assert way_of(a_signed_decision(world)) == ("file", "letter")


def test_a_letter_by_hand_is_never_handed_to_the_print_service(world: World, folders: Path) -> None:
    by_hand(world)
    assert hand_over_letters(now=NOW + dt.timedelta(days=3650)) == 0
    assert not (folders / "letters").exists()


def test_the_patient_is_informed_when_a_letter_by_hand_is_taken_care_of(world: World) -> None:
    message = by_hand(world)
    given: dict[str, Any] = {"message": message, "how": "handed_over", "on": LATER.date(), "text": "Kl. 11."}
    letter = take_care_of(**given, by=world.marit, now=LATER)
    assert letter.referral.clocks.get(kind="assessment").met_at == LATER
    event = CaseEvent.objects.get(verb="letter_by_hand")
    assert (event.by, event.changes["how"], event.reason) == (world.marit.user, "handed_over", "Kl. 11.")
    with pytest.raises(Conflict):
        take_care_of(**given, by=world.ingrid, now=LATER)


def test_what_was_brought_on_the_last_day_and_noted_later_was_in_time(world: World) -> None:
    message = by_hand(world)
    later = NOW + dt.timedelta(days=3)
    letter = take_care_of(message=message, how="agreed", on=NOW.date(), text="", by=world.marit, now=later)
    met, window = (letter.referral.clocks.get(kind=kind) for kind in ("assessment", "complaint_window"))
    assert (met.met_at.date(), window.starts_on) == (NOW.date(), NOW.date() + dt.timedelta(days=7))


def test_a_letter_cannot_have_been_brought_before_it_was_written_or_tomorrow(world: World) -> None:
    message = by_hand(world)
    for days in (-1, 1):
        on = (NOW + dt.timedelta(days=days)).date()
        with pytest.raises(DomainError):
            take_care_of(message=message, how="agreed", on=on, text="", by=world.marit, now=LATER)
    message.refresh_from_db()
    assert message.status == "pending"


def test_another_regions_team_lead_finds_no_letter_and_no_message(digital_post: World) -> None:
    message = by_hand(digital_post)
    with pytest.raises(NotFound):
        resend.try_again(message=message, by=digital_post.bo_elsewhere, now=NOW)
    with pytest.raises(NotFound):
        take_care_of(
            message=message, how="agreed", on=NOW.date(), text="", by=digital_post.bo_elsewhere, now=NOW
        )


def test_a_team_lead_tries_again_or_sends_on_paper_and_nobody_gets_both(digital_post: World) -> None:
    message = failed(digital_post, "reserved")
    with pytest.raises(NotAllowed):
        resend.try_again(message=message, by=digital_post.ingrid, now=LATER)
    resend.send_on_paper(message=message, by=digital_post.marit, now=LATER)
    assert Message.objects.filter(key=f"{message.key}/paper", channel="file").count() == 1
    for again in (resend.send_on_paper, resend.try_again):
        with pytest.raises(Conflict):
            again(message=message, by=digital_post.marit, now=LATER)


def test_what_nobody_answered_for_is_asked_for_before_it_goes_on_paper(digital_post: World) -> None:
    message = failed(digital_post, "NoAnswer")
    given: dict[str, Any] = {"message": message, "by": digital_post.marit, "now": LATER}
    with pytest.raises(Conflict):
        resend.send_on_paper(**given)
    assert not resend.send_on_paper(**given, channel=Post(answer=Answer(port.ACCEPTED)))
    assert Message.objects.get(pk=message.pk).status == "pending", "marked as sent by the next run"
    assert not Message.objects.filter(key=f"{message.key}/paper").exists()


def test_what_digital_post_never_had_goes_on_paper(digital_post: World) -> None:
    message = failed(digital_post, "NoAnswer")
    never = Post(answer=Answer(port.UNKNOWN))
    assert resend.send_on_paper(message=message, by=digital_post.marit, now=LATER, channel=never)
    assert Message.objects.filter(key=f"{message.key}/paper").count() == 1


def test_what_is_tried_again_is_asked_for_first(digital_post: World) -> None:
    row = resend.try_again(message=failed(digital_post), by=digital_post.marit, now=LATER)
    assert (row.status, row.not_before, row.attempts) == ("pending", LATER, 0)
    assert row.error == "NoAnswer", "what went wrong stands until it has left: the sign to ask first"


@pytest.fixture
def page(client: Client) -> Callable[..., str]:
    def read(who: Any, name: str, **query: str) -> str:
        client.force_login(who.user)
        answer = client.get(reverse(name), query)
        assert answer.status_code == 200
        return answer.content.decode()

    return read


def test_the_outbox_says_why_and_nothing_of_the_patient(
    digital_post: World, page: Callable[..., str]
) -> None:
    failed(digital_post, "reserved")
    shown = page(digital_post.marit, "outbox")
    assert "HMN-2026-" in shown
    assert "Aksnes" not in shown
    assert 'value="paper"' in shown


def test_what_went_on_paper_instead_is_nobodys_work(digital_post: World, page: Callable[..., str]) -> None:
    message = failed(digital_post, "reserved")
    resend.send_on_paper(message=message, by=digital_post.marit, now=LATER)
    assert str(message.public_id) not in page(digital_post.marit, "outbox", view="failed")


def test_an_empty_outbox_says_so(world: World, page: Callable[..., str]) -> None:
    assert 'class="in stack empty"' in page(world.marit, "outbox")


def test_the_form_of_a_letter_by_hand_says_what_is_wrong_and_keeps_what_was_written(
    world: World, client: Client
) -> None:
    message = by_hand(world)
    client.force_login(world.ingrid.user)
    address = reverse("letters-by-hand-done", args=[message.public_id])
    answer = client.post(address, {"how": "agreed", "on": "31.12.2999", "text": "Etter avtale"})
    assert answer.status_code == 400
    assert "Etter avtale" in answer.content.decode()
    assert 'role="alert"' in answer.content.decode() or "error" in answer.content.decode()
