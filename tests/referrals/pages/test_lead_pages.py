"""The team lead's, the planner's and the privacy officer's pages."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from referrals.models import LetterParagraph
from rve.core import access_log, clock
from rve.core.models import AccessLog, AccessLogSeal, CaseEvent, CodedReason, RoleAssignment, Setting, User
from rve.core.settings_by_date import value
from tests.people import World, a_patient, a_referral


@pytest.fixture
def marit_in(client: Client, world: World) -> Client:
    client.force_login(world.marit.user)
    return client


def _new(client: Client, section: str, **data: Any) -> Any:
    return client.post(reverse("back-office-new", args=[section]), data)


def test_a_user_with_a_role_can_log_in_with_the_password_given(marit_in: Client, world: World) -> None:
    _new(
        marit_in,
        "users",
        username="ny.vurderer",
        name="Ny Vurderer",
        language="nb",
        is_active="on",
        new_password="et langt passord 12",
    )
    user = User.objects.get(username="ny.vurderer")
    _new(
        marit_in,
        "roles",
        user=user.pk,
        organisation=world.rve.pk,
        role="assessor",
        valid_from=clock.today().strftime("%d.%m.%Y"),
    )
    other = Client()
    other.post(reverse("login"), {"username": "ny.vurderer", "password": "et langt passord 12"})
    assert other.get(reverse("worklist")).status_code == 200


def test_a_password_stands_in_no_event(marit_in: Client) -> None:
    _new(
        marit_in,
        "users",
        username="ny",
        name="Ny",
        language="nb",
        is_active="on",
        new_password="et langt passord 12",
    )
    assert "et langt passord" not in str(list(CaseEvent.objects.values_list("changes", flat=True)))


def test_a_role_that_does_not_fit_the_organisation_is_refused(marit_in: Client, world: World) -> None:
    answer = _new(
        marit_in,
        "roles",
        user=world.kari.user.pk,
        organisation=world.practice.pk,
        role="physician",
        valid_from="01.01.2026",
    )
    assert answer.status_code == 400
    assert not RoleAssignment.objects.filter(user=world.kari.user, role="physician").exists()


def test_an_organisation_number_with_a_wrong_last_digit_is_told_at_the_field(marit_in: Client) -> None:
    answer = _new(
        marit_in,
        "organisations",
        kind="practice",
        name="Nytt kontor",
        number="310001016",
        valid_from="01.01.2026",
    )
    assert answer.status_code == 400
    assert "310001016" in answer.content.decode()


def test_a_reason_is_added_with_its_days(marit_in: Client) -> None:
    _new(
        marit_in,
        "reasons",
        kind="decline",
        code="staffing",
        text_nb="Mangler fagfolk",
        text_nn="Manglar fagfolk",
        valid_from="01.01.2026",
    )
    assert CodedReason.objects.get(code="staffing").text_nn == "Manglar fagfolk"


def test_a_setting_holds_from_its_first_day(marit_in: Client, world: World) -> None:
    first = clock.today() + dt.timedelta(days=3)
    _new(
        marit_in,
        "settings",
        key="referrer_answer_virkedager",
        value="7",
        valid_from=first.strftime("%d.%m.%Y"),
        source="lokal standard",
    )
    days = [
        value(region=world.region, key="referrer_answer_virkedager", on=first + dt.timedelta(days=step))
        for step in (-1, 0)
    ]
    assert days == [5, 7]


def test_a_setting_cannot_begin_in_the_past(marit_in: Client) -> None:
    _new(
        marit_in,
        "settings",
        key="referrer_answer_virkedager",
        value="7",
        valid_from="01.01.2020",
        source="lokal standard",
    )
    assert not Setting.objects.exists()


def test_a_row_changed_by_another_meanwhile_is_not_overwritten(marit_in: Client, world: World) -> None:
    url = reverse("back-office-edit", args=["organisations", world.practice.pk])
    data = {
        "kind": "practice",
        "number": world.practice.number,
        "valid_from": "01.01.2018",
        "version": world.practice.version,
    }
    marit_in.post(url, data | {"name": "Først"})
    answer = marit_in.post(url, data | {"name": "Sist"})
    world.practice.refresh_from_db()
    assert world.practice.name != "Sist"
    assert answer.status_code == 400 or "Sist" in answer.content.decode()


@pytest.mark.parametrize(
    "section", ["users", "roles", "organisations", "institutions", "reasons", "paragraphs", "settings"]
)
def test_only_the_team_lead_opens_the_back_office(section: str, client: Client, world: World) -> None:
    client.force_login(world.ingrid.user)
    assert client.get(reverse("back-office-list", args=[section])).status_code == 403
    client.force_login(world.marit.user)
    assert client.get(reverse("back-office-list", args=[section])).status_code == 200


def test_the_planner_sees_counts_and_no_names(client: Client, world: World) -> None:
    case = a_referral(world, now=clock.now())
    client.force_login(world.planner.user)
    page = client.get(reverse("planner")).content.decode()
    assert case.family_name not in page


def test_the_privacy_officer_sees_who_looked_at_a_patient(client: Client, world: World) -> None:
    patient = a_patient()
    case = a_referral(world, now=clock.now(), patient=patient)
    access_log.seen(actor=world.ingrid, data="case", basis="assessment", at=clock.now(), case_ids=[case.pk])
    client.force_login(world.privacy.user)
    page = client.post(reverse("access-log"), {"number": patient.number}).content.decode()
    assert "Ingrid Moen" in page
    assert patient.number not in page.replace(f'value="{patient.number}"', "")


def test_the_search_in_the_log_is_itself_logged(client: Client, world: World) -> None:
    case = a_referral(world, now=clock.now())
    client.force_login(world.privacy.user)
    client.post(reverse("access-log"), {"reference": case.reference})
    assert AccessLog.objects.filter(user=world.privacy.user, data="access_log").count() == 1


def test_a_row_of_the_log_that_was_tampered_with_breaks_its_seal(client: Client, world: World) -> None:
    moment = clock.now() - dt.timedelta(hours=1)
    access_log.seen(actor=world.ingrid, data="case", basis="assessment", at=moment, case_ids=[1])
    seal = access_log.seal(now=clock.now())
    assert seal is not None and access_log.broken_seals() == []
    AccessLogSeal.objects.create(
        first_id=seal.last_id + 1,
        last_id=seal.last_id + 2,
        rows=2,
        sealed_at=clock.now(),
        previous=seal.digest,
        digest="0" * 64,
    )
    client.force_login(world.privacy.user)
    assert client.get(reverse("access-log-check")).context["broken"] != []


def _paragraph(client: Client, **data: str) -> Any:
    day = clock.today().strftime("%d.%m.%Y")
    return _new(client, "paragraphs", key="language_help", valid_from=day, **data)


def test_a_paragraph_starts_from_the_standard_words(marit_in: Client, world: World) -> None:
    page = marit_in.get(reverse("back-office-new", args=["paragraphs"]) + "?key=language_help")
    assert "tolk" in page.context["form"]["text_nb"].value()


def test_a_paragraph_must_say_what_the_law_wants_in_both_languages(marit_in: Client, world: World) -> None:
    answer = _paragraph(marit_in, text_nb="Vi hjelper med tolk.", text_nn="Vi hjelper deg.")
    assert (list(answer.context["form"].errors), LetterParagraph.objects.count()) == (["text_nn"], 0)
    _paragraph(marit_in, text_nb="Vi hjelper med tolk.", text_nn="Vi hjelper med tolk.")
    assert LetterParagraph.objects.count() == 1


def test_the_sender_of_the_letters_is_written_part_by_part(marit_in: Client, world: World) -> None:
    parts = {"name": "Helse HF", "unit": "RVE", "place": "Levanger", "postal_address": "Postboks 1"}
    day = clock.today().strftime("%d.%m.%Y")
    more = {"ombud_area": "Trøndelag", "valid_from": day, "source": "lokal standard"}
    _new(marit_in, "settings", key="letter_sender", **parts, **more)
    now = value(region=world.region, key="letter_sender", on=clock.today())
    assert now == parts | {"phone": "", "complaint_online": "", "ombud_area": "Trøndelag"}


def test_people_of_another_region_get_no_role_and_no_password_here(marit_in: Client, world: World) -> None:
    bo = world.bo_elsewhere.user
    day = clock.today().strftime("%d.%m.%Y")
    _new(marit_in, "roles", user=bo.pk, organisation=world.rve.pk, role="physician", valid_from=day)
    assert not RoleAssignment.objects.filter(user=bo, organisation=world.rve).exists()
    assert marit_in.get(reverse("back-office-edit", args=["users", bo.pk])).status_code == 404


def test_one_who_works_in_two_regions_keeps_the_log_in(marit_in: Client, world: World) -> None:
    bo = world.bo_elsewhere.user
    RoleAssignment.objects.create(user=bo, organisation=world.rve, role="physician", valid_from=clock.today())
    data = {"username": "taken", "name": bo.name, "language": "nb", "new_password": "et langt passord 12"}
    marit_in.post(reverse("back-office-edit", args=["users", bo.pk]), data)
    after = User.objects.get(pk=bo.pk)
    assert (after.username, after.password, after.is_active) == (bo.username, bo.password, True)
