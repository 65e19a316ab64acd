"""`manage.py assess` and `manage.py virkedager`, started as others start them:
without database and server.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from deltytelser.catalogue.read import CATALOGUE
from tests.unit.rules.cases import facts_of

ROOT = Path(__file__).parents[3]
GOOD = json.dumps(facts_of("god", {}))


def _manage(*arguments, text=""):
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        input=text.encode(),
        capture_output=True,
        timeout=60,
        check=False,
    )


def test_lines_in_and_out_with_errors_and_blank_lines():
    done = _manage("assess", "-", "--on", "2024-05-31", text=f"\n{GOOD}\nodd\n\n{GOOD}\n")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one.get("reference") for one in found] == ["god", None, "god"]
    assert found[1]["line"] == 3
    assert found[0]["reasons"][-1]["source"]["locator"] == "§ 2-1 b, § 2-2"
    assert done.returncode == 1
    assert b"2 blank lines skipped" in done.stderr


def test_a_batch_without_errors_ends_with_nothing_to_say():
    done = _manage("assess", text=GOOD)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["outcome"] == "granted"


def test_the_virkedag_command_prints_a_date():
    assert _manage("virkedager", "2026-03-27", "10").stdout == b"2026-04-15\n"
    assert _manage("virkedager", "2026-03-27", "10", "--saturday").stdout == b"2026-04-11\n"


def _assess(tmp_path, *arguments, text=GOOD):
    (tmp_path / "in.jsonl").write_text(text, "utf-8")
    out = tmp_path / "out.jsonl"
    call_command("assess", str(tmp_path / "in.jsonl"), "--out", str(out), *arguments)
    return [json.loads(line) for line in out.read_text("utf-8").splitlines()]


def test_a_file_is_written_and_a_folder_or_hash_names_the_rule_set(tmp_path, rules):
    for arguments in (
        (),
        ("--rule-set", str(CATALOGUE)),
        ("--rule-set", rules.hash),
        ("--rule-set", rules.hash[:12]),
    ):
        assert _assess(tmp_path, *arguments)[0]["outcome"] == "granted"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--region", "HSØ"), "for the region HMN"),
        (("--rule-set", "no such folder"), "no folder and no hash"),
        (("--rule-set", "abc"), "no folder and no hash"),
        (("--on", "1999-01-01"), "no law in force"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_any_line(arguments, message, tmp_path):
    with pytest.raises(CommandError, match=message):
        _assess(tmp_path, *arguments)
    assert not (tmp_path / "out.jsonl").exists()


def test_the_input_is_never_overwritten(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_text(GOOD, "utf-8")
    with pytest.raises(CommandError, match="is the file that is read"):
        call_command("assess", str(path), "--out", str(path))
    assert path.read_text("utf-8") == GOOD
    with pytest.raises(CommandError, match="No such file"):
        call_command("assess", str(tmp_path / "nothing"))


def test_a_date_beyond_the_calendar_is_refused():
    with pytest.raises(CommandError, match="9999"):
        call_command("virkedager", "9999-12-30", "10")
