"""The messages that the demo puts into its folder: one of each version, and one that is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from referrals.messages.transport import exchange, folder
from referrals.models import MessageIn, Referral
from rve.core.models import User
from tests.people import NOW, World


@pytest.fixture
def dropped(sector: World, folders: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder after the command, with files that are whole at once."""
    User.objects.filter(pk=sector.kari.user.pk).update(hpr_number="9100001")
    monkeypatch.setattr(folder, "SETTLES_AFTER", 0.0)
    call_command("drop_messages", region=sector.region.code, verbosity=0)
    return folders / "messages"


def test_each_version_becomes_a_case_of_its_practice_and_one_is_refused(dropped: Path, sector: World) -> None:
    assert exchange.receive(way="folder", clock=lambda: NOW) == 4
    kept = MessageIn.objects.order_by("pk").values_list("status", "flag")
    assert sorted(kept) == [("processed", ""), ("processed", ""), ("processed", "files"), ("rejected", "")]
    rows = Referral.objects.select_related("referrer", "proposal").order_by("pk")
    assert {row.referrer.user_id for row in rows if row.referrer} == {sector.kari.user.pk}
    assert {row.organisation_id for row in rows} == {sector.practice.pk}
    assert all(row.facts["diagnoses"] and row.proposal for row in rows)
    assert rows.filter(attachments__isnull=False).count() == 1


def test_it_can_be_done_again_and_makes_referrals_of_their_own(dropped: Path, sector: World) -> None:
    exchange.receive(way="folder", clock=lambda: NOW)
    call_command("drop_messages", region=sector.region.code, verbosity=0)
    exchange.receive(way="folder", clock=lambda: NOW)
    assert Referral.objects.count() == 6
