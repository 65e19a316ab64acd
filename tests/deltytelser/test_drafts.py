from __future__ import annotations

import datetime as dt

import pytest

from deltytelser.models import RuleDraft
from deltytelser.use_cases import drafts
from rve.core.errors import DomainError
from rve.core.policies import Actor
from tests.deltytelser.rule_drafts import a_changed_draft, a_draft, a_published, change_weeks, newest
from tests.people import NOW, World

TODAY = NOW.date()


def test_a_draft_begins_as_a_copy_of_the_newest_version(world: World) -> None:
    draft = a_draft(world)
    assert draft.content == newest(world).content
    assert (draft.state, draft.version, draft.author) == ("open", 1, world.marit.user)


@pytest.mark.parametrize("who", ["ingrid", "jonas", "kari", "gro", "planner", "privacy"])
def test_only_team_lead_and_physician_begin_a_draft(world: World, who: str) -> None:
    actor: Actor = getattr(world, who)
    with pytest.raises(DomainError) as caught:
        a_draft(world, by=actor)
    assert caught.value.status == 403


def test_another_regions_version_is_not_there(world: World) -> None:
    with pytest.raises(DomainError) as caught:
        a_draft(world, by=world.bo_elsewhere)
    assert caught.value.status == 404


def test_another_regions_draft_is_not_there(world: World) -> None:
    draft = a_draft(world)
    with pytest.raises(DomainError) as caught:
        change_weeks(draft, 10, world.bo_elsewhere)
    assert caught.value.status == 404


@pytest.mark.parametrize("days", [-400, -1, 0, 367, 4000])
def test_the_first_day_is_after_today_and_within_a_year(world: World, days: int) -> None:
    with pytest.raises(DomainError) as caught:
        a_draft(world, first_day=TODAY + dt.timedelta(days=days))
    assert caught.value.field == "first_day"


def test_the_first_day_is_not_before_the_version_it_follows(world: World) -> None:
    second = a_published(world)
    with pytest.raises(DomainError) as caught:
        a_draft(world, first_day=second.valid_from - dt.timedelta(days=1))
    assert caught.value.field == "first_day"


def test_a_draft_is_not_begun_from_an_older_version(world: World) -> None:
    first = newest(world)
    a_published(world)
    with pytest.raises(DomainError) as caught:
        a_draft(world, based_on=first)
    assert caught.value.status == 409


@pytest.mark.parametrize(
    ("field", "text"), [("title", " "), ("why", ""), ("title", "x" * 121), ("why", "\0")]
)
def test_a_draft_says_what_and_why(world: World, field: str, text: str) -> None:
    with pytest.raises(DomainError) as caught:
        a_draft(world, **{field: text})
    assert caught.value.field == field


def test_a_change_from_a_page_that_is_out_of_date_is_refused(world: World) -> None:
    draft = a_draft(world)
    seen = RuleDraft.objects.get(pk=draft.pk)
    change_weeks(draft, 10, world.marit)
    with pytest.raises(DomainError) as caught:
        change_weeks(seen, 8, world.liv)
    assert caught.value.status == 412


def test_everyone_who_wrote_is_known(world: World) -> None:
    draft = change_weeks(a_changed_draft(world), 8, world.liv)
    assert set(draft.editors.all()) == {world.marit.user, world.liv.user}


def test_a_discarded_draft_cannot_be_changed(world: World) -> None:
    draft = a_draft(world)
    drafts.discard_draft(draft=draft, by=world.marit, now=NOW, version=draft.version)
    draft.refresh_from_db()
    with pytest.raises(DomainError) as caught:
        change_weeks(draft, 10, world.marit)
    assert (draft.state, caught.value.status) == ("discarded", 409)


def test_a_title_alone_is_changed_in_the_description(world: World) -> None:
    draft = a_draft(world)
    changed = drafts.change_head(
        draft=draft,
        title="Ny tittel",
        why=draft.why,
        first_day=draft.first_day,
        by=world.liv,
        now=NOW,
        version=draft.version,
    )
    assert (changed.title, changed.version) == ("Ny tittel", 2)
    assert world.liv.user in changed.editors.all()
