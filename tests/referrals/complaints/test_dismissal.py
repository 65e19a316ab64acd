"""A dismissal is complained of in its turn: reversed by the unit, or judged by Statsforvalteren."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from referrals.models import Clock, Complaint, Letter
from referrals.policies.complaints import complaint_actions
from referrals.statistics.complaints import complaint_figures
from referrals.use_cases import complaints
from rve.core.errors import Conflict, DomainError
from rve.core.models import CaseEvent
from rve.core.policies import Actor
from tests.complaints import LATER, a_complaint, a_complaint_intake, a_refusal, fresh, the_other_physician
from tests.people import World

# After the four weeks: the complaint is late, and refused as that.
JUNE = LATER.replace(month=6, day=1)
SOON = JUNE + dt.timedelta(days=14)


def act(row: Complaint, deed: Any, by: Actor, now: dt.datetime = SOON, **about: Any) -> Complaint:
    return deed(complaint=row, by=by, now=now, version=row.version, **about)


def a_dismissed_one(world: World) -> Complaint:
    """Came in June on a decision of March; Eva did not take it."""
    late = a_complaint(world, now=JUNE, sent_on=None)
    eva = the_other_physician(world)
    return act(late, complaints.judge_lateness, eva, JUNE, take=False, reason="Kom for sent.")


def on_dismissal(world: World, dismissed: Complaint, *, now: dt.datetime = SOON, **changed: Any) -> Complaint:
    intake = a_complaint_intake(
        about=("dismissal",),
        dismissal=dismissed,
        received_on=timezone.localdate(now),
        sent_on=None,
        **changed,
    )
    return complaints.register(referral=dismissed.referral, intake=intake, by=world.marit, now=now)


def in_review(world: World, dismissed: Complaint) -> Complaint:
    row = on_dismissal(world, dismissed)
    return act(row, complaints.assign, world.marit, to=world.jonas.user)


def test_a_dismissal_is_complained_of_within_four_weeks_of_its_letter(world: World) -> None:
    dismissed = a_dismissed_one(world)
    row = on_dismissal(world, dismissed)
    assert (row.dismissal, row.decision, row.about) == (dismissed, dismissed.decision, ["dismissal"])
    assert row.known_on == JUNE.date() + dt.timedelta(days=7)
    assert (row.window_ends_on, row.lateness) == (row.known_on + dt.timedelta(weeks=4), "in_time")


def test_what_is_not_dismissed_has_no_dismissal_to_complain_of(world: World) -> None:
    row = a_complaint(world)
    with pytest.raises(DomainError) as caught:
        on_dismissal(world, row)
    assert caught.value.field == "about"
    with pytest.raises(DomainError) as caught:
        a_complaint(world, a_refusal(world), about=("dismissal",))
    assert caught.value.field == "about"


def test_whoever_dismissed_does_not_handle_the_complaint_on_it(world: World) -> None:
    row = on_dismissal(world, a_dismissed_one(world))
    with pytest.raises(DomainError) as caught:
        act(row, complaints.assign, world.marit, to=the_other_physician(world).user)
    assert caught.value.field == "to"


def test_reversed_the_complaint_is_in_work_again_and_its_complainant_told(world: World) -> None:
    dismissed = a_dismissed_one(world)
    row = in_review(world, dismissed)
    assert "prepare" not in complaint_actions(world.jonas, row)
    row = act(
        row,
        complaints.plan_outcome,
        world.jonas,
        outcome="overturned",
        cause="new_facts",
        cause_text="Innlagt.",
    )
    row = act(row, complaints.sign_statement, world.liv)
    taken = fresh(dismissed)
    assert (row.status, row.ended_at) == ("overturned", SOON)
    assert (taken.status, taken.lateness, taken.lateness_reason, taken.ended_at) == (
        "received",
        "taken",
        "Innlagt.",
        None,
    )
    assert Clock.objects.filter(complaint=taken, kind="complaint_review", met_at=None).count() == 1
    assert Letter.objects.filter(complaint=taken, title="Vi behandler klagen likevel").exists()
    taken = act(taken, complaints.assign, world.marit, to=world.jonas.user)
    assert taken.status == "in_review"


def test_upheld_it_goes_to_statsforvalteren_with_the_dismissed_complaint_in_the_package(world: World) -> None:
    row = in_review(world, a_dismissed_one(world))
    row = act(row, complaints.uphold, world.jonas, statement="Avvisningen står.")
    row = act(row, complaints.sign_statement, world.liv)
    assert (row.status, row.files.filter(kind="package").count()) == ("upheld_sent", 1)
    assert Letter.objects.filter(complaint=row, kind="upheld_sent", recipient_role="patient").exists()


@pytest.mark.parametrize("answer", ["quashed", "changed"])
def test_quashed_by_statsforvalteren_what_was_dismissed_is_treated(world: World, answer: str) -> None:
    dismissed = a_dismissed_one(world)
    row = act(in_review(world, dismissed), complaints.uphold, world.jonas, statement="Står.")
    row = act(row, complaints.sign_statement, world.liv)
    row = act(
        *(row, complaints.record_answer, world.marit),
        answer=answer,
        answered_on=SOON.date(),
        reference="",
        text="Klagen skal behandles.",
    )
    assert (row.ended_at, fresh(dismissed).status) == (SOON, "received")
    with pytest.raises(Conflict):
        on_dismissal(world, dismissed)


def test_a_reversed_dismissal_is_no_overturned_decision_in_the_figures(world: World) -> None:
    row = in_review(world, a_dismissed_one(world))
    row = act(row, complaints.plan_outcome, world.jonas, outcome="overturned", cause="other_judgement")
    act(row, complaints.sign_statement, world.liv)
    year = (dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    found = complaint_figures(region=world.region, first=year[0], last=year[1])
    assert (found.overturned.decided, found.dismissed, found.received) == (0, 1, 2)
    assert CaseEvent.objects.filter(verb="complaint_dismissal_reversed").count() == 1


def test_the_dismissed_complaint_s_page_leads_to_the_complaint_on_it(client: Client, world: World) -> None:
    dismissed = a_dismissed_one(world)
    client.force_login(world.marit.user)
    page = client.get(reverse("complaint", args=[dismissed.public_id])).content.decode()
    address = (
        f"{reverse('complaint-new')}?case={dismissed.referral.public_id}&amp;dismissal={dismissed.public_id}"
    )
    assert address in page
    form = client.get(address.replace("&amp;", "&")).content.decode()
    assert "Kom for sent." in form and 'name="about"' not in form
