from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from referrals.channels.file import PRINT_FILE
from referrals.use_cases import cases, hand_over
from rve.core import outbox
from rve.core.models import Message
from tests.complaints import an_upheld_complaint
from tests.people import NOW, World, a_patient, a_placement, a_referral, a_signed_decision
from tests.referrals.test_decisions import REFUSED, prepare, sign


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "letters").iterdir())


def test_the_letter_is_handed_over_as_a_file_named_by_its_message(world: World, folders: Path) -> None:
    signed = a_signed_decision(world)
    assert hand_over.hand_over_letters(now=NOW) == 1
    message, letter = Message.objects.get(channel="file"), signed.letters.get(recipient_role="patient")
    assert files(folders) == [f"{message.public_id}.json", f"{message.public_id}.pdf"]
    pdf = (folders / "letters" / f"{message.public_id}.pdf").read_bytes()
    told = json.loads((folders / "letters" / f"{message.public_id}.json").read_text())
    assert pdf == bytes(letter.pdf)
    assert told["sha256"] == letter.sha256 == hashlib.sha256(pdf).hexdigest()
    assert told["address_protected"] is False
    assert "Leksdalsvegen" not in str(told)
    assert message.status == "sent"


def test_the_patient_is_informed_when_the_letter_is_handed_over(world: World) -> None:
    signed = a_signed_decision(world)
    clock = signed.referral.clocks.get(kind="assessment")
    assert clock.met_at is None
    later = NOW + dt.timedelta(hours=1)
    hand_over.hand_over_letters(now=later)
    clock.refresh_from_db()
    assert (clock.met_at, clock.next_step_on) == (later, None)


def test_a_refusal_is_told_the_same_way(world: World) -> None:
    case = a_referral(world, facts=REFUSED)
    case = cases.claim(referral=case, by=world.ingrid, now=NOW, version=case.version)
    signed = sign(world, prepare(world, case))
    hand_over.hand_over_letters(now=NOW)
    assert signed.referral.clocks.get(kind="assessment").met_at == NOW
    assert {letter.kind for letter in signed.letters.all()} == {"refused"}


def test_both_parents_must_have_it_before_the_clock_is_met(
    world: World, folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guardians = [{"role": "parent", "name": "Anne Aksnes"}, {"role": "parent", "name": "Bjørn Aksnes"}]
    child = a_patient(birth_date=dt.date(2018, 1, 1))
    signed = a_signed_decision(world, patient=child, practical={"guardians": guardians})
    clock = signed.referral.clocks.get(kind="assessment")
    real, tried = hand_over.deliver, []

    def once(message: Message) -> None:
        tried.append(message)
        if len(tried) == 2:
            raise OSError("disk full")
        real(message)

    monkeypatch.setattr(hand_over, "deliver", once)
    assert hand_over.hand_over_letters(now=NOW) == 1
    clock.refresh_from_db()
    assert clock.met_at is None
    later = NOW + dt.timedelta(minutes=5)
    assert hand_over.hand_over_letters(now=later) == 1
    clock.refresh_from_db()
    assert clock.met_at == later
    assert len(files(folders)) == 4


def test_handed_over_twice_is_the_same_file(world: World, folders: Path) -> None:
    a_signed_decision(world)
    message = outbox.claim(channel="file", now=NOW)
    assert message is not None
    assert PRINT_FILE.ask(message).state == "unknown"
    hand_over.deliver(message)
    assert PRINT_FILE.ask(message).state == "delivered"
    before = files(folders)
    later = NOW + dt.timedelta(minutes=11)
    assert hand_over.hand_over_letters(now=later) == 1
    assert files(folders) == before


def test_a_file_is_whole_or_not_there(world: World, folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_signed_decision(world)

    def broken(*_given: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("os.replace", broken)
    assert hand_over.hand_over_letters(now=NOW) == 0
    assert files(folders) == []
    assert Message.objects.get(channel="file").status == "pending"


def test_the_letter_with_the_time_does_not_meet_the_assessment(world: World) -> None:
    row = a_placement(world, "scheduled")
    decision_letters = row.decision.letters.exclude(kind="time_set").values_list("pk", flat=True)
    keys = [f"letter/{pk}" for pk in decision_letters]
    Message.objects.filter(key__in=keys).update(not_before=NOW + dt.timedelta(days=1))
    hand_over.hand_over_letters(now=NOW)
    assert row.referral.clocks.get(kind="assessment").met_at is None


def test_a_referrer_without_a_log_in_gets_the_file(world: World) -> None:
    case = a_referral(world, channel="paper")
    assert case.referrer is not None
    case.referrer.user = None
    case.referrer.save()
    case = cases.claim(referral=case, by=world.ingrid, now=NOW, version=case.version)
    signed = sign(world, prepare(world, case))
    assert Message.objects.filter(channel="file").count() == 2
    hand_over.hand_over_letters(now=NOW)
    assert signed.referral.clocks.get(kind="assessment").met_at == NOW


def test_the_case_package_is_handed_over_under_the_complaints_reference(world: World, folders: Path) -> None:
    complaint = an_upheld_complaint(world)
    message = Message.objects.get(template="package")
    hand_over.hand_over_letters(now=message.not_before)
    told = json.loads((folders / "letters" / f"{message.public_id}.json").read_text())
    pdf = (folders / "letters" / f"{message.public_id}.pdf").read_bytes()
    assert (told["recipient_role"], told["reference"]) == ("statsforvalter", complaint.reference)
    assert pdf == bytes(complaint.files.get(kind="package").data)
