"""The row editor's form holds every row that the catalogue has, and gives it back as it was."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.http import QueryDict

from deltytelser.catalogue.read import CATALOGUE, read_yaml
from deltytelser.forms.facts import FACTS
from deltytelser.forms.row_edits import edited
from deltytelser.forms.row_form import RowForm, form_of, read_form, same
from deltytelser.rules.ruleset import RuleSet


def _rows() -> list[tuple[str, dict[str, Any]]]:
    head = read_yaml(CATALOGUE / "rule_set.yaml")
    tables = [read_yaml(CATALOGUE / name) for name in head["tables"]]
    return [(table["table"], row) for table in tables for row in table["rows"]]


ROWS = _rows()


def posted(form: RowForm) -> QueryDict:
    """What a browser sends for a form as it stands, ticked words in the order of the page's list."""
    post = QueryDict(mutable=True)
    for name in form.alternatives:
        post[name] = "1"
    for line in form.every_line():
        post[f"{line.key}-fact"] = line.fact
        post[f"{line.key}-mode"] = line.mode
        post.setlist(f"{line.key}-words", sorted(line.words))
        post[f"{line.key}-first"], post[f"{line.key}-last"] = line.first, line.last
        post[f"{line.key}-text"] = line.text
    for name, text in form.effect.items():
        if text:
            post[f"effect-{name}"] = text
    for source in form.sources:
        post[f"{source.key}-document"] = source.document
        post[f"{source.key}-where"] = source.where
        post[f"{source.key}-text"] = source.text
    post.setlist("mark", form.marks)
    for name, text in form.texts.items():
        post[name] = text
    return post


@pytest.mark.parametrize(("table", "row"), ROWS, ids=[row["id"] for _table, row in ROWS])
def test_a_row_that_is_opened_and_saved_untouched_is_the_same(
    table: str, row: dict[str, Any], rules: RuleSet
) -> None:
    sent = read_form(table, posted(form_of(table, row)))
    cells = sent.cells(rules, row)
    assert sent.holds, (sent.errors, [line for line in sent.every_line() if line.error])
    assert same(cells, row)
    assert {type(day) for name, day in row.items() if name in ("from", "to")} <= {dt.date}


def _large_row() -> dict[str, Any]:
    """More of everything than anybody has typed in one row."""
    row = next(one for _table, one in ROWS if one["id"] == "J.not_tried")
    words = {**FACTS, "area": None, "found_by": None}
    when = {
        mode: True if fact.look == "flag" else list(fact.words[:1])
        for fact in words.values()
        if fact and fact.look in ("flag", "words", "conditions")
        for mode in fact.modes
    }
    document = row["source"]["document"]
    return row | {
        "when": {**when, "grounds": "hold"},
        "one_of": [{"age": {"from": age}} for age in range(12)],
        "source": [{"document": document, "linje": str(line)} for line in range(9)],
    }


def test_a_row_with_more_than_anybody_types_survives_a_save_unchanged(rules: RuleSet) -> None:
    row = _large_row()
    assert (len(row["when"]), len(row["one_of"]), len(row["source"])) == (40, 12, 9)

    sent = read_form("right", posted(form_of("right", row)))
    cells = sent.cells(rules, row)

    assert same(cells, row)


def test_one_more_of_each_comes_after_those_that_are_there(rules: RuleSet) -> None:
    form = form_of("right", _large_row())

    for do in ("alternative", "source", "add:when"):
        edited(form, do, QueryDict("add-when=age"))

    assert (form.alternatives[-1], form.sources[-1].key) == ("alt12", "source-9")
    assert form.lines["when"][-1].key == "when-40"


@pytest.mark.parametrize(
    ("name", "length", "most"),
    [
        ("when-0-text", 2001, "2000"),
        ("nb", 1001, "1000"),
        ("nn_short", 1001, "1000"),
        ("source-0-text", 301, "300"),
    ],
)
def test_what_is_too_long_is_told_beside_its_field_and_kept_whole(
    name: str, length: int, most: str, rules: RuleSet
) -> None:
    _table, row = next(one for one in ROWS if one[1]["id"] == "J.not_tried")
    post = posted(form_of("right", row | {"when": {"main_diagnosis": ["icd10 C00-C97"]}}))
    post[name] = "x" * length

    form = read_form("right", post)
    form.cells(rules)

    told = form.told()[name.removesuffix("-text")]
    kept = {**form.texts, "when-0-text": form.lines["when"][0].text, "source-0-text": form.sources[0].text}
    assert most in told
    assert kept[name] == "x" * length


def test_the_text_of_a_law_is_not_cut(rules: RuleSet) -> None:
    _table, row = next(one for one in ROWS if one[0] == "laws")
    post = posted(form_of("laws", row))
    post["effect-right"] = "x" * 301

    form = read_form("laws", post)
    form.cells(rules)

    assert "300" in form.told()["effect-right"]
    assert form.effect["right"] == "x" * 301
