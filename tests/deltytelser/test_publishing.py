from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from celery import current_app
from django.conf import settings
from django.db import connection
from django.utils import translation

from deltytelser.catalogue.read import rule_set_from_content
from deltytelser.checks.report import Report
from deltytelser.models import RuleDraft, RuleSet
from deltytelser.rules.compile import canonical
from deltytelser.rules.ruleset import RuleSet as Rules
from deltytelser.use_cases import publishing
from deltytelser.use_cases.draft_saving import files_of
from referrals.engine import rule_set_for
from referrals.replay import replay
from rve.core.errors import DomainError
from rve.core.models import CaseEvent
from rve.core.policies import Actor
from tests.deltytelser.rule_drafts import (
    FIRST_DAY,
    a_changed_draft,
    a_draft,
    a_published,
    a_submitted_draft,
    agrees,
    an_approved_draft,
    change_weeks,
    newest,
    objects,
)
from tests.people import NOW, World, a_referral
from tests.referrals.test_races import at_once, errors

LATER = NOW + dt.timedelta(minutes=10)


def deed(draft: RuleDraft, by: Actor, **more: Any) -> dict[str, Any]:
    return {"draft": draft, "by": by, "now": NOW, "version": draft.version, **more}


def test_a_draft_that_changes_nothing_is_not_submitted(world: World) -> None:
    with pytest.raises(DomainError):
        publishing.submit(**deed(a_draft(world), world.marit))


def test_a_draft_with_another_number_alone_is_not_submitted(world: World) -> None:
    draft = a_draft(world)
    files = files_of(draft)
    files["rule_set.yaml"]["version"] = "7"
    RuleDraft.objects.filter(pk=draft.pk).update(content=canonical(files))
    with pytest.raises(DomainError), translation.override("en"):
        publishing.submit(**deed(draft, world.marit))


def test_a_draft_that_changes_a_case_alone_can_be_submitted(world: World) -> None:
    draft = a_draft(world)
    files = files_of(draft)
    files["cases.yaml"]["rows"].pop()
    RuleDraft.objects.filter(pk=draft.pk).update(content=canonical(files))
    assert publishing.submit(**deed(draft, world.marit)).state == "submitted"


def test_a_submitted_draft_is_not_changed(world: World) -> None:
    with pytest.raises(DomainError) as caught:
        change_weeks(a_submitted_draft(world), 8, world.marit)
    assert caught.value.status == 409


def test_the_author_does_not_approve(world: World) -> None:
    with pytest.raises(DomainError) as caught:
        publishing.approve(**deed(a_submitted_draft(world), world.marit))
    assert caught.value.status == 403


def test_one_who_wrote_in_it_once_does_not_approve(world: World) -> None:
    draft = change_weeks(change_weeks(a_draft(world), 9, world.liv), 10, world.marit)
    draft = publishing.submit(**deed(draft, world.marit))
    with pytest.raises(DomainError) as caught:
        publishing.approve(**deed(draft, world.liv))
    assert caught.value.status == 403


def test_one_who_submitted_it_does_not_approve(world: World) -> None:
    draft = publishing.submit(**deed(a_changed_draft(world), world.liv))
    with pytest.raises(DomainError) as caught:
        publishing.approve(**deed(draft, world.liv))
    assert caught.value.status == 403


def test_one_who_submitted_it_and_took_it_back_does_not_approve(world: World) -> None:
    draft = publishing.submit(**deed(a_changed_draft(world), world.liv))
    draft = publishing.take_back(**deed(draft, world.liv))
    draft = publishing.submit(**deed(draft, world.marit))
    with pytest.raises(DomainError) as caught:
        publishing.approve(**deed(draft, world.liv))
    assert caught.value.status == 403


def test_an_assessor_does_not_approve(world: World) -> None:
    with pytest.raises(DomainError) as caught:
        publishing.approve(**deed(a_submitted_draft(world), world.ingrid))
    assert caught.value.status == 403


def test_two_people_are_asked_for_by_the_database_too(world: World) -> None:
    draft = an_approved_draft(world)
    with pytest.raises(Exception, match="rule_draft_two_people"):
        RuleDraft.objects.filter(pk=draft.pk).update(reviewer=draft.author)


def test_a_submitted_draft_is_taken_back_by_those_who_wrote_it_alone(world: World) -> None:
    draft = a_submitted_draft(world)
    with pytest.raises(DomainError):
        publishing.take_back(**deed(draft, world.liv))
    assert publishing.take_back(**deed(draft, world.marit)).state == "open"


def test_a_draft_sent_back_says_why_and_can_be_submitted_again(world: World) -> None:
    draft = publishing.send_back(**deed(a_submitted_draft(world), world.liv, why="Kilden mangler."))
    assert (draft.state, draft.sent_back_why) == ("open", "Kilden mangler.")
    again = publishing.submit(**deed(draft, world.marit))
    assert (again.state, again.sent_back_why) == ("submitted", "")


def test_an_approved_draft_is_published_with_its_people_and_its_report(world: World) -> None:
    first = newest(world)
    published = a_published(world)
    first.refresh_from_db()
    assert (published.version, published.valid_from, published.valid_to) == ("2", FIRST_DAY, None)
    assert (published.author, published.reviewer) == (world.marit.user, world.liv.user)
    assert (published.based_on, first.valid_to) == (first, FIRST_DAY)
    assert Report.from_json(published.report).holds


def test_what_is_published_is_the_canonical_content_under_its_hash(world: World) -> None:
    published = a_published(world)
    rules = rule_set_from_content(published.content)
    assert (rules.hash, rules.version) == (published.hash, "2")


def test_versions_are_numbered_on(world: World) -> None:
    a_published(world)
    assert a_published(world, number=8, first_day=dt.date(2026, 6, 1)).version == "3"


def test_a_correction_may_begin_on_the_same_day(world: World) -> None:
    second = a_published(world)
    draft = an_approved_draft(world, number=8)
    third = publishing.publish(draft_id=draft.pk, now=LATER, check=agrees)
    assert third is not None
    second.refresh_from_db()
    assert (third.valid_from, second.valid_to) == (second.valid_from, None)
    assert rule_set_for(region=world.region, receipt=FIRST_DAY) == third


def test_a_receipt_before_the_first_day_is_assessed_by_the_version_before(world: World) -> None:
    first = newest(world)
    second = a_published(world)
    assert rule_set_for(region=world.region, receipt=FIRST_DAY - dt.timedelta(days=1)) == first
    assert rule_set_for(region=world.region, receipt=FIRST_DAY) == second


def test_old_proposals_are_made_again_to_the_byte_after_a_new_version(world: World) -> None:
    a_referral(world)
    a_published(world)
    assert [one.same for one in replay()] == [True]


def test_a_draft_that_the_checks_object_to_goes_back_with_the_report(world: World) -> None:
    draft = an_approved_draft(world)
    assert publishing.publish(draft_id=draft.pk, now=NOW, check=objects) is None
    draft.refresh_from_db()
    assert draft.state == "open"
    assert [one.check for one in Report.from_json(draft.report).findings] == ["dead"]
    assert RuleSet.objects.count() == 1


def test_checks_that_break_down_are_told(world: World) -> None:
    def broken(*_about: object) -> Report:
        raise ZeroDivisionError

    draft = an_approved_draft(world)
    publishing.publish(draft_id=draft.pk, now=NOW, check=broken)
    draft.refresh_from_db()
    assert (draft.state, bool(draft.sent_back_why)) == ("open", True)


def test_a_version_that_cannot_be_stored_sends_the_draft_back(world: World) -> None:
    def in_the_way(rules: Rules, _world: object) -> Report:
        RuleSet.objects.create(
            region=world.region, hash=rules.hash, name="x", version="x", content="{}", valid_from=FIRST_DAY
        )
        return Report()

    draft = an_approved_draft(world)
    assert publishing.publish(draft_id=draft.pk, now=NOW, check=in_the_way) is None
    draft.refresh_from_db()
    assert (draft.state, bool(draft.sent_back_why)) == ("open", True)
    assert publishing.waiting(now=LATER) == []


def test_a_first_day_that_came_while_it_waited_sends_it_back(world: World) -> None:
    draft = an_approved_draft(world)
    on_the_day = dt.datetime.combine(FIRST_DAY, dt.time(1), NOW.tzinfo)
    with translation.override("en"):
        assert publishing.publish(draft_id=draft.pk, now=on_the_day, check=agrees) is None
    draft.refresh_from_db()
    assert "after today" in draft.sent_back_why


def test_a_draft_is_not_approved_when_another_version_came_first(world: World) -> None:
    slow = a_submitted_draft(world)
    a_published(world, number=8)
    with pytest.raises(DomainError) as caught:
        publishing.approve(**deed(slow, world.liv))
    assert caught.value.status == 409


def test_of_two_approved_drafts_the_second_goes_back(world: World) -> None:
    one, other = an_approved_draft(world), an_approved_draft(world, number=8)
    assert publishing.publish(draft_id=one.pk, now=NOW, check=agrees) is not None
    assert publishing.publish(draft_id=other.pk, now=NOW, check=agrees) is None
    other.refresh_from_db()
    assert other.state == "open"


def test_a_task_run_twice_publishes_once(world: World) -> None:
    draft = an_approved_draft(world)
    publishing.publish(draft_id=draft.pk, now=NOW, check=agrees)
    assert publishing.publish(draft_id=draft.pk, now=LATER, check=agrees) is None
    assert RuleSet.objects.count() == 2


def test_a_draft_whose_worker_died_is_taken_up_again(world: World) -> None:
    draft = an_approved_draft(world)
    RuleDraft.objects.filter(pk=draft.pk).update(claimed_at=NOW, attempts=1)
    assert publishing.waiting(now=NOW + dt.timedelta(minutes=1)) == []
    assert publishing.waiting(now=LATER) == [draft.pk]
    assert publishing.publish(draft_id=draft.pk, now=LATER, check=agrees) is not None


def test_a_draft_that_kills_every_worker_goes_back(world: World) -> None:
    draft = an_approved_draft(world)
    RuleDraft.objects.filter(pk=draft.pk).update(claimed_at=NOW, attempts=3)
    assert publishing.publish(draft_id=draft.pk, now=LATER, check=agrees) is None
    draft.refresh_from_db()
    assert draft.state == "open"


def test_an_attempt_that_comes_back_too_late_publishes_nothing(world: World) -> None:
    draft = an_approved_draft(world)

    def overtaken(*about: Any) -> Report:
        assert publishing.publish(draft_id=draft.pk, now=LATER, check=agrees) is not None
        return agrees(*about)

    assert publishing.publish(draft_id=draft.pk, now=NOW, check=overtaken) is None
    assert RuleSet.objects.count() == 2


def test_an_attempt_on_a_draft_that_was_changed_meanwhile_publishes_nothing(world: World) -> None:
    draft = an_approved_draft(world)

    def overtaken(*about: Any) -> Report:
        publishing.publish(draft_id=draft.pk, now=LATER, check=objects)
        changed = change_weeks(RuleDraft.objects.get(pk=draft.pk), 8, world.marit)
        again = publishing.submit(**deed(changed, world.marit))
        publishing.approve(**deed(again, world.liv))
        return agrees(*about)

    assert publishing.publish(draft_id=draft.pk, now=NOW, check=overtaken) is None
    assert publishing.waiting(now=LATER) == [draft.pk]


def test_a_draft_that_is_being_checked_is_not_checked_beside(world: World) -> None:
    draft = an_approved_draft(world)
    RuleDraft.objects.filter(pk=draft.pk).update(claimed_at=NOW)
    soon = NOW + dt.timedelta(minutes=1)
    assert publishing.publish(draft_id=draft.pk, now=soon, check=agrees) is None
    draft.refresh_from_db()
    assert draft.claimed_at == NOW


def test_two_approve_at_once(committed: World) -> None:
    draft = a_submitted_draft(committed)
    other = Actor(
        user=committed.jonas.user,
        organisation=committed.rve,
        roles=frozenset(["physician"]),
        today=NOW.date(),
    )
    results = at_once(
        lambda: publishing.approve(**deed(draft, committed.liv)),
        lambda: publishing.approve(**deed(draft, other)),
    )
    assert len(errors(results)) == 1
    assert CaseEvent.objects.filter(kind="rule_draft", verb="approved").count() == 1


def test_two_workers_at_once_publish_once(committed: World) -> None:
    draft = an_approved_draft(committed)

    def publish() -> RuleSet | None:
        return publishing.publish(draft_id=draft.pk, now=NOW, check=agrees)

    results = at_once(publish, publish)
    assert sum(one is not None for one in results) == 1
    assert RuleSet.objects.count() == 2


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("content", "'{}'"),
        ("hash", "'0'"),
        ("valid_from", "'2027-01-01'"),
        ("author_id", "NULL"),
        ("reviewer_id", "author_id"),
        ("title", "'En annen'"),
        ("why", "'Derfor'"),
        ("report", "'{}'"),
        ("version", "'7'"),
        ("published_at", "NULL"),
        ("based_on_id", "NULL"),
    ],
)
def test_what_is_published_cannot_be_changed_in_the_database(world: World, column: str, value: str) -> None:
    published = a_published(world)
    with pytest.raises(Exception, match="Cannot update rows"), connection.cursor() as cursor:
        cursor.execute(f"UPDATE delytelse_ruleset SET {column} = {value} WHERE id = %s", [published.pk])


def test_the_last_day_of_a_version_is_set_once(world: World) -> None:
    first = newest(world)
    a_published(world)
    with pytest.raises(Exception, match="Cannot update rows"):
        RuleSet.objects.filter(pk=first.pk).update(valid_to=None)


def test_what_is_published_cannot_be_deleted(world: World) -> None:
    published = a_published(world)
    with pytest.raises(Exception, match="Cannot delete rows"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM delytelse_ruleset WHERE id = %s", [published.pk])


def test_the_history_tells_who_did_what(world: World) -> None:
    a_published(world)
    told = CaseEvent.objects.filter(kind="rule_draft").order_by("pk").values_list("verb", "by__name")
    assert list(told) == [
        ("started", "Marit Dahl"),
        ("row_changed", "Marit Dahl"),
        ("submitted", "Marit Dahl"),
        ("approved", "Liv Hegge"),
        ("published", None),
    ]


def test_the_version_stands_in_the_content(world: World) -> None:
    assert json.loads(a_published(world).content)["rule_set.yaml"]["version"] == "2"


def test_the_tasks_exist() -> None:
    current_app.loader.import_default_modules()
    asked = {publishing.TASK, settings.CELERY_BEAT_SCHEDULE["publish-waiting"]["task"]}
    assert asked <= set(current_app.tasks)
