from __future__ import annotations

import datetime as dt
from pathlib import Path

from celery import current_app
from django.conf import settings
from django.utils import timezone

from referrals import tasks
from referrals.models import Clock, Referral
from referrals.use_cases import drafts
from rve.core import clock
from rve.core.models import Message, Setting
from tests.people import World, a_claimed_case, a_signed_decision
from tests.workers import a_worker, empty_queue, until


def test_every_task_on_the_schedule_exists() -> None:
    current_app.loader.import_default_modules()
    named = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert named <= set(current_app.tasks)


def test_the_tasks_read_the_clock_at_the_door(world: World) -> None:
    now = clock.now()
    a_claimed_case(world, now=now)
    signed = a_signed_decision(world, now=now)
    Clock.objects.filter(kind="assessment").update(next_step_on=clock.today())
    assert tasks.scan_clocks() == 2
    assert tasks.scan_clocks() == 0
    assert (tasks.hand_over_letters(), tasks.hand_over_letters()) == (1, 0)
    assert signed.referral.clocks.get(kind="assessment").met_at is not None


def test_drafts_are_kept_as_long_as_the_region_says(world: World) -> None:
    now = clock.now()
    draft = drafts.start_draft(by=world.kari, now=now - dt.timedelta(days=20))
    assert tasks.delete_old_drafts() == 0
    Setting.objects.create(
        region=world.region,
        key="draft_days",
        value=14,
        valid_from=timezone.localdate(now) - dt.timedelta(days=1),
        source="test",
    )
    assert tasks.delete_old_drafts() == 1
    assert not Referral.objects.filter(pk=draft.pk).exists()


def test_a_signature_makes_a_real_worker_hand_over_the_letter(committed: World, tmp_path: Path) -> None:
    empty_queue()
    with a_worker(tmp_path):
        a_signed_decision(committed, now=clock.now())
        sent = Message.objects.filter(channel="file", status="sent")
        assert until(sent.exists), (tmp_path / "worker.log").read_text()
    empty_queue()
    files = sorted(path.suffix for path in (tmp_path / "letters").iterdir())
    assert files == [".json", ".pdf"]
    assert Clock.objects.get(kind="assessment").met_at is not None
