"""The row editor's form holds every row that the catalogue has, and gives it back as it was."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.http import QueryDict

from deltytelser.catalogue.read import CATALOGUE, read_yaml
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
