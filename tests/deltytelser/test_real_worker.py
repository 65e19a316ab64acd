"""Every check, run by a real worker: from 12 to 10 weeks, and a killed worker loses nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from deltytelser.catalogue.read import load_world, rule_set_from_content
from deltytelser.checks.cases import check_cases
from deltytelser.checks.report import Report
from deltytelser.models import RuleDraft, RuleSet
from deltytelser.use_cases import drafts, publishing
from rve.core import clock
from rve.core.queue import enqueue
from tests.deltytelser.rule_drafts import FILE, ROW, a_draft, weeks
from tests.people import World
from tests.workers import a_worker, empty_queue, until

pytestmark = pytest.mark.slow
# Both methods on two slow cores, with other tests beside.
PATIENCE = 280


def an_approved_change(world: World) -> RuleDraft:
    """From 12 to 10 weeks, the cases that it touches accepted; by the real clock."""
    now, first_day = clock.now(), clock.today() + dt.timedelta(days=30)
    draft = a_draft(world, first_day=first_day, now=now)
    who = {"by": world.marit, "now": now}
    draft = drafts.change_row(draft=draft, file=FILE, row=ROW, cells=weeks(10), version=draft.version, **who)
    touched, _held = check_cases(rule_set_from_content(draft.content), load_world())
    for one in touched:
        draft = drafts.accept_case(
            draft=draft, case=one.row, expected=one.details["found"], version=draft.version, **who
        )
    draft = publishing.submit(draft=draft, version=draft.version, **who)
    return publishing.approve(draft=draft, by=world.liv, now=now, version=draft.version)


def published() -> bool:
    return RuleSet.objects.filter(version="2").exists()


def test_an_approved_draft_is_checked_and_put_in_force(committed: World, tmp_path: Path) -> None:
    empty_queue()
    with a_worker(tmp_path):
        draft = an_approved_change(committed)
        done = RuleDraft.objects.filter(pk=draft.pk).exclude(state="checking")
        assert until(done.exists, PATIENCE), (tmp_path / "worker.log").read_text()
    empty_queue()
    draft.refresh_from_db()
    assert published(), draft.report
    assert Report.from_json(RuleSet.objects.get(version="2").report).figures["second"] is True


def test_a_worker_killed_in_the_middle_is_followed_by_another(committed: World, tmp_path: Path) -> None:
    empty_queue()
    with a_worker(tmp_path) as first:
        draft = an_approved_change(committed)
        begun = RuleDraft.objects.filter(pk=draft.pk, claimed_at__isnull=False)
        assert until(begun.exists)
        first.kill()
        first.wait()
    empty_queue()
    assert not published()
    long_ago = clock.now() - dt.timedelta(minutes=7)
    RuleDraft.objects.filter(pk=draft.pk).update(claimed_at=long_ago)
    with a_worker(tmp_path):
        enqueue("delytelse.publish_waiting")
        assert until(published, PATIENCE), (tmp_path / "worker.log").read_text()
    empty_queue()
