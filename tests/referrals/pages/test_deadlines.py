"""The lists of deadlines, their calendar and their export."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from referrals.clocks import KINDS, NEVER_BREACHED
from referrals.models import Clock, Referral
from referrals.queries import deadlines as queries
from referrals.queries.deadlines_filter import Filter
from referrals.queries.deadlines_month import weeks_of
from referrals.use_cases.clocks import start_clock
from rve.core import clock
from rve.core.models import AccessLog
from rve.core.virkedager import Calendar, add_virkedager
from tests.people import World, a_claimed_case, a_patient, a_referral, a_signed_decision

DAY = dt.timedelta(days=1)
WEDNESDAY = dt.date(2026, 4, 15)
LAWS_OWN = Calendar()


@pytest.fixture
def lead(client: Client, world: World) -> Client:
    client.force_login(world.marit.user)
    return client


def a_clock(case: Referral, kind: str, due: dt.date) -> Clock:
    return Clock.objects.create(referral=case, kind=kind, starts_on=due - dt.timedelta(days=14), due_on=due)


def kinds_in(world: World, view: str, today: dt.date = WEDNESDAY) -> set[str]:
    rows = queries.chosen(region=world.region, wanted=Filter(view=view), today=today, calendar=LAWS_OWN)
    return {row.kind for row in rows}


def shown(client: Client, **query: Any) -> str:
    return client.get(reverse("deadlines"), query).content.decode()


def test_what_is_due_within_two_virkedager_is_at_risk_and_no_later(world: World) -> None:
    case = a_referral(world)
    case.clocks.all().delete()
    a_clock(case, "referrer_answer", dt.date(2026, 4, 17))
    a_clock(case, "time_sent", dt.date(2026, 4, 20))
    assert kinds_in(world, "risk") == {"referrer_answer"}


def test_a_deadline_is_at_risk_from_its_last_warning(world: World) -> None:
    case = a_referral(world)
    case.clocks.all().delete()
    last = a_clock(case, "start", add_virkedager(WEDNESDAY, 5))
    assert kinds_in(world, "risk") == {"start"}
    Clock.objects.filter(pk=last.pk).update(due_on=add_virkedager(WEDNESDAY, 6), moves=1)
    assert kinds_in(world, "risk") == set()


def test_what_nobody_here_can_be_late_with_is_never_over_nor_at_risk(world: World) -> None:
    case = a_referral(world)
    case.clocks.all().delete()
    for kind in NEVER_BREACHED:
        a_clock(case, kind, WEDNESDAY - DAY)
    assert kinds_in(world, "breached") == kinds_in(world, "risk") == set()
    assert kinds_in(world, "all") == set(NEVER_BREACHED)


def test_what_is_met_or_cancelled_is_in_no_list(world: World) -> None:
    case = a_referral(world)
    case.clocks.update(met_at=clock.now())
    assert kinds_in(world, "all") == set()


def test_every_kind_has_its_words_and_its_proof(lead: Client, world: World) -> None:
    now, today = clock.now(), clock.today()
    case = a_referral(world, now=now)
    case.clocks.all().delete()
    for kind, rule in KINDS.items():
        due = None if rule.setting else today
        start_clock(kind=kind, referral=case, starts_on=today, now=now, due=due)
    page = shown(lead, view="all")
    assert not [kind for kind in KINDS if f"<summary>{kind}</summary>" in page]
    assert re.findall(r'"proof"><summary>[^<]*</summary>(?!<p>\w)', page) == []
    assert page.count('<details class="proof">') == len(KINDS)


def test_a_proof_opens_in_the_list(lead: Client, world: World) -> None:
    a_referral(world, now=clock.now())
    assert "dagen ikke medregnet" in shown(lead, view="all")


def test_boxes_narrow_the_list_and_count_what_the_others_leave(world: World) -> None:
    free, taken = a_referral(world), a_claimed_case(world, patient=a_patient(family_name="Solem"))
    a_clock(taken, "referrer_answer", dt.date(2026, 3, 9))
    ingrid = str(world.ingrid.user.pk)
    wanted = Filter(view="all", holder=(ingrid,))
    today = dt.date(2026, 3, 2)
    found = queries.tally(region=world.region, wanted=wanted, today=today, calendar=LAWS_OWN)
    rows = queries.chosen(region=world.region, wanted=wanted, today=today, calendar=LAWS_OWN)
    assert {row.referral for row in rows} == {taken}
    assert found.shown == rows.count()
    assert found.kind["referrer_answer"] == 1
    assert found.holder["none"] == free.clocks.filter(met_at=None, cancelled_at=None).count()


def test_the_counts_of_the_views_are_the_lengths_of_their_lists(world: World) -> None:
    case = a_referral(world)
    for n, kind in enumerate(KINDS.keys() - {"assessment"}):
        a_clock(case, kind, WEDNESDAY + dt.timedelta(days=n - 8))
    for view in ("breached", "today", "risk", "all"):
        wanted = Filter(view=view)
        found = queries.tally(region=world.region, wanted=wanted, today=WEDNESDAY, calendar=LAWS_OWN)
        assert (
            found.shown
            == found.views[view]
            == queries.chosen(region=world.region, wanted=wanted, today=WEDNESDAY, calendar=LAWS_OWN).count()
        )


@pytest.mark.parametrize("who", ["ingrid", "liv", "marit"])
def test_the_units_people_see_the_whole_region(who: str, client: Client, world: World) -> None:
    case = a_referral(world, now=clock.now() - dt.timedelta(days=30))
    client.force_login(getattr(world, who).user)
    assert case.name in shown(client, view="breached")


@pytest.mark.parametrize("name", ["deadlines", "deadlines-calendar", "deadlines-export"])
def test_nothing_of_another_region_is_seen(name: str, client: Client, world: World) -> None:
    case = a_referral(world, now=clock.now())
    client.force_login(world.bo_elsewhere.user)
    page = client.get(reverse(name), {"view": "all"}).content.decode()
    assert case.reference not in page
    assert "view=all&amp;kind=assessment" not in page


@pytest.mark.parametrize("name", ["deadlines", "deadlines-calendar"])
def test_a_page_asks_the_same_number_of_times_however_many_there_are(
    name: str, lead: Client, world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    a_claimed_case(world, now=clock.now())
    lead.get(reverse(name), {"view": "all"})
    with django_assert_num_queries(100, exact=False) as first:
        lead.get(reverse(name), {"view": "all"})
    for number in range(4):
        a_claimed_case(world, now=clock.now(), patient=a_patient(family_name=f"Nummer{number}"))
    with django_assert_num_queries(len(first.captured_queries)):
        lead.get(reverse(name), {"view": "all"})


def test_the_export_is_the_list_with_proofs_and_is_logged(lead: Client, world: World) -> None:
    case = a_referral(world, now=clock.now())
    answer = lead.get(reverse("deadlines-export"), {"view": "all", "kind": "assessment"})
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert len(lines) == 2
    assert case.reference in lines[1]
    assert "dagen ikke medregnet" in lines[1][-1]
    assert AccessLog.objects.get(data="deadlines_export").case_ids == [case.pk]


def test_a_name_that_a_spreadsheet_would_run_is_harmless(lead: Client, world: World) -> None:
    a_referral(world, now=clock.now(), patient=a_patient(given_name="=1+1"))
    assert ";'=1+1 Aksnes;" in lead.get(reverse("deadlines-export"), {"view": "all"}).content.decode()


def test_an_odd_address_is_the_usual_list(lead: Client, world: World) -> None:
    for query in (
        {"day": "2026-02-30"},
        {"holder": "²"},
        {"at": "'; --"},
        {"case": "x" * 50},
        {"month": "9999-12"},
    ):
        assert lead.get(reverse("deadlines"), query).status_code == 200
        assert lead.get(reverse("deadlines-calendar"), query).status_code == 200


def test_weeks_begin_on_monday_and_hold_the_whole_month() -> None:
    weeks = weeks_of(dt.date(2026, 4, 1))
    assert all(week[0].weekday() == 0 for week in weeks)
    assert (weeks[0][0], weeks[-1][-1]) == (dt.date(2026, 3, 30), dt.date(2026, 5, 3))


def test_the_calendar_names_the_holidays(lead: Client) -> None:
    page = lead.get(reverse("deadlines-calendar"), {"month": "2026-04"}, headers={"accept-language": "nb"})
    assert page.content.decode().count('class="holiday"') == 5
    assert '<h1 id="month">April 2026</h1>' in page.content.decode()


def test_the_filter_counts_what_the_month_counts(lead: Client, world: World) -> None:
    case = a_referral(world, now=clock.now())
    case.clocks.all().delete()
    a_clock(case, "referrer_answer", dt.date(2026, 4, 30))
    a_clock(case, "time_sent", dt.date(2026, 5, 1))  # the same week, another month
    found = lead.get(reverse("deadlines-calendar"), {"month": "2026-04"}).context
    kinds = next(one for one in found["facets"] if one.name == "kind")
    assert (found["total"], sum(one.number for one in kinds.first)) == (1, 1)


def test_the_deadline_for_start_stands_at_the_place_that_was_decided(lead: Client, world: World) -> None:
    made = a_signed_decision(world, now=clock.now())
    rows = queries.rows(
        queries.chosen(
            region=world.region,
            wanted=Filter(view="all", kind=("start",)),
            today=clock.today(),
            calendar=LAWS_OWN,
        ),
        today=clock.today(),
        calendar=LAWS_OWN,
    )
    assert made.institution is not None
    assert [row.at for row in rows] == [made.institution.name]
    wanted = Filter(view="all", kind=("start",), at=(made.institution.kode,))
    assert (
        queries.tally(region=world.region, wanted=wanted, today=clock.today(), calendar=LAWS_OWN).shown == 1
    )


def test_a_day_of_the_calendar_leads_to_its_list(lead: Client, world: World) -> None:
    case = a_referral(world, now=clock.now())
    due = case.clocks.get(kind="assessment").due_on
    page = lead.get(reverse("deadlines-calendar"), {"month": f"{due:%Y-%m}"}).content.decode()
    address = f"{reverse('deadlines')}?view=all&amp;kind=assessment&amp;day={due.isoformat()}"
    assert address in page
    assert case.name in lead.get(address.replace("&amp;", "&")).content.decode()


def test_the_calendar_shows_no_name(lead: Client, world: World) -> None:
    case = a_referral(world, now=clock.now())
    assert case.family_name not in lead.get(reverse("deadlines-calendar")).content.decode()


def test_a_case_leads_to_its_own_deadlines_and_back(lead: Client, world: World) -> None:
    case = a_referral(world, now=clock.now())
    other = a_referral(world, now=clock.now(), patient=a_patient(family_name="Solem"))
    page = lead.get(reverse("case", args=[case.public_id])).content.decode()
    assert f"?view=all&amp;case={case.reference}" in page
    listed = shown(lead, view="all", case=case.reference)
    assert reverse("case", args=[case.public_id]) in listed
    assert other.name not in listed
