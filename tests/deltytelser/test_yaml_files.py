"""A rule set out as YAML and in again: the same bytes, the same hash."""

from __future__ import annotations

import io
import json
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from deltytelser.catalogue.parse import LARGEST_NUMBER, LONGEST_NAME, parse_yaml
from deltytelser.catalogue.read import load_rule_set
from deltytelser.catalogue.write import read_zip, yaml_files, zip_of
from deltytelser.rules.compile import canonical, compile_rule_set
from tests.deltytelser.rule_drafts import a_published, newest
from tests.people import World

TEXT = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]) | st.just("\n"), max_size=60)
LIKE_YAML = st.sampled_from(
    [
        *(
            "no",
            "Yes",
            "null",
            "~",
            "2026-05-01",
            "1:30",
            "0x1F",
            "1e3",
            ".5",
            "- a",
            "a: b",
            "a #b",
            "'",
            '"',
        ),
        *(
            "{a}",
            "[a]",
            "&a",
            "*a",
            "!t",
            "%",
            "@",
            "`",
            "|",
            ">",
            "?",
            "=",
            "<<",
            "---",
            "...",
            "",
            " a",
            "a ",
        ),
    ]
)
WORD = TEXT | LIKE_YAML
NAME = WORD.filter(lambda name: len(name) <= LONGEST_NAME)
LEAF = WORD | st.integers(-LARGEST_NUMBER, LARGEST_NUMBER) | st.booleans() | st.none()
CELL = st.recursive(
    LEAF,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAME, inner, max_size=4),
    max_leaves=12,
)


@cache
def shipped() -> dict[str, Any]:
    files: dict[str, Any] = json.loads(load_rule_set().content)
    return files


def read_again(files: dict[str, bytes]) -> dict[str, Any]:
    return {name: parse_yaml(text, name) for name, text in files.items()}


def test_the_shipped_catalogue_keeps_its_hash_and_its_bytes() -> None:
    rules = load_rule_set()
    out = yaml_files(rules.content)
    again = compile_rule_set(read_again(out))
    assert again.hash == rules.hash
    assert yaml_files(again.content) == out


@settings(max_examples=60, deadline=None)
@given(edits=st.lists(st.tuples(st.integers(0, 500), NAME, CELL), min_size=1, max_size=5))
def test_any_edit_keeps_its_content_and_its_bytes(edits: list[tuple[int, str, Any]]) -> None:
    files = {"stay.yaml": json.loads(json.dumps(shipped()["stay.yaml"]))}
    rows = files["stay.yaml"]["rows"]
    for number, name, value in edits:
        rows[number % len(rows)][name] = value
    out = yaml_files(canonical(files))
    again = canonical(read_again(out))
    assert again == canonical(files)
    assert yaml_files(again) == out


def test_a_row_reads_as_a_clinician_would_write_it() -> None:
    text = yaml_files(shipped())["gate.yaml"].decode()
    assert text.startswith(
        "table: gate\nstage: 1\nrows:\n"
        "  - id: gate.other_region\n"
        "    from: 2018-01-01\n"
        "    when: {area: [none], assessed_here_by_choice: no}\n"
        "    redirect_to: other_region\n"
        '    source: {document: pbrl, locator: "§ 2-4 første ledd"}\n'
        "    nb: Pasienten bor i en annen helseregion og har ikke valgt å bli vurdert her."
    )


def test_sentences_are_on_one_line_and_not_escaped() -> None:
    text = yaml_files(shipped())["definitions.yaml"].decode()
    assert "høy kompleksitet sammen med bredt tverrfaglig team; spisskompetanse; intensitet ut over" in text


def test_the_zip_file_has_the_same_bytes_each_time() -> None:
    packed = zip_of(shipped())
    assert packed == zip_of(canonical(shipped()))
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.namelist() == sorted(shipped())
    assert canonical(read_zip(packed)) == canonical(shipped())


def test_a_zip_file_of_the_whole_folder_is_read_too() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in yaml_files(shipped()).items():
            archive.writestr(f"regelverk/{name}", text)
        archive.writestr("__MACOSX/regelverk/._gate.yaml", b"\0")
    assert canonical(read_zip(packed.getvalue())) == canonical(shipped())


def test_a_published_version_is_exported_and_reads_as_the_same(world: World, tmp_path: Path) -> None:
    published = a_published(world)
    call_command("export_rule_set", published.hash[:12], str(tmp_path / "ut"))
    assert load_rule_set(tmp_path / "ut").hash == published.hash


def test_a_folder_with_something_in_it_is_left_alone(world: World, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("viktig")
    with pytest.raises(CommandError):
        call_command("export_rule_set", newest(world).hash, str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("folder", ["mine.txt/ut", "x" * 300])
def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(
    world: World, tmp_path: Path, folder: str
) -> None:
    (tmp_path / "mine.txt").write_text("viktig")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_rule_set", newest(world).hash, str(tmp_path / folder))
