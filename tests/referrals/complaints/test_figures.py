"""Figures of complaints are made from the events, and from nothing else."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from referrals.models import Complaint
from referrals.statistics.complaints import ComplaintFigures, complaint_figures
from referrals.use_cases import complaints, decisions
from tests.complaints import (
    LATER,
    a_complaint,
    a_new_decision,
    a_refusal,
    an_assigned_complaint,
    an_upheld_complaint,
    the_other_physician,
)
from tests.people import World, a_patient

YEAR = (dt.date(2026, 1, 1), dt.date(2026, 12, 31))
APRIL = LATER.replace(month=4, day=13)


@pytest.fixture
def told(world: World) -> World:
    """Overturned in March; upheld in March and returned in April; withdrawn; and one late, dismissed."""
    made = a_new_decision(world, an_assigned_complaint(world))
    decisions.sign(decision=made, by=the_other_physician(world), now=LATER, version=made.version)
    sent = an_upheld_complaint(world, about=("right", "deadline"), channel="digital")
    complaints.record_answer(
        complaint=sent,
        answer="quashed",
        answered_on=APRIL.date(),
        reference="",
        text="Sendt tilbake.",
        by=world.marit,
        now=APRIL,
        version=sent.version,
    )
    taken_back = a_complaint(world)
    complaints.withdraw(
        complaint=taken_back, reason="x", by=world.marit, now=LATER, version=taken_back.version
    )
    june = LATER.replace(month=6)
    late = a_complaint(world, now=june, sent_on=None)
    complaints.judge_lateness(
        complaint=late, take=False, reason="x", by=the_other_physician(world), now=june, version=late.version
    )
    return world


def figures(world: World) -> ComplaintFigures:
    return complaint_figures(region=world.region, first=YEAR[0], last=YEAR[1])


def test_what_happened_is_counted(told: World) -> None:
    found = figures(told)
    assert (found.received, found.in_time, found.late, found.late_taken) == (4, 3, 1, 0)
    assert found.by_about == {"right": 4, "deadline": 1}
    assert found.by_channel == {"paper": 3, "digital": 1}
    assert found.outcomes == {"overturned": 1, "upheld": 1}
    assert (found.overturned.decided, found.overturned.changed, found.overturned.share) == (2, 1, 0.5)
    assert found.by_cause == {"new_facts": 1}
    assert found.by_caught_by == {"municipal_measures": 1}
    assert [(share.decided, share.changed) for share in found.by_municipality.values()] == [(2, 1)]
    assert found.by_row
    assert all((share.decided, share.changed) == (2, 1) for share in found.by_row.values())
    assert (found.sent, found.answers) == (1, {"quashed": 1})
    assert (found.dismissed, found.withdrawn) == (1, 1)
    assert (found.median_days, found.median_answer_days) == (0, 28)


def test_the_months_add_up(told: World) -> None:
    months = {month.first.month: month for month in figures(told).months}
    assert len(months) == 12
    assert (months[3].received, months[3].overturned, months[3].upheld, months[3].sent) == (3, 1, 1, 1)
    assert (months[3].withdrawn, months[4].answers) == (1, {"quashed": 1})
    assert (months[6].received, months[6].dismissed) == (1, 1)


def test_what_is_written_on_the_complaints_later_changes_nothing(told: World) -> None:
    before = figures(told)
    Complaint.objects.update(about=["place"], channel="phone", cause="error_in_law", caught_by="goal")
    assert figures(told) == before


def test_only_the_events_are_read(told: World) -> None:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        figures(told)
    assert len(caught) == 1
    assert "core_caseevent" in caught[0]["sql"]
    assert "JOIN" not in caught[0]["sql"]


def test_another_regions_complaints_are_not_counted(told: World) -> None:
    elsewhere = told.bo_elsewhere.region
    assert complaint_figures(region=elsewhere, first=YEAR[0], last=YEAR[1]).received == 0


def test_a_period_counts_both_its_days(world: World) -> None:
    a_complaint(world, a_refusal(world, patient=a_patient()))
    day = LATER.date()
    assert complaint_figures(region=world.region, first=day, last=day).received == 1
    assert (
        complaint_figures(region=world.region, first=day + dt.timedelta(days=1), last=YEAR[1]).received == 0
    )
