"""The list, one message, and what a person does: for assessors and team leads of the region, and logged."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from referrals.models import MessageIn, Referral
from rve.core.models import AccessLog, CaseEvent
from rve.core.policies import Actor
from tests.people import World
from tests.referrals.messages.conftest import Taken
from tests.referrals.messages.written import dialog, henvisning


def page_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(actor.user)
    return client


@pytest.fixture
def changed(taken: Taken) -> MessageIn:
    """A change of a case, which somebody must read."""
    taken(henvisning("2.0", msg_id="m-1"))
    return taken(henvisning("2.0", service="M", extra=" Falt i trappa."))


def address(name: str, row: MessageIn) -> str:
    return reverse(name, args=["in", row.public_id])


def test_what_waits_for_a_person_is_listed_with_its_case(changed: MessageIn, sector: World) -> None:
    said = page_of(sector.ingrid).get(reverse("messages")).content.decode()
    assert address("message", changed) in said
    assert str(Referral.objects.get().reference) in said


def test_the_case_leads_to_the_message_and_the_message_says_what_is_new(
    changed: MessageIn, sector: World
) -> None:
    client = page_of(sector.ingrid)
    case = client.get(reverse("case", args=[Referral.objects.get().public_id])).content.decode()
    assert address("message", changed) in case
    assert "Falt i trappa." in client.get(address("message", changed)).content.decode()
    assert AccessLog.objects.filter(data="message", case_ids=[Referral.objects.get().pk]).count() == 1


def test_a_message_without_a_case_is_logged_under_the_patient_it_names(taken: Taken, sector: World) -> None:
    taken(henvisning("2.0"))
    row = taken(dialog(conversation="unknown"))
    page_of(sector.ingrid).get(address("message", row))
    assert AccessLog.objects.get(data="message").patient_ids == [Referral.objects.get().patient_id]


def test_taken_care_of_the_case_asks_no_more(changed: MessageIn, sector: World) -> None:
    page_of(sector.ingrid).post(address("message-handled", changed))
    changed.refresh_from_db()
    assert changed.handled_by == sector.ingrid.user
    assert "message" not in Referral.objects.get().attention.split(",")


def test_the_original_is_the_team_leads_alone_and_its_opening_is_kept(
    changed: MessageIn, sector: World
) -> None:
    assert page_of(sector.ingrid).get(address("message-original", changed)).status_code == 403
    answer = page_of(sector.marit).get(address("message-original", changed))
    assert answer.content == bytes(changed.content)
    assert "attachment" in answer["Content-Disposition"]
    assert CaseEvent.objects.get(verb="original_opened").by == sector.marit.user


def test_a_failed_message_is_tried_again_by_the_team_lead(
    taken: Taken, sector: World, settings: Settings
) -> None:
    settings.ATTACHMENTS_MAX_COUNT = None
    row = taken(henvisning("1.0"))
    MessageIn.objects.filter(pk=row.pk).update(status="failed", flag="gave_up", attempts=5)
    settings.ATTACHMENTS_MAX_COUNT = 20
    page_of(sector.marit).post(address("message-again", row))
    row.refresh_from_db()
    assert (row.status, row.flag, row.referral_id) == ("processed", "", Referral.objects.get().pk)


def test_the_messages_of_another_region_are_not_there(changed: MessageIn, sector: World) -> None:
    client = page_of(sector.bo_elsewhere)
    assert client.get(address("message", changed)).status_code == 404
    assert address("message", changed) not in client.get(reverse("messages")).content.decode()
