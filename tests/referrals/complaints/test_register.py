from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import InternalError, transaction
from django.utils import timezone

from referrals.models import Clock, Complaint, Letter, Referral
from referrals.use_cases import complaints
from referrals.use_cases.complaints import FileInput
from referrals.use_cases.complaints.checks import needs_no_authority
from referrals.use_cases.complaints.in_time import window_of
from referrals.use_cases.windows import open_window
from rve.core.errors import Conflict, DomainError, NotFound
from rve.core.models import CaseEvent
from tests.complaints import LATER, a_complaint, a_complaint_intake, a_refusal
from tests.people import NOW, World, a_claimed_case, a_patient, a_prepared_decision

SIGNED_ON = NOW.date()
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def days(number: int) -> dt.date:
    return SIGNED_ON + dt.timedelta(days=number)


def register(world: World, case: Referral, *, now: dt.datetime = LATER, **changed: Any) -> Complaint:
    intake = a_complaint_intake(**changed)
    return complaints.register(referral=case, intake=intake, by=world.marit, now=now)


def running(complaint: Complaint) -> dict[str, dt.date]:
    return dict(
        Clock.objects.filter(complaint=complaint, met_at=None, cancelled_at=None).values_list(
            "kind", "due_on"
        )
    )


def test_a_complaint_gets_its_reference_clocks_letter_and_event(world: World) -> None:
    row = a_complaint(world, files=(FileInput("klage.png", PNG),))
    assert row.reference == f"{row.referral.reference}-K1"
    assert (row.status, row.lateness, row.decision) == ("received", "in_time", row.referral.decisions.get())
    assert running(row) == {
        "complaint_preliminary": dt.date(2026, 4, 16),
        "complaint_review": dt.date(2026, 4, 16),
    }
    assert row.files.get().content_type == "image/png"
    assert Letter.objects.filter(complaint=row, kind="complaint_received").exists()
    event = CaseEvent.objects.get(verb="complaint_registered")
    assert event.changes["complaint"] == row.reference
    assert (event.changes["in_time"], event.changes["outcome"]) == (True, "refused")


def test_the_patient_is_presumed_to_have_known_when_the_letter_was_there(world: World) -> None:
    row = a_complaint(world)
    assert row.known_on == days(7)
    # Four weeks end on second Easter Day: moved to the Tuesday (domstolloven § 149).
    assert row.window_ends_on == days(7 + 28) + dt.timedelta(days=1)


def test_the_window_that_runs_says_what_the_patient_knew(world: World) -> None:
    decision = a_refusal(world)
    open_window(decision, days(4), NOW)
    assert a_complaint(world, decision).known_on == days(4)


def test_whoever_complains_early_knew_then(world: World) -> None:
    row = a_complaint(world, sent_on=days(2))
    assert row.known_on == days(2)


def test_another_day_of_knowledge_than_the_presumed_one_has_its_reason_in_the_event(world: World) -> None:
    with pytest.raises(DomainError) as caught:
        a_complaint(world, a_refusal(world), known_on=days(10))
    assert caught.value.field == "known_reason"
    row = a_complaint(world, known_on=days(10), known_reason="Brevet lå hos naboen.")
    assert row.window_ends_on == dt.date(2026, 4, 9)
    assert CaseEvent.objects.get(verb="complaint_registered").reason == "Brevet lå hos naboen."


def test_the_day_it_was_sent_decides_whether_it_is_late(world: World) -> None:
    decision = a_refusal(world)

    def lateness(sent: str | None, received: str) -> str:
        day = dt.date.fromisoformat(sent or received)
        return window_of(decision.referral, decision, sent=day, known_on=SIGNED_ON).lateness

    assert lateness("2026-03-30", "2026-04-20") == "in_time"  # posted on the last day
    assert lateness("2026-03-31", "2026-04-01") == "to_judge"
    assert lateness(None, "2026-03-31") == "to_judge"
    assert lateness("2027-03-02", "2027-03-04") == "to_judge"
    assert lateness("2027-03-03", "2027-03-04") == "over_a_year"


CANNOT_BE: list[tuple[dict[str, Any], str]] = [
    ({"channel": "pigeon"}, "channel"),
    ({"about": ()}, "about"),
    ({"about": ("weather",)}, "about"),
    ({"complainant": "neighbour"}, "complainant"),
    ({"complainant": "guardian", "complainant_name": " "}, "complainant_name"),
    ({"grounds": " "}, "grounds"),
    ({"channel": "phone"}, "signed"),
    ({"known_on": SIGNED_ON - dt.timedelta(days=1)}, "known_on"),
    ({"known_on": LATER.date() + dt.timedelta(days=1)}, "known_on"),
    ({"known_on": LATER.date()}, "known_on"),  # sent two days before it is said to be known
    ({"received_on": LATER.date() + dt.timedelta(days=1)}, "received_on"),
    ({"sent_on": LATER.date(), "received_on": LATER.date() - dt.timedelta(days=1)}, "sent_on"),
    ({"sent_on": None, "received_on": SIGNED_ON - dt.timedelta(days=1)}, "received_on"),
    ({"sent_on": SIGNED_ON - dt.timedelta(days=1)}, "sent_on"),
    ({"files": (FileInput("klage.exe", b"MZ"),)}, "files"),
]


def test_what_cannot_be_is_refused_at_its_field(world: World) -> None:
    decision = a_refusal(world)
    for changed, field in CANNOT_BE:
        with pytest.raises(DomainError) as caught:
            a_complaint(world, decision, **changed)
        assert (caught.value.field, bool(caught.value.message)) == (field, True), changed
    assert not Complaint.objects.exists()


def test_without_a_decision_only_lateness_can_be_complained_of(world: World) -> None:
    case = a_claimed_case(world)
    late = dt.datetime(2026, 3, 20, 9, tzinfo=dt.UTC)
    due = dt.datetime(2026, 3, 16, 9, tzinfo=dt.UTC)
    for about, now in ((("right",), late), (("right", "lateness"), late), (("lateness",), due)):
        with pytest.raises(DomainError) as caught:
            register(world, case, now=now, about=about, received_on=timezone.localdate(now), sent_on=None)
        assert caught.value.field == "about"
    row = register(world, case, now=late, about=("lateness",), received_on=late.date(), sent_on=None)
    assert (row.decision, row.lateness, row.known_on) == (None, "in_time", late.date())


def test_a_prepared_decision_is_none_to_complain_of(world: World) -> None:
    made = a_prepared_decision(world)
    with pytest.raises(DomainError) as caught:
        register(world, made.referral, decision=made)
    assert caught.value.field == "decision"


def test_a_decision_of_another_case_is_refused(world: World) -> None:
    other = a_refusal(world, patient=a_patient(family_name="Bø"))
    with pytest.raises(DomainError) as caught:
        register(world, a_refusal(world).referral, decision=other)
    assert caught.value.field == "decision"


def test_the_same_again_is_refused_with_the_reference_of_the_first(world: World) -> None:
    first = a_complaint(world)
    with pytest.raises(Conflict) as caught:
        a_complaint(world, first.decision)
    assert first.reference in caught.value.message


def test_one_withdrawn_does_not_stand_in_the_way(world: World) -> None:
    first = a_complaint(world)
    complaints.withdraw(complaint=first, reason="Ringte.", by=world.marit, now=LATER, version=first.version)
    assert a_complaint(world, first.decision).reference.endswith("-K2")


@pytest.mark.parametrize(
    ("complainant", "born", "none_needed"),
    [
        ("patient", "1968-05-01", True),
        ("lawyer", "1968-05-01", True),
        ("authorised", "1968-05-01", False),
        ("guardian", "1968-05-01", False),
        ("child_welfare", "2014-05-01", False),
        ("other", "1968-05-01", False),
        ("parent", "2014-05-01", True),
        ("parent", "2010-03-16", False),  # 16 on the day
    ],
)
def test_who_must_show_an_authority(complainant: str, born: str, none_needed: bool) -> None:
    case = Referral(birth_date=dt.date.fromisoformat(born))
    assert needs_no_authority(case, a_complaint_intake(complainant=complainant)) == none_needed


def test_without_authority_it_is_kept_and_waits(world: World) -> None:
    decision = a_refusal(world)
    row = a_complaint(world, decision, complainant="authorised")
    assert (row.status, row.authority_shown) == ("awaiting_formalities", False)
    complaints.withdraw(complaint=row, reason="x", by=world.marit, now=LATER, version=row.version)
    shown = a_complaint(world, decision, complainant="authorised", authority_shown=True)
    assert shown.status == "received"


def test_one_by_phone_waits_for_a_signature(world: World) -> None:
    assert a_complaint(world, channel="phone", signed=False).status == "awaiting_formalities"


def test_nobody_outside_the_unit_registers_one(world: World) -> None:
    case = a_refusal(world).referral
    for stranger in (world.kari, world.gro, world.bo_elsewhere, world.privacy):
        with pytest.raises(NotFound):
            complaints.register(referral=case, intake=a_complaint_intake(), by=stranger, now=LATER)


@pytest.mark.parametrize(
    "changed",
    [
        {"received_on": days(3)},
        {"sent_on": None},
        {"known_on": days(0)},
        {"window_ends_on": days(300)},
        {"lateness": "taken"},
        {"decision": None},
    ],
    ids=lambda one: next(iter(one)),
)
def test_the_days_of_a_complaint_stand(world: World, changed: dict[str, Any]) -> None:
    row = a_complaint(world)
    with pytest.raises(InternalError, match="dates_stand"), transaction.atomic():
        Complaint.objects.filter(pk=row.pk).update(**changed)
