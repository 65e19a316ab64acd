"""Two rule sets side by side: each kind of difference, named once and with its words."""

from __future__ import annotations

import copy
import itertools
import json

import pytest

from deltytelser.rules.compare import changed_rows, compare
from deltytelser.rules.compile import compile_rule_set
from deltytelser.rules.word_differences import word_differences

LAST, FIRST = "2026-12-31", "2027-01-01"


@pytest.fixture
def files(rules):
    return json.loads(rules.content)


def rows_in(files, file):
    return files[file]["rows"]


def place_of(rows, id):
    return next(index for index, row in enumerate(rows) if row["id"] == id)


def row_of(files, file, id):
    rows = rows_in(files, file)
    return rows[place_of(rows, id)]


def succeed(files, file, id, **cells):
    """End a row and put a successor with other cells behind it, as a draft does."""
    rows = rows_in(files, file)
    index = place_of(rows, id)
    follower = {**rows[index], **cells, "from": FIRST}
    rows[index : index + 1] = [{**rows[index], "to": LAST}, follower]


def differences(rules, files, lang="nb"):
    return compare(rules, compile_rule_set(files), lang)


def only_row(rules, files, lang="nb"):
    """The one row that differs."""
    [table] = differences(rules, files, lang)
    [row] = table.rows
    return table, row


def aspect(row, name):
    return next(one for one in row.aspects if one.name == name)


def said(segments, op):
    return [segment.text for segment in segments if segment.op == op]


def test_a_rule_set_does_not_differ_from_itself(rules, files):
    assert differences(rules, files) == []


def test_a_deadline_that_is_shortened_from_a_day_is_one_change(rules, files):
    succeed(files, "deadline.yaml", "deadline.A/other", weeks=10)

    table, row = only_row(rules, files)

    assert (table.label, row.id, row.kind) == ("Frist", "deadline.A/other", "changed")
    assert (row.effect_old, row.effect_new) == ("12 uker", "10 uker")
    assert row.first.isoformat() == FIRST


def test_only_the_words_that_differ_are_marked(rules, files):
    succeed(files, "deadline.yaml", "deadline.A/other", weeks=10)

    _, row = only_row(rules, files)

    assert [one.name for one in row.aspects] == ["row", "nb", "nn"]
    assert said(aspect(row, "nb").old, "del") == ["12"]
    assert said(aspect(row, "nb").new, "ins") == ["10"]
    assert "".join(one.text for one in aspect(row, "nb").new) == "Start innen 10 uker i delytelse A."


def test_a_row_that_is_edited_in_place_is_a_change(rules, files):
    row_of(files, "right/J.yaml", "J.not_tried")["when"]["function_loss"] = ["mild"]

    _, row = only_row(rules, files)

    assert row.kind == "changed"
    assert said(aspect(row, "row").new, "ins") == ["og funksjonstap: lett"]
    assert said(aspect(row, "row").old, "del") == []


def test_an_added_row_has_no_old_side(rules, files):
    new = {**row_of(files, "stay.yaml", "stay.C"), "id": "stay.C/new", "from": FIRST}
    rows_in(files, "stay.yaml").append(new)

    _, row = only_row(rules, files)

    assert (row.kind, row.effect_old, row.effect_new) == ("added", "", "21–42 dager")
    assert all(one.old == () for one in row.aspects)


def test_a_row_that_ends_says_its_last_day(rules, files):
    row_of(files, "stay.yaml", "stay.C")["to"] = LAST

    _, row = only_row(rules, files)

    assert (row.kind, row.last.isoformat()) == ("ended", LAST)
    assert said(aspect(row, "period").new, "ins") == ["til 31. desember 2026"]


def test_a_row_that_is_gone_is_taken_out(rules, files):
    rows = rows_in(files, "stay.yaml")
    del rows[place_of(rows, "stay.C")]

    _, row = only_row(rules, files)

    assert (row.id, row.kind) == ("stay.C", "removed")
    assert all(one.new == () for one in row.aspects)


def test_rows_that_change_places_are_told_of_once(rules, files):
    rows = rows_in(files, "deadline.yaml")
    one = place_of(rows, "deadline.A/complex")
    rows[one], rows[one + 1] = rows[one + 1], rows[one]

    _, row = only_row(rules, files)

    assert row.kind == "moved"
    assert {row.id} <= {"deadline.A/complex", "deadline.A/other"}
    assert aspect(row, "place").differs


def test_a_row_changed_twice_is_two_changes(rules, files):
    succeed(files, "deadline.yaml", "deadline.A/other", weeks=10)
    rows = rows_in(files, "deadline.yaml")
    index = place_of(rows, "deadline.A/other") + 1
    again = {**rows[index], "from": "2028-01-01", "weeks": 8}
    rows[index : index + 1] = [{**rows[index], "to": "2027-12-31"}, again]

    [table] = differences(rules, files)

    assert [(row.effect_old, row.effect_new) for row in table.rows] == [
        ("12 uker", "10 uker"),
        ("10 uker", "8 uker"),
    ]


@pytest.mark.parametrize(
    ("cells", "name"),
    [
        ({"source": {"document": "behovsvurdering", "linje": "1-2"}}, "source"),
        ({"mark": ["Ø"]}, "mark"),
        ({"test": "nytte"}, "test"),
        ({"nn_short": "noko anna"}, "nn_short"),
        ({"refuses": "never"}, "row"),
    ],
)
def test_whatever_a_row_says_is_compared(rules, files, cells, name):
    row_of(files, "right/J.yaml", "J.not_tried").update(cells)

    _, row = only_row(rules, files)

    assert [one.name for one in row.aspects if one.differs] == [name]


def test_a_new_value_takes_the_place_of_the_one_before_it(rules, files):
    values = files["settings.yaml"]["settings"]["early_days"]
    values.append({**values[-1], "from": FIRST, "value": 90})

    [table] = differences(rules, files)
    [value] = table.values

    assert (table.label, value.title, value.kind, value.first) == (
        "Verdier",
        "Tidlig etter hendelsen",
        "changed",
        FIRST,
    )
    assert (said(value.old, "del"), said(value.new, "ins")) == (["182"], ["90"])


def test_words_and_documents_are_compared_too(rules, files):
    files["labels.yaml"]["conditions"]["stroke"]["nb"] = "Slag"
    files["sources.yaml"]["documents"]["extra"] = "Et dokument til"

    found = {table.table: [one.id for one in table.values] for table in differences(rules, files)}

    assert found == {"labels": ["conditions, stroke, nb"], "sources": ["documents, extra"]}


def test_the_number_of_a_version_is_no_difference(rules, files):
    files["rule_set.yaml"]["version"] = "2"

    assert differences(rules, files) == []


def test_the_readers_language_comes_first(rules, files):
    succeed(files, "deadline.yaml", "deadline.A/other", weeks=10)

    _, row = only_row(rules, files, "nn")

    assert (row.effect_old, row.effect_new) == ("12 veker", "10 veker")
    assert [one.name for one in row.aspects] == ["row", "nn", "nb"]


def test_differences_are_plain_data_when_asked_for(rules, files):
    succeed(files, "deadline.yaml", "deadline.A/other", weeks=10)

    [table] = differences(rules, files)

    assert json.loads(json.dumps(table.to_json()))["rows"][0]["first"] == FIRST


def test_rows_that_differ_are_named_by_table(rules, files):
    succeed(files, "deadline.yaml", "deadline.A/other", weeks=10)

    assert changed_rows(rules, compile_rule_set(files)) == {"deadline": {"deadline.A/other"}}


def test_every_row_against_every_next_one_keeps_its_words(rules):
    rows = rules.all_rows()
    for one, other in itertools.pairwise(rows):
        old, new = word_differences(one.text["nb"], other.text["nb"])
        assert "".join(segment.text for segment in old) == one.text["nb"]
        assert "".join(segment.text for segment in new) == other.text["nb"]


def test_both_directions_find_the_same_tables(rules, files):
    there = copy.deepcopy(files)
    succeed(there, "deadline.yaml", "deadline.A/other", weeks=10)
    other = compile_rule_set(there)

    assert [one.table for one in compare(other, rules, "nb")] == ["deadline"]


def values_of(rules, files, table, lang="nb"):
    return next((one.values for one in differences(rules, files, lang) if one.table == table), ())


def parts_of(rules, files):
    return [(one.part, one.id) for one in values_of(rules, files, "cases")]


def test_a_case_that_is_taken_out_is_told_with_its_answer(rules, files):
    del rows_in(files, "cases.yaml")[0]

    [gone] = values_of(rules, files, "cases")

    assert (gone.part, gone.id, gone.kind, gone.new) == ("removed", "kant-1", "removed", ())
    assert gone.title == "Slag for 182 dager siden er tidlig"
    assert "uker: 4" in "".join(segment.text for segment in gone.old)


@pytest.mark.parametrize(
    ("cells", "part"),
    [
        ({"facts": {"diagnoses": ["icd10 I63.9"], "event_on": "2025-09-02"}}, "facts"),
        ({"dated": True}, "facts"),
        ({"expected": {"outcome": "granted"}}, "expected"),
        ({"nb": "Noe annet"}, "words"),
        ({"nn": "Noko anna"}, "words"),
    ],
)
def test_every_kind_of_change_to_a_case_is_told_as_that_kind(rules, files, cells, part):
    row_of(files, "cases.yaml", "kant-1").update(cells)

    assert parts_of(rules, files) == [(part, "kant-1")]


def test_a_case_with_other_facts_and_another_answer_is_told_as_both(rules, files):
    row_of(files, "cases.yaml", "kant-1")["facts"]["consent"] = False
    row_of(files, "cases.yaml", "kant-1")["expected"]["weeks"] = 5

    assert parts_of(rules, files) == [("facts", "kant-1"), ("expected", "kant-1")]


def test_an_answer_that_is_no_longer_asked_for_is_told(rules, files):
    del row_of(files, "cases.yaml", "kant-1")["expected"]["not_before"]

    assert parts_of(rules, files) == [("expected", "kant-1")]


def test_the_facts_that_all_cases_share_are_told_as_a_change_of_all(rules, files):
    files["cases.yaml"]["base"]["night_care"] = True

    [base] = values_of(rules, files, "cases")

    assert base.part == "base"
    assert "alle prøvesakene" in base.title
    assert "".join(said(base.new, "ins")) == "ja"


def test_a_definition_that_stands_elsewhere_is_told(rules, files):
    rows_in(files, "definitions.yaml").reverse()

    assert [one.kind for one in values_of(rules, files, "definitions")] == ["moved"]


@pytest.mark.parametrize(("lang", "language"), [("nb", "nn"), ("nb", "nb"), ("nn", "nb")])
def test_a_sentence_in_either_language_is_compared_whoever_reads(rules, files, lang, language):
    row_of(files, "definitions.yaml", "grounds")[language] = "Noe helt annet"

    [value] = values_of(rules, files, "definitions", lang)

    assert "helt annet" in "".join(said(value.new, "ins"))


def test_pairs_of_the_order_marks_and_documents_are_told(rules, files):
    gone = rows_in(files, "order.yaml").pop()
    files["marks.yaml"]["marks"]["L"]["nn"] = "Noko anna"
    files["sources.yaml"]["documents"]["extra"] = "Et dokument til"

    found = {table.table: [one.id for one in table.values] for table in differences(rules, files)}

    assert found["order"] == [f"{gone['first']} {gone['then']}"]
    assert (len(found["marks"]), found["sources"]) == (1, ["documents, extra"])


@pytest.mark.parametrize("file", ["cases.yaml", "order.yaml"])
def test_rows_in_another_order_are_never_nothing(rules, files, file):
    rows = rows_in(files, file)
    rows[0], rows[1] = rows[1], rows[0]

    assert values_of(rules, files, file.removesuffix(".yaml"))


def test_a_table_that_says_the_same_in_another_way_is_never_nothing(rules, files):
    row_of(files, "deadline.yaml", "deadline.A/other")["to"] = None

    [table] = differences(rules, files)

    assert (table.table, len(table.values)) == ("deadline", 1)


def test_an_entry_that_is_changed_and_moved_is_told_as_both(rules, files):
    rows_in(files, "definitions.yaml").reverse()
    for row in rows_in(files, "definitions.yaml"):
        row["nn"] = "Noko anna"

    kinds = [one.kind for one in values_of(rules, files, "definitions")]

    assert sorted(kinds) == ["changed", "changed", "moved"]
