from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import translation

from deltytelser.models import RuleDraft
from deltytelser.use_cases import drafts
from rve.core.errors import DomainError
from rve.core.models import CaseEvent
from tests.deltytelser.rule_drafts import (
    DAY_BEFORE,
    FILE,
    FIRST_DAY,
    ROW,
    a_changed_draft,
    a_draft,
    a_published,
    change_weeks,
    ids_on,
    of,
    rows,
    weeks,
)
from tests.people import NOW, World


def in_draft(draft: RuleDraft, world: World) -> dict[str, Any]:
    return {"draft": draft, "by": world.marit, "now": NOW, "version": draft.version}


def test_a_changed_row_ends_the_day_before_and_its_successor_stands_behind_it(world: World) -> None:
    draft = a_changed_draft(world)
    first, then = of(draft, ROW)
    assert (first["weeks"], first["to"]) == (12, DAY_BEFORE)
    assert (then["weeks"], then["from"], then.get("to")) == (10, "2026-05-01", None)
    assert rows(draft).index(then) == rows(draft).index(first) + 1


def test_a_row_changed_twice_has_one_successor(world: World) -> None:
    draft = change_weeks(a_changed_draft(world), 8, world.marit)
    assert [raw["weeks"] for raw in of(draft, ROW)] == [12, 8]


def test_a_row_changed_back_is_no_change(world: World) -> None:
    draft = change_weeks(a_changed_draft(world), 12, world.marit)
    assert draft.content == draft.based_on.content


def test_a_row_that_begins_on_the_first_day_is_changed_in_place(world: World) -> None:
    second = a_published(world)
    draft = change_weeks(a_draft(world, first_day=second.valid_from), 9, world.marit)
    assert [(raw["from"], raw["weeks"]) for raw in of(draft, ROW)] == [("2018-01-01", 12), ("2026-05-01", 9)]


def test_an_added_row_begins_on_the_first_day_before_the_row_named(world: World) -> None:
    draft = a_draft(world)
    cells = weeks(3) | {"id": "deadline.A/new", "when": {"delytelse": ["A"], "age": {"to": 17}}}
    draft = drafts.add_row(**in_draft(draft, world), file=FILE, cells=cells, before=ROW)
    (added,) = of(draft, "deadline.A/new")
    assert added["from"] == "2026-05-01"
    order = ids_on(draft, "2026-05-01")
    assert order[order.index(ROW) - 1] == "deadline.A/new"


def test_an_ended_row_is_in_force_for_the_last_time_the_day_before(world: World) -> None:
    draft = a_draft(world)
    draft = drafts.end_row(**in_draft(draft, world), file=FILE, row="deadline.A/complex")
    assert "deadline.A/complex" in ids_on(draft, DAY_BEFORE)
    assert "deadline.A/complex" not in ids_on(draft, "2026-05-01")


def test_a_row_of_the_drafts_own_that_is_ended_is_gone(world: World) -> None:
    draft = a_draft(world)
    cells = weeks(3) | {"id": "deadline.A/new", "when": {"delytelse": ["A"], "age": {"to": 17}}}
    draft = drafts.add_row(**in_draft(draft, world), file=FILE, cells=cells, before=ROW)
    draft = drafts.end_row(**in_draft(draft, world), file=FILE, row="deadline.A/new")
    assert draft.content == draft.based_on.content


def test_a_moved_row_keeps_its_place_for_earlier_days(world: World) -> None:
    draft = a_draft(world)
    before = ids_on(draft, DAY_BEFORE)
    draft = drafts.move_row(**in_draft(draft, world), file=FILE, row="deadline.A/complex", before=before[0])
    assert ids_on(draft, DAY_BEFORE) == before
    assert ids_on(draft, "2026-05-01")[:2] == ["deadline.A/complex", before[0]]


def test_a_row_moved_there_and_back_is_no_change(world: World) -> None:
    draft = a_draft(world)
    order = ids_on(draft, DAY_BEFORE)
    draft = drafts.move_row(**in_draft(draft, world), file=FILE, row=order[1], before=order[0])
    draft = drafts.move_row(**in_draft(draft, world), file=FILE, row=order[1], before=order[2])
    assert draft.content == draft.based_on.content


@pytest.mark.parametrize("what", ["changed", "ended", "moved"])
def test_a_restored_row_is_as_it_was(world: World, what: str) -> None:
    draft = a_draft(world)
    if what == "changed":
        draft = change_weeks(draft, 10, world.marit)
    elif what == "ended":
        draft = drafts.end_row(**in_draft(draft, world), file=FILE, row=ROW)
    else:
        draft = drafts.move_row(**in_draft(draft, world), file=FILE, row=ROW, before=None)
    draft = drafts.restore_row(**in_draft(draft, world), file=FILE, row=ROW)
    assert draft.content == draft.based_on.content


def test_a_setting_has_its_new_value_from_the_first_day(world: World) -> None:
    draft = a_draft(world)
    source = {"document": "regelverk", "locator": "frist for start"}
    draft = drafts.change_value(
        **in_draft(draft, world), setting="earliest_start_days", value=14, source=source, mark="L"
    )
    assert '"earliest_start_days":[{"from":"2018-01-01","mark":"L"' in draft.content
    assert '{"from":"2026-05-01","mark":"L","source":' in draft.content


def test_a_definition_is_changed_in_place(world: World) -> None:
    draft = a_draft(world)
    cells = dict(of(draft, "grounds", "definitions.yaml")[0])
    cells["grounds"] = [["complexity"], ["intensity"]]
    draft = drafts.change_row(**in_draft(draft, world), file="definitions.yaml", row="grounds", cells=cells)
    assert of(draft, "grounds", "definitions.yaml")[0]["grounds"] == [["complexity"], ["intensity"]]


@pytest.mark.parametrize(
    ("cells", "field", "says"),
    [
        ({"weeks": "ti"}, "weeks", "value"),
        ({"weeks": 0}, "weeks", "value"),
        ({"nb": ""}, "nb", "sentence"),
        ({"nn": "Start innan {vekene}."}, "nn", "«vekene»"),
        ({"source": None}, "source", "source"),
        ({"source": {"document": "avisa", "linje": "1"}}, "source", "«avisa»"),
        ({"when": {"delytelse": ["Z"]}}, "delytelse", "«Z»"),
        ({"when": {"ticked": ["broken_leg"]}}, "ticked", "«broken_leg»"),
        ({"when": {"delytelse": ["A"], "delytelse_not": ["A"]}}, "delytelse_not", "together"),
        ({"mark": ["X"]}, "mark", "mark"),
        ({"colour": "red"}, "colour", "cell"),
        ({"weeks": 1.5}, "weeks", "whole numbers"),
    ],
)
def test_a_cell_that_cannot_be_is_refused_by_name(
    world: World, cells: dict[str, Any], field: str, says: str
) -> None:
    draft = a_draft(world)
    with pytest.raises(DomainError) as caught, translation.override("en"):
        drafts.change_row(**in_draft(draft, world), file=FILE, row=ROW, cells=weeks(10) | cells)
    assert caught.value.field == field
    assert says in caught.value.message
    draft.refresh_from_db()
    assert draft.content == draft.based_on.content


@pytest.mark.parametrize(
    ("deed", "about"),
    [
        ("end_row", {"file": FILE, "row": "deadline.Z"}),
        ("end_row", {"file": "rule_set.yaml", "row": ROW}),
        ("end_row", {"file": "reasons.yaml", "row": "clock"}),
        ("restore_row", {"file": "no.yaml", "row": ROW}),
        ("move_row", {"file": FILE, "row": ROW, "before": "deadline.Z"}),
        ("add_row", {"file": FILE, "cells": weeks(3) | {"id": "has space"}, "before": None}),
        ("add_row", {"file": FILE, "cells": weeks(3) | {"id": ROW}, "before": None}),
        ("accept_case", {"case": "no such", "expected": {"outcome": "granted"}}),
        ("confirm_order", {"first": ROW, "then": "gate.obesity"}),
        ("change_value", {"setting": "colour", "value": 1, "source": {}, "mark": None}),
    ],
)
def test_what_is_not_there_is_refused_in_words(world: World, deed: str, about: dict[str, Any]) -> None:
    draft = a_draft(world)
    with pytest.raises(DomainError):
        getattr(drafts, deed)(**in_draft(draft, world), **about)


def test_a_preview_is_not_saved(world: World) -> None:
    draft = a_draft(world)
    files = drafts.preview_row(draft=draft, file=FILE, row=ROW, cells=weeks(4))
    assert [raw["weeks"] for raw in files[FILE]["rows"] if raw["id"] == ROW] == [12, 4]
    draft.refresh_from_db()
    assert draft.content == draft.based_on.content


def test_another_first_day_takes_the_changes_with_it(world: World) -> None:
    draft = a_changed_draft(world)
    later = dt.date(2026, 9, 1)
    draft = drafts.change_head(**in_draft(draft, world), title="T", why="W", first_day=later)
    assert [(raw["from"], raw.get("to")) for raw in of(draft, ROW)] == [
        ("2018-01-01", "2026-08-31"),
        ("2026-09-01", None),
    ]
    back = drafts.change_head(**in_draft(draft, world), title="T", why="W", first_day=FIRST_DAY)
    assert [raw["from"] for raw in of(back, ROW)] == ["2018-01-01", "2026-05-01"]


def test_a_row_changed_in_place_is_split_when_the_first_day_moves_on(world: World) -> None:
    second = a_published(world)
    draft = change_weeks(a_draft(world, first_day=second.valid_from), 9, world.marit)
    draft = drafts.change_head(**in_draft(draft, world), title="T", why="W", first_day=dt.date(2026, 6, 1))
    assert [(raw["from"], raw["weeks"]) for raw in of(draft, ROW)] == [
        ("2018-01-01", 12),
        ("2026-05-01", 10),
        ("2026-06-01", 9),
    ]


def test_every_change_is_in_the_history_of_the_draft(world: World) -> None:
    draft = a_changed_draft(world)
    events = CaseEvent.objects.filter(kind="rule_draft", case_id=draft.pk).order_by("pk")
    assert [event.verb for event in events] == ["started", "row_changed"]
    assert events[1].changes == {"file": FILE, "row": ROW}
