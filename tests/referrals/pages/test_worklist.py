"""The worklist: the same cost however long, counts of the whole scope, everything in the address."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from referrals.models import Referral
from referrals.use_cases import questions
from referrals.use_cases.questions import QuestionItem
from rve.core import clock
from rve.core.models import AccessLog
from rve.core.virkedager import add_virkedager, virkedager_between
from tests.people import World, a_claimed_case, a_patient, a_placement, a_prepared_decision, a_referral


@pytest.fixture
def ingrid_in(client: Client, world: World) -> Client:
    client.force_login(world.ingrid.user)
    return client


def _shown(client: Client, query: str = "") -> Any:
    return client.get(f"{reverse('worklist')}?{query}").context


def _names(client: Client, query: str = "") -> list[str]:
    return [line.name for line in _shown(client, query)["lines"]]


def _copies(case: Referral, number: int) -> None:
    """Cases like this one, without people and letters of their own."""
    fields = [field.attname for field in Referral._meta.concrete_fields]
    own = {"id", "public_id", "reference", "referrer_id", "details_id"}
    same = {name: getattr(case, name) for name in fields if name not in own}
    Referral.objects.bulk_create(
        Referral(**same, public_id=uuid.uuid4(), reference=f"HMN-2026-9{n:05}") for n in range(number)
    )


def _due_in(case: Referral, virkedager: int) -> None:
    due = add_virkedager(clock.today(), virkedager)
    Referral.objects.filter(pk=case.pk).update(assessment_due=due)


def test_two_hundred_rows_cost_as_many_queries_as_three(ingrid_in: Client, world: World) -> None:
    case = a_referral(world, now=clock.now())
    _copies(case, 2)
    with CaptureQueriesContext(connection) as few:
        assert len(_names(ingrid_in)) == 3
    Referral.objects.filter(reference__startswith="HMN-2026-9").delete()
    _copies(case, 199)
    with CaptureQueriesContext(connection) as many:
        assert len(_names(ingrid_in)) == 50
    assert len(many) == len(few)


def test_counts_are_of_the_whole_list_and_not_of_the_page(ingrid_in: Client, world: World) -> None:
    _copies(a_referral(world, now=clock.now()), 70)
    shown = _shown(ingrid_in)
    assert {link.key: link.number for link in shown["views"]} == {"1": 0, "2": 71, "3": 71, "4": 0}
    assert [choice.number for choice in shown["facets"][0].first if choice.code == "nobody"] == [71]
    assert len(_names(ingrid_in, "page=2")) == 21


def test_the_most_urgent_stands_on_top(ingrid_in: Client, world: World) -> None:
    for name, left in (("Solem", 5), ("Lillebø", 1), ("Kvernmo", 3)):
        _due_in(a_referral(world, now=clock.now(), patient=a_patient(family_name=name)), left)
    assert [name.split()[-1] for name in _names(ingrid_in)] == ["Lillebø", "Kvernmo", "Solem"]
    turned = [name.split()[-1] for name in _names(ingrid_in, "sort=-due")]
    assert turned == ["Solem", "Kvernmo", "Lillebø"]


def test_the_strip_counts_and_leads_to_its_list(ingrid_in: Client, world: World) -> None:
    for name, left in (("Over", -2), ("Idag", 0), ("Snart", 2), ("Senere", 7)):
        case = a_referral(world, now=clock.now(), patient=a_patient(family_name=name))
        Referral.objects.filter(pk=case.pk).update(
            assessment_due=clock.today() if left == 0 else add_virkedager(clock.today(), left)
        )
    strip = _shown(ingrid_in)["strip"]
    assert [link.number for link in strip] == [1, 1, 1, 0, 0, 4, 4]
    first = [_names(ingrid_in, link.url.lstrip("?"))[0].split()[-1] for link in strip[:3]]
    assert first == ["Over", "Idag", "Snart"]


def test_what_is_over_says_by_how_much(ingrid_in: Client, world: World) -> None:
    _due_in(a_referral(world, now=clock.now()), -3)
    line = _shown(ingrid_in)["lines"][0]
    over = virkedager_between(add_virkedager(clock.today(), -3), clock.today())
    assert (line.over, line.tone, line.left.split()[0]) == (True, "due-over", str(over))


def test_views_part_mine_unclaimed_and_held(ingrid_in: Client, world: World) -> None:
    now = clock.now()
    a_referral(world, now=now, patient=a_patient(family_name="Ledig"))
    a_claimed_case(world, now=now, patient=a_patient(family_name="Min"))
    a_claimed_case(world, by=world.jonas, now=now, patient=a_patient(family_name="Jonas"))
    a_prepared_decision(world, by=world.jonas, now=now, patient=a_patient(family_name="Klar"))
    family = {
        view: sorted(name.split()[-1] for name in _names(ingrid_in, f"view={view}"))
        for view in ("mine", "mine-free", "all", "hold")
    }
    assert family == {
        "mine": ["Min"],
        "mine-free": ["Ledig", "Min"],
        "all": ["Jonas", "Klar", "Ledig", "Min"],
        "hold": ["Klar"],
    }


def test_a_filter_stands_in_the_address_and_in_the_links(ingrid_in: Client, world: World) -> None:
    a_referral(world, now=clock.now())
    kept = "view=all&waiting=nobody&delytelse=B"
    shown = _shown(ingrid_in, kept)
    assert shown["wanted"].chosen == 2
    assert all("waiting=nobody" in head.query for head in shown["heads"])
    assert shown["lines"][0].href.endswith(f"?{kept}")
    assert _names(ingrid_in, "view=all&delytelse=F") == []


def test_what_does_not_exist_is_read_as_not_asked_for(ingrid_in: Client, world: World) -> None:
    a_referral(world, now=clock.now())
    assert len(_names(ingrid_in, "view=nowhere&sort=';--&page=x&due=never&hf=%27")) == 1


def test_a_row_says_whom_it_waits_for(ingrid_in: Client, world: World) -> None:
    now = clock.now()
    case = a_claimed_case(world, now=now, settled=False)
    before = _shown(ingrid_in)["lines"][0]
    questions.ask(
        referral=case,
        items=[QuestionItem("", "Hvor langt går pasienten?")],
        by=world.ingrid,
        now=now,
        version=Referral.objects.get(pk=case.pk).version,
    )
    after = _shown(ingrid_in)["lines"][0]
    assert "0" in before.waiting
    assert "6" in before.waiting
    assert str(clock.today().day) in after.waiting


def test_a_declined_place_comes_back_to_the_list_of_what_is_held(ingrid_in: Client, world: World) -> None:
    a_placement(world, "declined", now=clock.now())
    line = _shown(ingrid_in, "view=hold")["lines"][0]
    assert "Fjellheimen" in line.waiting
    assert line.over is False


def test_a_decided_case_with_its_place_is_not_on_the_list(ingrid_in: Client, world: World) -> None:
    a_placement(world, "accepted", now=clock.now())
    assert _names(ingrid_in, "view=all") == []


def test_children_interpreters_and_protected_addresses_are_tagged(ingrid_in: Client, world: World) -> None:
    child = dt.date(clock.today().year - 12, 1, 5)
    patient = a_patient(birth_date=child, interpreter="polsk", protection="confidential")
    a_referral(world, now=clock.now(), patient=patient)
    assert len(_shown(ingrid_in)["lines"][0].tags) == 3


def test_an_empty_list_says_so_and_leads_on(ingrid_in: Client) -> None:
    page = ingrid_in.get(reverse("worklist")).content.decode()
    assert "data-list" not in page
    assert 'href="?view=all"' in page


def test_the_look_is_one_row_in_the_log_with_the_cases_in_an_array(ingrid_in: Client, world: World) -> None:
    cases = [a_referral(world, now=clock.now()) for _n in range(3)]
    before = AccessLog.objects.count()
    _names(ingrid_in)
    row = AccessLog.objects.latest("pk")
    assert AccessLog.objects.count() == before + 1
    assert (row.data, row.case_ids) == ("worklist", sorted(case.pk for case in cases))


def test_the_next_most_urgent_is_one_keypress_away(ingrid_in: Client, world: World) -> None:
    _due_in(a_referral(world, now=clock.now(), patient=a_patient(family_name="Solem")), 5)
    urgent = a_referral(world, now=clock.now(), patient=a_patient(family_name="Lillebø"))
    _due_in(urgent, 1)
    answer = ingrid_in.get(reverse("worklist-next"))
    assert answer["Location"] == reverse("case", args=[urgent.public_id])


def test_another_region_sees_none_of_it(client: Client, world: World) -> None:
    a_referral(world, now=clock.now())
    client.force_login(world.bo_elsewhere.user)
    assert _names(client, "view=all") == []


@pytest.mark.parametrize("who", ["kari", "gro", "planner"])
def test_it_is_for_the_unit_only(client: Client, world: World, who: str) -> None:
    client.force_login(getattr(world, who).user)
    assert client.get(reverse("worklist")).status_code == 403
