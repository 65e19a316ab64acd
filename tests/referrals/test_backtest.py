"""A rule change tried on stored referrals: what changes, who may ask, and what stops it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest

from deltytelser.rules.difference import DEADLINE, OUTCOME
from deltytelser.rules.tally import PlaceDays, number_of, place_days
from referrals.backtest.result import Result, from_json, to_json
from referrals.backtest.scan import FLIP
from referrals.models import Backtest, BacktestCase
from referrals.use_cases import backtests
from referrals.use_cases.run_backtest import Kept, run
from rve.core.errors import Conflict, DomainError, NotAllowed, NotFound
from tests.deltytelser.rule_drafts import a_draft
from tests.people import NOW, World, a_claimed_case, a_patient, a_referral, a_signed_decision
from tests.referrals.tried import (
    LATER,
    ROW,
    a_finished_trial,
    a_longer_stay,
    a_shorter_draft,
    a_trial,
    carried_out,
    in_force,
    to_weeks,
)


def result_of(backtest: Backtest) -> Result:
    return from_json(backtest.result)


def test_a_deadline_of_ten_weeks_instead_of_twelve_moves_it_fourteen_days(world: World) -> None:
    a_referral(world)
    a_referral(world, patient=a_patient(family_name="Solem"), settled=False)
    done = a_finished_trial(world)
    assert (done.state, done.done, done.total, done.changed, done.kept) == ("done", 2, 2, 1, 1)
    assert result_of(done).difference.shifts == {-14: 1}


def test_the_changed_case_is_kept_with_what_changed(world: World) -> None:
    case = a_referral(world)
    done = a_finished_trial(world)
    kept = BacktestCase.objects.get(backtest=done)
    result = result_of(done)
    assert (kept.referral_id, kept.kind, kept.shift) == (case.pk, DEADLINE, -14)
    assert (result.old_rows[kept.old_row], result.new_rows[kept.new_row]) == (ROW, ROW)


def test_a_version_against_itself_changes_nothing(world: World) -> None:
    a_referral(world)
    a_referral(world, patient=a_patient(family_name="Solem"), settled=False)
    draft = a_draft(world)
    assert carried_out(a_trial(world, draft, against=in_force(world))).changed == 0


def test_the_columns_say_what_the_stored_proposals_say(world: World) -> None:
    """Asked as of their own receipt, with the version that they were made by."""
    stories: tuple[dict[str, Any], ...] = (
        {},
        {"settled": False},
        {"facts": {"urgency": "deteriorating"}},
        {"facts": {"self_care": "dependent", "night_care": True}},
        {"facts": {"municipal_measures": "not_tried"}},
    )
    for number, story in enumerate(stories):
        a_signed_or_open(world, number, story)
    done = carried_out(
        backtests.start_for_version(rule_set=in_force(world), against=None, by=world.marit, now=NOW)
    )
    found = result_of(done).difference
    assert (found.asked, number_of(found.cells, changed=True)) == (len(stories) - 1, 0)


def a_signed_or_open(world: World, number: int, story: dict[str, Any]) -> None:
    patient = a_patient(family_name=f"Solem{number}")
    if story.get("settled") is False:
        a_referral(world, patient=patient, **story)
    else:
        a_signed_decision(world, patient=patient, **story)


def test_a_decision_that_went_another_way_is_a_change(world: World) -> None:
    a_signed_decision(world, decision={"start_deadline": NOW.date() + dt.timedelta(days=77)})
    done = a_finished_trial(world, people=True)
    found = result_of(done).difference
    assert (found.asked, found.undecided, found.shifts) == (1, 0, {-7: 1})


def test_cases_without_a_decision_are_left_out_and_counted(world: World) -> None:
    a_referral(world)
    found = result_of(a_finished_trial(world, people=True)).difference
    assert (found.asked, found.undecided) == (0, 1)


def test_a_longer_guiding_stay_is_extra_place_days(world: World) -> None:
    a_referral(world)
    done = carried_out(a_trial(world, a_longer_stay(world), against=in_force(world)))
    assert list(place_days(result_of(done).difference.cells).values()) == [PlaceDays(10.5, 17.5)]


def test_a_result_is_read_back_as_it_was_written(world: World) -> None:
    a_referral(world)
    result = result_of(a_finished_trial(world))
    assert from_json(to_json(result)) == result


def test_chunks_of_one_give_the_same_as_one_chunk(world: World) -> None:
    for name in ("Aksnes", "Solem", "Lillebø"):
        a_referral(world, patient=a_patient(family_name=name))
    whole = a_finished_trial(world)
    again = carried_out(a_trial(world, whole.draft, against=whole.against), chunk=1)
    assert (again.result, again.kept) == (whole.result, whole.kept)


def test_an_assessor_may_not_ask(world: World) -> None:
    draft = a_shorter_draft(world)
    with pytest.raises(NotAllowed):
        backtests.start_for_draft(draft=draft, against=None, by=world.ingrid, now=NOW)


def test_another_regions_draft_is_not_there(world: World) -> None:
    draft = a_shorter_draft(world)
    with pytest.raises(NotFound):
        backtests.start_for_draft(draft=draft, against=None, by=world.bo_elsewhere, now=NOW)


def test_a_version_is_not_held_against_itself_by_mistake(world: World) -> None:
    row = in_force(world)
    with pytest.raises(DomainError):
        backtests.start_for_version(rule_set=row, against=row, by=world.marit, now=NOW)


def test_asking_twice_while_it_waits_is_one_trial(world: World) -> None:
    draft = a_shorter_draft(world)
    first = a_trial(world, draft, against=None)
    assert a_trial(world, draft, against=None) == first
    assert a_trial(world, draft, against=in_force(world)) != first


def test_a_done_trial_is_not_run_again(world: World) -> None:
    done = a_finished_trial(world)
    assert run(backtest_id=done.pk, clock=lambda: LATER) == ""


def test_one_that_waits_is_cancelled_at_once(world: World) -> None:
    asked = a_trial(world, a_shorter_draft(world), against=None)
    backtests.cancel(backtest=asked, by=world.marit, now=NOW)
    assert carried_out(asked).state == "cancelled"


def test_one_that_runs_stops_at_the_next_chunk(world: World) -> None:
    for name in ("Aksnes", "Solem"):
        a_referral(world, patient=a_patient(family_name=name))
    asked = a_trial(world, a_shorter_draft(world), against=in_force(world))

    def cancelled_after_one() -> dt.datetime:
        if Backtest.objects.filter(pk=asked.pk, done=1, cancel_asked_at=None).exists():
            backtests.cancel(backtest=asked, by=world.marit, now=LATER)
        return LATER

    assert run(backtest_id=asked.pk, clock=cancelled_after_one, chunk=1) == "cancelled"
    asked.refresh_from_db()
    assert (asked.state, asked.done, asked.result) == ("cancelled", 1, "")


def test_what_is_over_is_not_cancelled(world: World) -> None:
    done = a_finished_trial(world)
    with pytest.raises(Conflict):
        backtests.cancel(backtest=done, by=world.marit, now=LATER)


def test_a_silent_run_is_taken_over_and_the_old_one_stops(world: World) -> None:
    a_referral(world)
    asked = a_trial(world, a_shorter_draft(world), against=in_force(world))

    def overtaken() -> dt.datetime:
        running = Backtest.objects.filter(pk=asked.pk, state="running", attempts=1)
        if running.update(progress_at=NOW - dt.timedelta(hours=1)):
            assert run(backtest_id=asked.pk, clock=lambda: LATER) == "done"
        return NOW

    assert run(backtest_id=asked.pk, clock=overtaken) == ""
    asked.refresh_from_db()
    assert (asked.state, asked.attempts, asked.changed, asked.cases.count()) == ("done", 2, 1, 1)


def test_one_that_nobody_works_on_is_asked_for_again(world: World) -> None:
    asked = a_trial(world, a_shorter_draft(world), against=None)
    assert backtests.take_up(now=NOW) == 0
    assert backtests.take_up(now=NOW + dt.timedelta(minutes=1)) == 1
    Backtest.objects.filter(pk=asked.pk).update(state="running", progress_at=NOW, attempts=1)
    assert backtests.take_up(now=NOW + dt.timedelta(minutes=1)) == 0
    assert backtests.take_up(now=NOW + dt.timedelta(minutes=5)) == 1


def test_one_that_stopped_three_times_is_given_up(world: World) -> None:
    asked = a_trial(world, a_shorter_draft(world), against=None)
    Backtest.objects.filter(pk=asked.pk).update(state="running", progress_at=NOW, attempts=3)
    backtests.take_up(now=NOW + dt.timedelta(minutes=5))
    asked.refresh_from_db()
    assert (asked.state, asked.why_failed) == ("failed", "stopped")


def test_a_draft_that_changed_is_tried_as_it_is_now(world: World) -> None:
    case = a_claimed_case(world)
    done = a_finished_trial(world)
    draft = done.draft
    assert draft is not None
    draft.refresh_from_db()
    again = carried_out(a_trial(world, to_weeks(draft, 8, world.marit), against=done.against))
    assert [row.shift for row in BacktestCase.objects.filter(referral=case).order_by("pk")] == [-14, -28]
    assert again.content_hash != done.content_hash


def test_the_graver_changes_are_kept_when_there_are_too_many() -> None:
    flips = np.zeros(7, dtype=FLIP)
    flips["kind"] = [DEADLINE] * 6 + [OUTCOME]
    kept = Kept(most=2)
    kept.add(flips)
    kept.add(flips)
    assert sorted(kept.all()["kind"].tolist()) == [OUTCOME, OUTCOME, DEADLINE, DEADLINE]
