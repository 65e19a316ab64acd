"""Each person's own wishes: early warnings once a day or not at all; the last day and after always come."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.forms import model_to_dict

from referrals.models import Clock, Referral
from referrals.pages.back_office.forms import UserForm
from referrals.use_cases.back_office import save_row
from referrals.use_cases.clocks import meet
from referrals.use_cases.digest import send_digests
from referrals.use_cases.reminder_wishes import kinds_for, save_wishes
from referrals.use_cases.scan import scan_clocks
from rve.core import outbox
from rve.core.errors import DomainError
from rve.core.models import Message, User
from rve.core.policies import Actor
from tests.people import World, a_claimed_case
from tests.referrals.test_races import at_once
from tests.referrals.test_scan import at, every_day, steps


def wants_digest(who: Actor) -> None:
    User.objects.filter(pk=who.user.pk).update(reminders="digest")


def morning(day: str) -> list[str]:
    """A morning's work after seven: who was written to, and which kind of mail it was."""
    mail.outbox.clear()
    scan_clocks(now=at(day, 1))
    send_digests(now=at(day, 7))
    outbox.send_emails(now=at(day, 7))
    rows = {str(row.public_id): row for row in Message.objects.all()}
    sent = [rows[one.extra_headers["Message-ID"][1:37]] for one in mail.outbox]
    return [
        f"{row.user.name}: {row.template} {row.context.get('step', '')}".strip() for row in sent if row.user
    ]


def test_three_early_warnings_are_one_mail_at_seven(world: World) -> None:
    wants_digest(world.ingrid)
    cases = [a_claimed_case(world) for _ in range(3)]
    assert morning("2026-03-09") == ["Ingrid Moen: digest"]
    for case in cases:
        assert case.reference in mail.outbox[0].body
        assert f"/cases/{case.public_id}" in mail.outbox[0].body
    assert "Aksnes" not in mail.outbox[0].body
    carrier = Message.objects.get(kind="digest")
    assert carrier.key == f"digest/{world.ingrid.user.pk}/2026-03-09"
    carried = Message.objects.filter(carried_by=carrier)
    assert set(carried.values_list("status", "sent_at")) == {("sent", at("2026-03-09", 7))}
    assert carried.count() == 3


def test_the_digest_begins_with_what_is_due_first(world: World) -> None:
    wants_digest(world.ingrid)
    late, soon = a_claimed_case(world), a_claimed_case(world)
    Clock.objects.filter(referral=soon).update(due_on=dt.date(2026, 3, 12), moves=1)
    morning("2026-03-09")
    body = mail.outbox[0].body
    assert body.index(str(soon.reference)) < body.index(str(late.reference))


def test_the_last_day_and_after_come_alone_and_at_once(world: World) -> None:
    wants_digest(world.ingrid)
    a_claimed_case(world)
    assert "Ingrid Moen: reminder warn-0" in morning("2026-03-16")
    assert "Ingrid Moen: reminder breach" in morning("2026-03-17")


@pytest.mark.parametrize("quiet", ["2026-03-09T06:59", "2026-03-09T17:00", "2026-03-14T12:00"])
def test_no_digest_outside_office_hours(world: World, quiet: str) -> None:
    wants_digest(world.ingrid)
    a_claimed_case(world)
    scan_clocks(now=at("2026-03-09", 1))
    assert Message.objects.filter(in_digest=True).count() == 1
    moment = at(quiet[:10], 0) + dt.timedelta(hours=int(quiet[11:13]), minutes=int(quiet[14:]))
    assert send_digests(now=moment) == 0


def test_twice_is_one_and_what_comes_later_waits_for_the_next_morning(world: World) -> None:
    wants_digest(world.ingrid)
    a_claimed_case(world)
    assert len(morning("2026-03-09")) == 1
    a_claimed_case(world)
    assert morning("2026-03-09") == []
    assert morning("2026-03-10") == ["Ingrid Moen: digest"]


def test_by_two_at_once_it_is_one(committed: World) -> None:
    wants_digest(committed.ingrid)
    for _ in range(3):
        a_claimed_case(committed)
    scan_clocks(now=at("2026-03-09", 1))
    made = at_once(*[lambda: send_digests(now=at("2026-03-09", 7))] * 3)
    assert sum(made) == 1
    assert Message.objects.filter(kind="digest").count() == 1
    assert Message.objects.filter(carried_by__isnull=False).count() == 3


def test_what_is_met_before_seven_is_not_told(world: World) -> None:
    wants_digest(world.ingrid)
    case = a_claimed_case(world)
    scan_clocks(now=at("2026-03-09", 1))
    meet(Referral.objects.get(pk=case.pk), "assessment", now=at("2026-03-09", 6))
    assert morning("2026-03-09") == []


def test_what_is_met_after_the_digest_was_written_is_not_told(world: World) -> None:
    wants_digest(world.ingrid)
    met, runs = a_claimed_case(world), a_claimed_case(world)
    scan_clocks(now=at("2026-03-09", 1))
    send_digests(now=at("2026-03-09", 7))
    meet(Referral.objects.get(pk=met.pk), "assessment", now=at("2026-03-09", 7))
    told = [row["reference"] for row in Message.objects.get(kind="digest").context["rows"]]
    assert told == [runs.reference]
    meet(Referral.objects.get(pk=runs.pk), "assessment", now=at("2026-03-09", 7))
    assert Message.objects.get(kind="digest").status == "cancelled"


def test_whoever_has_left_is_reminded_no_more(world: World) -> None:
    wants_digest(world.ingrid)
    a_claimed_case(world)
    a_claimed_case(world, by=world.jonas)
    scan_clocks(now=at("2026-03-09", 1))
    User.objects.filter(pk=world.ingrid.user.pk).update(is_active=False)
    leave(world.jonas, by=world.marit)
    assert morning("2026-03-09") == []


def leave(who: Actor, *, by: Actor) -> None:
    """The team lead takes away somebody's log-in."""
    user = User.objects.get(pk=who.user.pk)
    form = UserForm({**model_to_dict(user), "is_active": ""}, instance=user, actor=by)
    assert form.is_valid(), form.errors
    save_row(form=form, kind="user", by=by, now=at("2026-03-09", 2))


def test_muted_kinds_warn_on_the_last_day_and_after_only(world: World) -> None:
    save_wishes(reminders="at_once", muted=["assessment"], by=world.ingrid)
    case = a_claimed_case(world)
    every_day("2026-03-02", 20)
    assert [step for step, name in steps(case) if name == "Ingrid Moen"] == ["warn-0", "breach"]


def test_what_one_person_mutes_still_comes_to_the_others(world: World) -> None:
    save_wishes(reminders="at_once", muted=["assessment"], by=world.ingrid)
    case = a_claimed_case(world, by=world.jonas)
    scan_clocks(now=at("2026-03-09"))
    assert steps(case) == [("warn-5", "Jonas Vik")]


def test_only_what_may_come_to_a_role_can_be_muted(world: World) -> None:
    assert kinds_for(world.kari) == ["referrer_answer"]
    assert "assessment" in kinds_for(world.liv)
    assert "institution_answer" in kinds_for(world.gro)
    with pytest.raises(DomainError):
        save_wishes(reminders="at_once", muted=["assessment"], by=world.kari)
    with pytest.raises(DomainError):
        save_wishes(reminders="never", muted=[], by=world.ingrid)
