"""Pages of a rule change tried on stored referrals."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from deltytelser.models import RuleDraft
from deltytelser.rules.compile import canonical
from referrals.models import Backtest, Referral
from rve.core.models import AccessLog
from tests.people import World, a_patient, a_referral, a_signed_decision
from tests.referrals.tried import ROW, a_finished_trial, a_shorter_draft, a_trial, in_force, to_weeks

NAMES = ("Aksnes", "Solem", "Lillebø", "Moe", "Dahl", "Vik", "Strand")


@pytest.fixture
def marit_in(client: Client, world: World) -> Client:
    client.force_login(world.marit.user)
    return client


def page(client: Client, name: str, *args: Any, query: str = "") -> str:
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode().replace("\xa0", " "))


def cases(world: World, number: int) -> list[Referral]:
    return [a_referral(world, patient=a_patient(family_name=name)) for name in NAMES[:number]]


def test_the_page_says_how_many_get_another_answer(marit_in: Client, world: World) -> None:
    cases(world, 3)
    found = page(marit_in, "backtest", a_finished_trial(world).public_id)
    assert "<b>3</b> får et annet svar" in found
    assert "Ingen mister en rett." in found
    assert f"<code>{ROW}</code>" in found
    assert "Aksnes" not in found


def test_a_group_that_nobody_is_in_has_no_changes(marit_in: Client, world: World) -> None:
    cases(world, 2)
    found = page(marit_in, "backtest", a_finished_trial(world).public_id, query="?delytelse=J&age=70")
    assert "<b>0</b> får et annet svar" in found


def test_odd_words_in_the_address_are_passed_over(marit_in: Client, world: World) -> None:
    cases(world, 1)
    odd = "?delytelse=ZZ&age=x&area=%27&rows=1:2:3&change=9:9&page=x"
    done = a_finished_trial(world)
    assert "<b>1</b> får et annet svar" in page(marit_in, "backtest", done.public_id, query=odd)
    assert "HMN-2026-" in page(marit_in, "backtest-flips", done.public_id, query=odd)


def test_the_list_names_no_patient_and_is_logged(marit_in: Client, world: World) -> None:
    made = cases(world, 2)
    found = page(marit_in, "backtest-flips", a_finished_trial(world).public_id)
    assert all(str(case.reference) in found for case in made)
    assert "14 dager før" in found
    assert "Torbjørn" not in found
    row = AccessLog.objects.get(data="backtest")
    assert sorted(row.case_ids) == sorted(case.pk for case in made)


def test_the_list_asks_as_many_queries_for_many_as_for_one(marit_in: Client, world: World) -> None:
    numbers = []
    for number in (1, 7):
        cases(world, number)
        address = reverse("backtest-flips", args=[a_finished_trial(world).public_id])
        with CaptureQueriesContext(connection) as asked:
            assert marit_in.get(address).status_code == 200
        numbers.append(len(asked))
    assert numbers[0] == numbers[1]


def test_a_changed_case_opens_with_both_trees(marit_in: Client, world: World) -> None:
    case = a_signed_decision(world).referral
    done = a_finished_trial(world)
    found = page(marit_in, "backtest-case", done.public_id, case.public_id)
    assert "Start innen 12 uker ved systemisk revmatisk sykdom." in found
    assert "Start innen 10 uker ved systemisk revmatisk sykdom." in found
    assert "Innvilget" in found
    assert AccessLog.objects.filter(data="backtest", case_ids=[case.pk]).exists()


def test_a_case_that_did_not_change_is_not_there(marit_in: Client, world: World) -> None:
    case = a_referral(world, settled=False)
    address = reverse("backtest-case", args=[a_finished_trial(world).public_id, case.public_id])
    assert marit_in.get(address).status_code == 404


def test_against_people_the_decision_stands_beside_the_tree(marit_in: Client, world: World) -> None:
    case = a_signed_decision(world).referral
    done = a_finished_trial(world, people=True)
    found = page(marit_in, "backtest-case", done.public_id, case.public_id)
    assert "Besluttet av folk" in found
    assert "God nytte ventes." in found


def test_new_answers_of_golden_cases_do_not_make_a_trial_old(marit_in: Client, world: World) -> None:
    done = a_finished_trial(world)
    draft = done.draft
    assert draft is not None
    files = json.loads(draft.content)
    files["cases.yaml"]["rows"][0]["expected"] = {"outcome": "manual"}
    RuleDraft.objects.filter(pk=draft.pk).update(content=canonical(files))
    assert "Utkastet er endret siden" not in page(marit_in, "backtest-panel", draft.public_id)


def test_a_draft_that_is_over_is_not_tried_again(marit_in: Client, world: World) -> None:
    done = a_finished_trial(world)
    assert done.draft is not None
    RuleDraft.objects.filter(pk=done.draft.pk).update(state=RuleDraft.State.DISCARDED)
    assert 'name="draft"' not in page(marit_in, "backtest-panel", done.draft.public_id)


def test_a_draft_that_changed_since_is_said_to_be_tried_as_it_was(marit_in: Client, world: World) -> None:
    done = a_finished_trial(world)
    said = "Utkastet er endret siden dette ble prøvd."
    assert said not in page(marit_in, "backtest", done.public_id)
    assert done.draft is not None
    done.draft.refresh_from_db()
    to_weeks(done.draft, 8, world.marit)
    assert said in page(marit_in, "backtest", done.public_id)


def test_the_bar_is_asked_for_until_it_is_over(marit_in: Client, world: World) -> None:
    asked = a_trial(world, a_shorter_draft(world), against=in_force(world))
    Backtest.objects.filter(pk=asked.pk).update(state="running", done=50, total=200)
    address = reverse("backtest-state", args=[asked.public_id])
    running = marit_in.get(address)
    assert "HX-Redirect" not in running
    assert 'value="25"' in running.content.decode()
    Backtest.objects.filter(pk=asked.pk).update(state="cancelled")
    assert marit_in.get(address)["HX-Redirect"] == reverse("backtest", args=[asked.public_id])


def test_a_draft_is_tried_from_its_panel(marit_in: Client, world: World) -> None:
    draft = a_shorter_draft(world)
    assert "Prøv mot regelverk 1" in page(marit_in, "backtest-panel", draft.public_id)
    answer = marit_in.post(reverse("backtest-start"), {"draft": draft.public_id})
    asked = Backtest.objects.get()
    assert answer["Location"] == reverse("backtest", args=[asked.public_id])
    assert (asked.draft, asked.against, asked.first_day) == (draft, in_force(world), draft.first_day)
    assert "Avbryt prøvingen" in page(marit_in, "backtest-panel", draft.public_id)


def test_the_panel_shows_the_latest_of_each_kind(marit_in: Client, world: World) -> None:
    cases(world, 2)
    done = a_finished_trial(world)
    assert done.draft is not None
    found = page(marit_in, "backtest-panel", done.draft.public_id)
    assert "Prøvd på 2 henvisninger mot regelverk 1" in found
    assert "100 % får et annet svar." in found


def test_a_trial_is_cancelled_from_its_page(marit_in: Client, world: World) -> None:
    asked = a_trial(world, a_shorter_draft(world), against=None)
    assert "Avbryt prøvingen" in page(marit_in, "backtest", asked.public_id)
    marit_in.post(reverse("backtest-cancel", args=[asked.public_id]))
    assert "Avbrutt" in page(marit_in, "backtest", asked.public_id)


def test_the_list_of_trials_begins_one_of_a_version(marit_in: Client, world: World) -> None:
    answer = marit_in.post(reverse("backtest-start"), {"rule_set": in_force(world).hash})
    asked = Backtest.objects.get()
    assert answer["Location"].endswith(str(asked.public_id))
    assert "Regelverk 1" in page(marit_in, "backtests")


@pytest.mark.parametrize("name", ["backtest", "backtest-state", "backtest-flips"])
def test_another_region_does_not_find_it(name: str, client: Client, world: World) -> None:
    done = a_finished_trial(world)
    client.force_login(world.bo_elsewhere.user)
    assert client.get(reverse(name, args=[done.public_id])).status_code == 404


def test_an_assessor_is_not_let_in(client: Client, world: World) -> None:
    client.force_login(world.ingrid.user)
    assert client.get(reverse("backtests")).status_code == 403
