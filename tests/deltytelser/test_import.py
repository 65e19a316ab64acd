from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from deltytelser.catalogue.write import yaml_files
from deltytelser.models import RuleDraft, RuleSet
from deltytelser.use_cases.draft_import import import_draft
from deltytelser.use_cases.rule_sets import import_first
from rve.core import clock
from rve.core.errors import DomainError
from rve.core.models import Region
from tests.deltytelser.rule_drafts import FIRST_DAY, newest
from tests.people import NOW, World


def files_of(world: World) -> dict[str, Any]:
    files: dict[str, Any] = json.loads(newest(world).content)
    return files


def brought_in(world: World, files: dict[str, Any], **changed: Any) -> RuleDraft:
    said: dict[str, Any] = {"region": world.region, "by": world.marit, "first_day": FIRST_DAY}
    return import_draft(**said | changed, files=files, title="Fra nabo", why="Samarbeid.", now=NOW)


def test_what_is_imported_is_a_draft_of_the_newest_version(world: World) -> None:
    files = files_of(world)
    files["deadline.yaml"]["rows"][0]["weeks"] = 3
    draft = brought_in(world, files)
    assert (draft.state, draft.based_on, json.loads(draft.content)) == ("open", newest(world), files)


def test_a_fault_is_told_with_file_row_and_cell(world: World) -> None:
    files = files_of(world)
    files["gate.yaml"]["rows"][1]["nb"] = ""
    with pytest.raises(DomainError) as caught, translation.override("en"):
        brought_in(world, files)
    assert caught.value.message.startswith("gate.yaml, row gate.obesity, cell nb: ")
    assert caught.value.field == "nb"


@pytest.mark.parametrize(("name", "value"), [("region", "HV"), ("areas", ["HMR", "HNT", "BER"])])
def test_another_regions_rule_set_is_refused_in_words(world: World, name: str, value: object) -> None:
    files = files_of(world)
    files["rule_set.yaml"][name] = value
    if name == "areas":
        files["labels.yaml"]["areas"]["BER"] = {"nb": "Bergen", "nn": "Bergen"}
        for rows in (file["rows"] for file in files.values() if "rows" in file):
            for row in rows:
                if "STO" in row.get("when", {}).get("area", []):
                    row["when"]["area"] = ["BER"]
    with pytest.raises(DomainError) as caught:
        brought_in(world, files)
    assert caught.value.field == name


def test_a_file_that_is_no_part_of_a_rule_set_is_refused(world: World) -> None:
    with pytest.raises(DomainError) as caught:
        brought_in(world, files_of(world) | {"notes.yaml": {"rows": []}})
    assert caught.value.message.startswith("notes.yaml")


def test_nobody_imports_into_another_region(world: World) -> None:
    with pytest.raises(DomainError) as caught:
        brought_in(world, files_of(world), by=world.bo_elsewhere)
    assert caught.value.status == 404


def test_an_assessor_does_not_import(world: World) -> None:
    with pytest.raises(DomainError) as caught:
        brought_in(world, files_of(world), by=world.ingrid)
    assert caught.value.status == 403


def test_a_region_without_rules_has_nothing_to_follow(world: World) -> None:
    elsewhere = world.bo_elsewhere
    with pytest.raises(DomainError) as caught:
        brought_in(world, files_of(world), by=elsewhere, region=elsewhere.region)
    assert caught.value.status == 409


def written(world: World, folder: Path, weeks: int) -> Path:
    files = files_of(world)
    files["deadline.yaml"]["rows"][0]["weeks"] = weeks
    for name, text in yaml_files(files).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text)
    return folder


def command(source: Path, world: World, *, by: str = "") -> None:
    first_day = clock.today() + dt.timedelta(days=30)
    about = ["--title", "T", "--why", "W", "--first-day", first_day.isoformat()]
    call_command("import_rule_set", str(source), *about, "--by", by or world.marit.user.username)


def test_a_folder_is_imported_as_a_draft(world: World, tmp_path: Path) -> None:
    command(written(world, tmp_path, 3), world)
    draft = RuleDraft.objects.get()
    assert json.loads(draft.content)["deadline.yaml"]["rows"][0]["weeks"] == 3


def test_the_command_names_the_fault(world: World, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"deadline\.yaml, .*deadline\.A/multitrauma, .*weeks"):
        command(written(world, tmp_path, 0), world)


@pytest.mark.parametrize("by", ["nobody", "ingrid"])
def test_the_command_needs_somebody_who_may(world: World, tmp_path: Path, by: str) -> None:
    with pytest.raises(CommandError):
        command(
            written(world, tmp_path, 3), world, by="nobody" if by == "nobody" else world.ingrid.user.username
        )
    assert not RuleDraft.objects.exists()


def test_the_shipped_rule_set_is_published_once_without_an_author(db: None) -> None:
    region = Region.objects.create(code="HMN", name="Helse Midt-Norge")
    first = import_first(region=region, now=NOW)
    assert first is not None
    assert (first.author, first.reviewer) == (None, None)
    assert import_first(region=region, now=NOW) is None
    assert RuleSet.objects.count() == 1
