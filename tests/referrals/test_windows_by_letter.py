"""From when the time to complain runs when digital post did not reach the patient, or late."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pytest

from referrals.channels import port
from referrals.channels.port import Answer
from referrals.models import Clock, Decision
from referrals.use_cases.ask_digital import ask_digital
from referrals.use_cases.hand_over import hand_over_letters
from referrals.use_cases.scan import scan_clocks
from referrals.use_cases.send_digital import send_digital
from rve.core.models import CaseEvent, Message
from tests.people import NOW, World, a_signed_decision
from tests.referrals.test_clock_hooks import REFUSED
from tests.referrals.test_digital_post import switched_on

MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)


@dataclass
class Post:
    """Takes every letter, and answers for it what it is told to."""

    name: str = "digital"
    answer: Answer = field(default_factory=lambda: Answer(port.ACCEPTED))

    def deliver(self, message: Message) -> None:
        """Taken."""

    def ask(self, message: Message) -> Answer:
        return self.answer


@pytest.fixture
def refused(world: World, settings: Any, folders: Any) -> Decision:
    """A refusal, sent by digital post on 2 March; presumed known on 9 March."""
    settings.DIGITAL_POST_URL = "http://127.0.0.1:9"
    switched_on(world)
    made = a_signed_decision(world, decision=REFUSED)
    assert send_digital(now=NOW, channel=Post()) == 1
    return made


def told(answer: Answer, *, at: dt.datetime) -> None:
    """Digital post says so, and what goes on paper leaves the same day."""
    ask_digital(now=at, channel=Post(answer=answer))
    hand_over_letters(now=at)


def window(decision: Decision) -> Clock:
    return decision.referral.clocks.filter(kind="complaint_window").order_by("-pk")[0]


def from_day(days: int) -> dt.date:
    return (NOW + days * DAY).date()


def moved(decision: Decision) -> list[str]:
    rows = CaseEvent.objects.filter(case_id=decision.referral_id, verb="clock_moved").order_by("pk")
    return [row.changes["why"] for row in rows]


def test_unread_and_put_on_paper_the_time_to_complain_runs_from_the_paper(refused: Decision) -> None:
    told(Answer(port.DELIVERED, delivered_at=NOW), at=NOW + MINUTE)
    scan_clocks(now=NOW + 9 * DAY)
    hand_over_letters(now=NOW + 9 * DAY)
    clock = window(refused)
    assert (clock.starts_on, clock.proof["handed_on"]) == (from_day(9 + 7), from_day(9).isoformat())
    assert (clock.moves, moved(refused)) == (1, ["left_again"])


def test_never_delivered_the_patient_is_not_informed_until_the_paper_leaves(refused: Decision) -> None:
    assessment, later = refused.referral.clocks.get(kind="assessment"), NOW + 5 * DAY
    assert assessment.met_at == NOW
    ask_digital(now=later, channel=Post(answer=Answer(port.REFUSED, code="no_mailbox")))
    assessment.refresh_from_db()
    assert assessment.met_at is None
    assert assessment.next_step_on is not None
    hand_over_letters(now=later + MINUTE)
    assessment.refresh_from_db()
    assert (assessment.met_at, window(refused).starts_on) == (later + MINUTE, from_day(5 + 7))


@pytest.mark.parametrize(("days", "papers"), [(6, 0), (8, 1)])
def test_what_lies_a_week_with_the_service_goes_on_paper(days: int, papers: int, refused: Decision) -> None:
    told(Answer(port.ACCEPTED), at=NOW + days * DAY)
    assert Message.objects.filter(key__endswith="/paper", status="sent").count() == papers


def test_refused_after_the_time_was_out_it_runs_anew(refused: Decision) -> None:
    scan_clocks(now=NOW + 60 * DAY)
    told(Answer(port.REFUSED, code="no_mailbox"), at=NOW + 60 * DAY)
    clock = window(refused)
    assert (clock.running, clock.starts_on) == (True, from_day(60 + 7))


def test_opened_later_than_presumed_and_not_on_paper_the_day_it_was_opened_counts(refused: Decision) -> None:
    told(Answer(port.OPENED, opened_at=NOW + 9 * DAY), at=NOW + 9 * DAY)
    assert (window(refused).starts_on, moved(refused)) == (from_day(9), ["opened"])


def test_opened_after_the_paper_came_the_paper_counts(refused: Decision) -> None:
    told(Answer(port.DELIVERED, delivered_at=NOW), at=NOW + MINUTE)
    scan_clocks(now=NOW + 9 * DAY)
    hand_over_letters(now=NOW + 9 * DAY)
    told(Answer(port.OPENED, opened_at=NOW + 20 * DAY), at=NOW + 20 * DAY)
    assert window(refused).starts_on == from_day(9 + 7)
