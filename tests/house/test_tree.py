from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

from tests.house.tree import files, text

# Machine paths, neighbours of the checkout, registries and notes to self; this file itself is free of them.
FORBIDDEN = re.compile(
    r"(^|[^a-z])/(work|farm)/|\.\./shared|pythonhos[t]ed|py[p]i\.or[g]|npm[j]s\.or[g]|TOD[O]|FIXM[E]|XX[X]",
    re.IGNORECASE,
)
BINARY = {".png", ".jpg", ".ico", ".woff2", ".ttf", ".otf", ".pdf", ".mo", ".gz", ".npz", ".svg"}
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_TEMPLATE = 300, 50, 120


def python_files() -> list[Path]:
    return [path for path in files("*.py") if "migrations" not in path.parts and path.parts[0] != "tests"]


def test_no_word_that_should_not_be_in_the_project() -> None:
    found = [
        f"{path}:{number}: {line.strip()[:100]}"
        for path in files()
        if path.suffix not in BINARY and "vendor" not in path.parts
        for number, line in enumerate(text(path).splitlines(), 1)
        if FORBIDDEN.search(line)
    ]
    assert found == []


def test_no_lock_file_records_where_packages_were_fetched() -> None:
    assert [path for path in files("*.lock") if "://" in text(path)] == []
    assert list(files("uv.lock", "package-lock.json")) == []


def test_files_are_short() -> None:
    assert [path for path in python_files() if text(path).count("\n") > LONGEST_FILE] == []


def test_functions_are_short() -> None:
    long = [
        f"{path}:{node.name}"
        for path in python_files()
        for node in ast.walk(ast.parse(text(path)))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


def test_templates_are_short() -> None:
    assert [path for path in files("templates/*.html") if text(path).count("\n") > LONGEST_TEMPLATE] == []


def test_no_template_carries_styles_or_handlers_of_its_own() -> None:
    own = re.compile(r"\sstyle=|\son[a-z]+=[\"']")
    assert [path for path in files("templates/*.html") if own.search(text(path))] == []


def test_no_module_without_a_noun() -> None:
    nameless = {"utils.py", "helpers.py", "services.py", "managers.py", "common.py", "misc.py"}
    assert [path for path in python_files() if path.name in nameless] == []


def test_every_dependency_says_what_it_is_for() -> None:
    project = text(Path("pyproject.toml"))
    declared = tomllib.loads(project)["project"]
    every = declared["dependencies"] + [
        name for names in declared["optional-dependencies"].values() for name in names
    ]
    silent = [name for name in every if not re.search(rf'"{re.escape(name)}",\s*# \S', project)]
    assert silent == []


def test_every_dependency_is_locked() -> None:
    declared = tomllib.loads(text(Path("pyproject.toml")))["project"]
    for lock, names in {
        "requirements.lock": declared["dependencies"],
        "requirements-dev.lock": declared["dependencies"] + declared["optional-dependencies"]["dev"],
    }.items():
        locked = set(re.findall(r"^([\w.-]+)==", text(Path(lock)), re.MULTILINE))
        wanted = {re.split(r"[^\w.-]", name.lower())[0] for name in names}
        assert wanted - {name.lower() for name in locked} == set()
