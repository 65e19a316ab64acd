from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
PURE = {
    "deltytelser/rules": {"numpy", "deltytelser.rules"},
    "institutions/planning": {"numpy", "scipy", "institutions.planning"},
}
# The clock, files and processes are the callers' business.
NOT_FOR_THE_PURE = {"time", "os", "pathlib", "subprocess", "socket", "random", "io", "shutil"}


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_imports_go_down_only() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("folder", "allowed"), PURE.items())
def test_the_pure_parts_know_nothing_of_django_clocks_or_files(folder: str, allowed: set[str]) -> None:
    for path in (CHECKOUT / folder).rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for name in imported(tree):
            is_ours = any(name == one or name.startswith(f"{one}.") for one in allowed)
            is_standard = name.split(".")[0] in sys.stdlib_module_names - NOT_FOR_THE_PURE
            assert is_ours or is_standard, f"{path.relative_to(CHECKOUT)} imports {name}"
        calls = {
            node.func.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert "open" not in calls, f"{path.relative_to(CHECKOUT)} opens a file"
        told = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)} & {
            "today",
            "now",
            "utcnow",
        }
        assert not told, f"{path.relative_to(CHECKOUT)} reads the clock"


def test_nothing_of_the_local_servers_is_imported_by_what_runs_in_production() -> None:
    for path in CHECKOUT.rglob("*.py"):
        where = path.relative_to(CHECKOUT)
        if (
            where.parts[0] not in {"rve", "deltytelser", "institutions", "referrals"}
            or where.parts[1] == "local"
        ):
            continue
        names = list(imported(ast.parse(path.read_text(encoding="utf-8"))))
        assert not [name for name in names if name.startswith("rve.local")], where
