"""The case page: everything on one screen, for those who may see it, and only what they may do."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from referrals.models import Referral
from referrals.use_cases.attachments import add_attachment
from rve.core import clock
from rve.core.models import AccessLog
from tests.people import World, a_claimed_case, a_patient, a_placement, a_prepared_decision, a_referral

PDF = b"%PDF-1.4 made up"


@pytest.fixture
def ingrid_in(client: Client, world: World) -> Client:
    client.force_login(world.ingrid.user)
    return client


def _open(client: Client, case: Referral, query: str = "") -> Any:
    return client.get(reverse("case", args=[case.public_id]) + query)


def test_it_shows_who_the_patient_is_and_what_was_written(ingrid_in: Client, world: World) -> None:
    case = a_claimed_case(world, now=clock.now())
    page = _open(ingrid_in, case).content.decode()
    assert case.patient is not None
    number = case.patient.details.number
    assert f"{number[:6]} {number[6:]}" in page
    assert "Torbjørn Aksnes" in page
    assert "Leddgikt siden 2010" in page
    assert "Verdal" in page


def test_the_look_is_logged_with_its_basis(ingrid_in: Client, world: World) -> None:
    case = a_claimed_case(world, now=clock.now())
    _open(ingrid_in, case)
    row = AccessLog.objects.latest("pk")
    assert (row.data, row.basis, row.case_ids) == ("case", "assessment", [case.pk])
    assert row.user == world.ingrid.user


def test_the_clock_is_proved_day_by_day(ingrid_in: Client, world: World) -> None:
    panel = _open(ingrid_in, a_claimed_case(world, now=clock.now())).context["clock"]
    counted = [day for day in panel.days if day.state != "off"]
    assert len(counted) == 10
    assert counted[-1].state == "due"
    assert "dagen ikke medregnet" in panel.proof


def test_unknown_facts_stand_first_and_the_known_say_by_whom(ingrid_in: Client, world: World) -> None:
    facts = {"self_care": None, "goal": None}
    shown = _open(ingrid_in, a_claimed_case(world, now=clock.now(), facts=facts)).context
    assert {"self_care", "goal"} <= {fact.name for fact in shown["unknown"]}
    by = {fact.name: fact.by for fact in shown["known"]}
    assert by["function_loss"] == "Fastlege"


def test_a_proposal_stands_with_its_reasons_rules_and_sources(ingrid_in: Client, world: World) -> None:
    proposal = _open(ingrid_in, a_claimed_case(world, now=clock.now())).context["proposal"]
    rules = {reason.rule for reason in proposal.reasons}
    assert {"right.granted", "map.lookup", "level.B", "deadline.B"} <= rules
    assert all(reason.locator for reason in proposal.reasons)
    assert proposal.law is not None


def test_places_come_with_their_first_free_week_and_distance(ingrid_in: Client, world: World) -> None:
    shown = _open(ingrid_in, a_claimed_case(world, now=clock.now())).context
    first = next(place for place in shown["places"] if place.kode == "fjellheimen")
    assert first.first is not None
    assert first.first.weekday() == 0
    assert first.km is not None
    assert first.late_days == 0


def test_each_ground_says_what_it_does(ingrid_in: Client, world: World) -> None:
    case = a_claimed_case(world, now=clock.now(), settled=False, facts={"needs": {"complexity": True}})
    grounds = {one.name: one for one in _open(ingrid_in, case).context["grounds"]}
    assert grounds["complexity"].value == "yes"
    assert grounds["multidisciplinary"].value == "unknown"
    assert grounds["multidisciplinary"].effect != grounds["complexity"].effect


def test_only_what_may_be_done_is_offered(client: Client, world: World) -> None:
    case = a_claimed_case(world, now=clock.now())
    client.force_login(world.jonas.user)
    page = _open(client, case).content.decode()
    assert reverse("case-claim", args=[case.public_id]) in page
    assert reverse("case-prepare", args=[case.public_id]) not in page
    assert world.ingrid.user.name in page


def test_neighbours_are_those_of_the_list_it_was_opened_from(ingrid_in: Client, world: World) -> None:
    now = clock.now()
    mine = a_claimed_case(world, now=now, patient=a_patient(family_name="Aas"))
    a_referral(world, now=now, patient=a_patient(family_name="Berg"))
    other = a_claimed_case(world, now=now, patient=a_patient(family_name="Dahl"))
    place = _open(ingrid_in, mine, "?view=mine&sort=name").context["position"]
    assert (place.number, place.total, place.previous, place.next) == (1, 2, None, str(other.public_id))


def test_a_case_outside_the_list_leads_back_to_it(ingrid_in: Client, world: World) -> None:
    case = a_claimed_case(world, now=clock.now())
    assert _open(ingrid_in, case, "?view=hold").context["position"] is None


def test_earlier_cases_of_the_patient_are_shown_and_logged(ingrid_in: Client, world: World) -> None:
    patient = a_patient()
    first = a_referral(world, now=clock.now(), patient=patient)
    second = a_claimed_case(world, now=clock.now(), patient=patient)
    shown = _open(ingrid_in, second).context
    assert [one.reference for one in shown["earlier"]] == [first.reference]
    assert AccessLog.objects.latest("pk").case_ids == sorted([first.pk, second.pk])


def test_a_prepared_decision_is_shown_and_can_be_taken_back(ingrid_in: Client, world: World) -> None:
    made = a_prepared_decision(world, now=clock.now())
    address = reverse("case-take-back", args=[made.referral.public_id])
    assert address in _open(ingrid_in, made.referral).content.decode()
    ingrid_in.post(address, {"version": made.version})
    assert Referral.objects.get(pk=made.referral_id).status == "in_assessment"


def test_a_decided_case_has_its_letters_and_its_place(ingrid_in: Client, world: World) -> None:
    placement = a_placement(world, "scheduled", now=clock.now())
    shown = _open(ingrid_in, placement.referral)
    assert shown.context["placement"] == placement
    assert len(shown.context["letters"]) >= 2
    assert reverse("letter", args=[shown.context["letters"][0][0].public_id]) in shown.content.decode()


def test_a_proposal_can_be_made_again_to_the_character(ingrid_in: Client, world: World) -> None:
    case = a_claimed_case(world, now=clock.now())
    answer = ingrid_in.get(reverse("case-replay", args=[case.public_id]), follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["success"]


def test_facts_that_the_rules_cannot_read_are_said(ingrid_in: Client, world: World) -> None:
    case = a_claimed_case(world, now=clock.now())
    flag = "facts_refused:event_on"
    Referral.objects.filter(pk=case.pk).update(proposal=None, proposed_outcome="", attention=flag)
    answer = _open(ingrid_in, case)
    assert answer.status_code == 200
    assert len(answer.context["flags"]) == 1


@pytest.mark.parametrize("who", ["kari", "gro", "planner", "privacy"])
def test_those_outside_the_unit_are_refused(client: Client, world: World, who: str) -> None:
    client.force_login(getattr(world, who).user)
    assert _open(client, a_claimed_case(world, now=clock.now())).status_code == 403


def test_another_region_does_not_know_that_it_exists(client: Client, world: World) -> None:
    case = a_claimed_case(world, now=clock.now())
    client.force_login(world.bo_elsewhere.user)
    answer = _open(client, case)
    assert answer.status_code == 404
    assert "Torbjørn" not in answer.content.decode()


def test_all_events_are_told_in_words(ingrid_in: Client, world: World) -> None:
    made = a_prepared_decision(world, now=clock.now())
    shown = ingrid_in.get(reverse("case-events", args=[made.referral.public_id]))
    words = [line.words for line in shown.context["events"]]
    assert len(words) >= 3
    assert not any("_" in one or "{" in one for one in words)


def test_a_file_opens_in_the_browser_and_runs_nothing(ingrid_in: Client, world: World) -> None:
    case = a_claimed_case(world, now=clock.now())
    file = add_attachment(referral=case, name="Epikrise æøå.pdf", data=PDF, by=world.kari, now=clock.now())
    answer = ingrid_in.get(reverse("attachment", args=[file.public_id]))
    assert answer.content == PDF
    assert answer["Content-Disposition"].startswith("inline; filename*=UTF-8''Epikrise%20")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert AccessLog.objects.latest("pk").data == "attachment"


def test_a_file_of_another_practice_is_not_there(client: Client, world: World) -> None:
    case = a_claimed_case(world, now=clock.now())
    file = add_attachment(referral=case, name="epikrise.pdf", data=PDF, by=world.kari, now=clock.now())
    client.force_login(world.per_elsewhere.user)
    assert client.get(reverse("attachment", args=[file.public_id])).status_code == 404
