"""The rule book as pages: the tables of a day, the versions, one beside another."""

from __future__ import annotations

import datetime as dt
import html
import io
import json
import re
import zipfile

import pytest
from django.urls import reverse

from deltytelser.catalogue.compiled import compiled
from deltytelser.catalogue.write import zip_of
from deltytelser.models import RuleSet
from deltytelser.pages.sections import sections_of
from deltytelser.rules.compile import compile_rule_set
from deltytelser.use_cases.drafts import change_row, start_draft
from rve.core import clock

pytestmark = pytest.mark.django_db
SHORTER = dt.date(2027, 1, 1)
QUERIES = 8


@pytest.fixture
def first(world):
    return RuleSet.objects.get(region=world.region)


@pytest.fixture
def marit(client, world):
    client.force_login(world.marit.user)
    return client


@pytest.fixture
def second(world, first):
    """Version 2, written by Marit and approved by Liv: fractures have 10 weeks from 2027."""
    files = json.loads(first.content)
    rows = files["deadline.yaml"]["rows"]
    index = next(i for i, row in enumerate(rows) if row["id"] == "deadline.A/other")
    follower = {**rows[index], "weeks": 10, "from": SHORTER.isoformat()}
    rows[index : index + 1] = [{**rows[index], "to": "2026-12-31"}, follower]
    files["rule_set.yaml"]["version"] = "2"
    rules = compile_rule_set(files)
    RuleSet.objects.filter(pk=first.pk).update(valid_to=SHORTER)
    report = {"findings": [], "figures": {"cases": 84, "cases_held": 84, "second": True}}
    return RuleSet.objects.create(
        region=world.region,
        hash=rules.hash,
        name=rules.id,
        version="2",
        content=rules.content,
        valid_from=SHORTER,
        published_at=clock.now(),
        author=world.marit.user,
        reviewer=world.liv.user,
        based_on=first,
        title="Raskere start ved brudd",
        why="Fristen er kortere i de andre regionene.",
        report=json.dumps(report),
    )


def draft_of_a_change(world, first):
    """A draft of Liv's that changes one row."""
    draft = start_draft(
        based_on=first,
        title="Kortere frist",
        why="Prøve",
        first_day=clock.today() + dt.timedelta(days=30),
        by=world.liv,
        now=clock.now(),
    )
    cells = next(
        row for row in json.loads(draft.content)["deadline.yaml"]["rows"] if row["id"] == "deadline.C"
    )
    changed = {name: value for name, value in cells.items() if name not in ("id", "from", "to")}
    change_row(
        draft=draft,
        file="deadline.yaml",
        row="deadline.C",
        cells={**changed, "weeks": 4},
        by=world.liv,
        now=clock.now(),
        version=draft.version,
    )
    return draft


def words(response):
    text = re.sub(r"<(?:wbr)>", "", response.content.decode())
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", text).split()))


def at(client, name, *args, **query):
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response


def test_a_table_reads_as_phrases_with_what_follows(marit):
    said = words(at(marit, "rules-table", "right.J"))

    assert "J.not_tried" in said
    assert "Delytelse J og kommunale tiltak: ikke prøvd og uklar årsak: nei" in said
    assert "Avslag når kommunen kan" in said
    assert "1677–1689" in said


def test_a_row_has_its_sentence_in_both_languages(marit):
    page = at(marit, "rules-table", "right.J").content.decode()

    assert '<dd lang="nb">Kommunale tiltak er ikke prøvd' in page
    assert '<dd lang="nn">Kommunale tiltak er ikkje prøvde' in page


def test_a_delytelse_shows_the_common_rows_that_may_hold_there(marit):
    common = at(marit, "rules-table", "right.J").context["table"].common

    assert "right.grounds" in {row.id for row in common}
    assert "right.unmapped" not in {row.id for row in common}


def test_only_rows_in_force_on_the_day_are_shown(marit):
    then = at(marit, "rules-table", "gate", on="2023-05-01").context["table"]
    now = at(marit, "rules-table", "gate").context["table"]

    assert "gate.work_before_2024" in {row.id for row in then.rows}
    assert "gate.work_before_2024" not in {row.id for row in now.rows}
    assert now.hidden == 1


def test_rows_no_longer_in_force_are_shown_with_words_when_asked_for(marit):
    said = words(at(marit, "rules-table", "gate", all="1"))

    assert "gate.work_before_2024" in said
    assert "31. des. 2023" in said


def test_before_the_first_day_there_are_no_rules(marit, first):
    page = at(marit, "rules", on="2017-12-31")

    assert page.context["version"] is None
    assert f"?on={first.valid_from.isoformat()}" in page.content.decode()


def test_a_day_that_is_none_is_read_as_today(marit):
    assert at(marit, "rules", on="i går").context["on"] == clock.today()


def test_every_section_opens_in_every_language(marit, first):
    keys = [one.key for one in sections_of(compiled(first), on=clock.today(), everything=True, lang="nb")]
    assert {"settings", "definitions", "questions", "laws", "right.J"} <= set(keys)
    for language in ("nb", "nn", "en"):
        marit.cookies["language"] = language
        for key in keys:
            assert at(marit, "rules-table", key, all="1").context["section"].key == key


def test_the_list_of_tables_counts_the_rows_in_force(marit):
    views = {view["label"]: view["number"] for view in at(marit, "rules").context["views"]}

    assert views["Rett, J muskelsmerte"] == 3
    assert views["Mottak"] == 3


def test_a_table_that_is_none_is_not_found(marit):
    assert marit.get(reverse("rules-table", args=["right.Z"])).status_code == 404


def test_the_next_version_is_shown_from_its_first_day(marit, second):
    assert at(marit, "rules", on="2026-12-31").context["version"].version == "1"
    assert at(marit, "rules", on="2027-01-01").context["version"] == second


def test_versions_tell_who_and_why_and_what_the_checks_found(marit, second):
    page = at(marit, "rules-versions")
    said = words(page)

    assert [one.row.version for one in page.context["versions"]] == ["2", "1"]
    assert "Raskere start ved brudd" in said
    assert "Marit" in said
    assert "Liv" in said
    assert page.context["versions"][0].bad == []


def test_one_version_opens_on_a_day_that_it_is_in_force(marit, second):
    page = at(marit, "rules-version", second.hash, table="deadline")

    assert page.context["on"] == SHORTER
    assert any("84" in count.value for count in page.context["counts"])
    assert "10 uker" in words(page)


def test_the_download_is_the_yaml_of_the_version(marit, first):
    answer = at(marit, "rules-download", first.hash)

    assert answer.content == zip_of(json.loads(first.content))
    assert "deadline.yaml" in zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert f"{first.hash[:8]}.zip" in answer["Content-Disposition"]


def test_what_a_version_changed_is_one_row_with_both_deadlines(marit, second, first):
    page = at(marit, "rules-compare", a=first.hash, b=second.hash)

    [table] = page.context["tables"]
    [row] = table.rows
    assert (row.id, row.effect_old, row.effect_new) == ("deadline.A/other", "12 uker", "10 uker")
    assert "<del>12</del>" in page.content.decode()
    assert "<ins>10</ins>" in page.content.decode()


def test_without_names_the_newest_is_compared_with_the_one_before(marit, second, first):
    page = at(marit, "rules-compare")

    assert (page.context["old"].thing, page.context["new"].thing) == (first, second)


def test_a_version_does_not_differ_from_itself(marit, first):
    assert at(marit, "rules-compare", a=first.hash, b=first.hash).context["tables"] == []


def test_with_one_version_there_is_nothing_to_compare(marit):
    assert "tables" not in at(marit, "rules-compare").context


def test_a_draft_can_be_compared_by_those_who_write(marit, world, first):
    draft = draft_of_a_change(world, first)

    page = at(marit, "rules-compare", a=first.hash, b=str(draft.public_id))

    assert [table.key for table in page.context["tables"]] == ["deadline"]


def test_a_draft_is_not_there_for_those_who_only_read(client, world, first):
    draft = draft_of_a_change(world, first)
    client.force_login(world.ingrid.user)

    answer = client.get(reverse("rules-compare"), {"a": first.hash, "b": str(draft.public_id)})

    assert answer.status_code == 404


def test_a_row_that_a_draft_changes_is_marked(marit, world, first):
    draft_of_a_change(world, first)

    rows = at(marit, "rules-table", "deadline").context["table"].rows
    marked = {row.id for row in rows if row.tags}

    assert marked == {"deadline.C"}


def test_another_regions_version_is_not_found(client, world, first):
    client.force_login(world.bo_elsewhere.user)

    for name in ("rules-version", "rules-download"):
        assert client.get(reverse(name, args=[first.hash])).status_code == 404
    assert client.get(reverse("rules-compare"), {"a": first.hash}).status_code == 404


@pytest.mark.parametrize("table", ["map", "right.common", "level", "settings"])
def test_a_page_takes_as_many_queries_whatever_it_shows(
    marit, world, first, table, django_assert_max_num_queries
):
    with django_assert_max_num_queries(QUERIES):
        at(marit, "rules-table", table)
    for _ in range(3):
        draft_of_a_change(world, first)
    with django_assert_max_num_queries(QUERIES):
        at(marit, "rules-table", table, all="1")


def test_comparing_takes_as_many_queries_with_more_versions(
    marit, first, second, django_assert_max_num_queries
):
    with django_assert_max_num_queries(QUERIES):
        at(marit, "rules-compare")
    with django_assert_max_num_queries(QUERIES):
        at(marit, "rules-versions")
