"""What comes from outside is refused with the file, the row and the cell named, and never breaks anything."""

from __future__ import annotations

import io
import json
import tracemalloc
import zipfile
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deltytelser.catalogue.parse import MOST_BYTES, parse_yaml
from deltytelser.catalogue.read import load_rule_set
from deltytelser.catalogue.whole import compile_whole
from deltytelser.catalogue.write import read_zip, yaml_files
from deltytelser.rules.errors import CatalogueError

LAUGHS = b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
    f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n".encode()
    for old, new in zip("abcdefg", "bcdefgh", strict=True)
)


@cache
def _shipped() -> str:
    return load_rule_set().content


def shipped() -> dict[str, Any]:
    files: dict[str, Any] = json.loads(_shipped())
    return files


def row(files: dict[str, Any], file: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(raw for raw in files[file]["rows"] if raw["id"] == name)
    return found


def place(caught: pytest.ExceptionInfo[CatalogueError]) -> tuple[str | None, str | None, str | None]:
    return caught.value.file, caught.value.row, caught.value.cell


@pytest.mark.parametrize(
    ("file", "name", "cells", "cell"),
    [
        ("gate.yaml", "gate.obesity", {"redirect_to": "the_moon"}, "redirect_to"),
        ("gate.yaml", "gate.lipoedema", {"when": {"ticked": ["nonsense"]}}, "ticked"),
        ("gate.yaml", "gate.lipoedema", {"when": {"nonsense": ["lipoedema"]}}, "nonsense"),
        ("deadline.yaml", "deadline.C", {"weeks": 10**9}, "weeks"),
        ("deadline.yaml", "deadline.C", {"weeks": True}, "weeks"),
        ("deadline.yaml", "deadline.C", {"source": None}, "source"),
        ("deadline.yaml", "deadline.C", {"source": []}, "source"),
        ("deadline.yaml", "deadline.C", {"source": {"document": ["pbrl"], "linje": "1"}}, "source"),
        ("deadline.yaml", "deadline.C", {"from": None}, "from"),
        ("deadline.yaml", "deadline.C", {"from": "2026-13-45"}, "from"),
        ("deadline.yaml", "deadline.C", {"to": "2017-12-31"}, "to"),
        ("deadline.yaml", "deadline.C", {"nb": " "}, "nb"),
        ("deadline.yaml", "deadline.C", {"nn": "{weeeks}"}, "nn"),
        ("laws.yaml", "law/2001", {"to": "2024-05-30"}, "from"),
        ("laws.yaml", "law/2024", {"to": "2030-12-31"}, "to"),
        ("reasons.yaml", "clock", {"to": "2030-12-31"}, "to"),
        ("definitions.yaml", "grounds", {"grounds": [["luck"]]}, "grounds"),
    ],
)
def test_a_row_that_cannot_be_is_named(file: str, name: str, cells: dict[str, Any], cell: str) -> None:
    files = shipped()
    wrong = row(files, file, name)
    wrong.update(cells)
    with pytest.raises(CatalogueError) as caught:
        compile_whole(files)
    named = place(caught)
    assert (named[0], named[2]) == (file, cell)
    assert named[1] in {name, "law/2024"}


def test_a_setting_with_a_last_day_is_refused() -> None:
    files = shipped()
    files["settings.yaml"]["settings"]["early_days"][0]["to"] = "2020-01-01"
    with pytest.raises(CatalogueError) as caught:
        compile_whole(files)
    assert place(caught) == ("settings.yaml", "early_days", "to")


def test_a_setting_that_begins_after_the_rules_is_refused() -> None:
    files = shipped()
    files["settings.yaml"]["settings"]["early_days"][0]["from"] = "2020-01-01"
    with pytest.raises(CatalogueError) as caught:
        compile_whole(files)
    assert place(caught) == ("settings.yaml", "early_days", "from")


def test_a_hole_in_a_table_is_refused() -> None:
    files = shipped()
    files["work.yaml"]["rows"][0]["to"] = "2019-12-31"
    files["work.yaml"]["rows"].append(
        files["work.yaml"]["rows"][0] | {"from": "2020-02-01", "to": "2030-01-01"}
    )
    with pytest.raises(CatalogueError, match="2020-01-01 to 2020-01-31"):
        compile_whole(files)


def test_an_order_in_a_circle_is_refused() -> None:
    files = shipped()
    ids = ["deadline.A/multitrauma", "deadline.A/complex", "deadline.A/other"]
    pairs = zip(ids, [*ids[1:], ids[0]], strict=True)
    files["order.yaml"] = {
        "table": "order",
        "rows": [{"first": first, "then": then} for first, then in pairs],
    }
    with pytest.raises(CatalogueError) as caught:
        compile_whole(files)
    assert caught.value.file == "order.yaml"
    assert caught.value.row in ids


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (LAUGHS, ("f.yaml", None, "b")),
        (b"rows:\n  - id: x\n    when: &w {one_of: [*w]}\n", ("f.yaml", "x", "when")),
        (b"rows:\n  - &r {id: x, nb: *r}\n", ("f.yaml", "x", "nb")),
        (b"rows:\n  - id: x\n    weeks: !!python/object/apply:os.system [id]\n", ("f.yaml", "x", "weeks")),
        (b"rows:\n  - id: x\n    weeks: " + b"[" * 5000, ("f.yaml", "x", "weeks")),
        (b"rows:\n  - id: x\n    weeks: 1.5\n", ("f.yaml", "x", "weeks")),
        (b"rows:\n  - id: x\n    weeks: 99999999\n", ("f.yaml", "x", "weeks")),
        (b'rows:\n  - id: x\n    nb: "\\a"\n', ("f.yaml", "x", "nb")),
        (b"rows:\n  - id: x\n    at: 2026-01-01T10:00:00\n", ("f.yaml", "x", "at")),
        (b"rows:\n  - id: x\n    when: {no: 1}\n", ("f.yaml", "x", "when")),
        (b"a: 1\na: 2\n", ("f.yaml", None, None)),
        (b"? [a]\n: 1\n", ("f.yaml", None, None)),
        (b"<<: {a: 1}\n", ("f.yaml", None, None)),
        (b"a: [1\n", ("f.yaml", None, None)),
        (b"a: 1\n---\nb: 1\n", ("f.yaml", None, None)),
        (b"\xff\xfe\x00", ("f.yaml", None, None)),
        (b"a: \x00", ("f.yaml", None, None)),
        (b"#" * (MOST_BYTES + 1), ("f.yaml", None, None)),
    ],
)
def test_a_file_that_is_no_table_is_refused_where_it_is_wrong(text: bytes, named: tuple[Any, ...]) -> None:
    with pytest.raises(CatalogueError) as caught:
        parse_yaml(text, "f.yaml")
    assert place(caught) == named


def zipped(files: dict[str, bytes], **more: Any) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, **more) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.yaml",
        "/etc/a.yaml",
        "a/b/c.yaml",
        "..\\a.yaml",
        "a.yml",
        ".yaml",
        "æ.yaml",
        "a.yaml/",
    ],
)
def test_a_path_that_is_not_ours_is_refused(name: str) -> None:
    with pytest.raises(CatalogueError):
        read_zip(zipped({name: b"a: 1"}))


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = zipped({"gate.yaml": b" " * 300_000_000})
    tracemalloc.start()
    with pytest.raises(CatalogueError) as caught:
        read_zip(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert caught.value.file == "gate.yaml"
    assert peak < 20_000_000


def test_many_large_files_are_refused() -> None:
    with pytest.raises(CatalogueError):
        read_zip(zipped({f"t{number}.yaml": b"#" * 999_999 for number in range(90)}))


def test_too_many_files_are_refused() -> None:
    with pytest.raises(CatalogueError):
        read_zip(zipped({f"t{number}.yaml": b"a: 1" for number in range(101)}))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_is_twice_in_the_zip_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("gate.yaml", b"a: 1")
        archive.writestr("gate.yaml", b"a: 2")
    with pytest.raises(CatalogueError) as caught:
        read_zip(packed.getvalue())
    assert caught.value.file == "gate.yaml"


@pytest.mark.parametrize("data", [b"", b"PK", b"rows: []", zipped({"gate.yaml": b"a: 1"})[:-20]])
def test_what_is_no_zip_file_is_refused(data: bytes) -> None:
    with pytest.raises(CatalogueError):
        read_zip(data)


@settings(max_examples=40, deadline=None)
@given(at=st.integers(0, 2000), byte=st.integers(0, 255))
def test_a_zip_file_with_a_wrong_byte_is_read_or_refused(at: int, byte: int) -> None:
    data = bytearray(zipped({"gate.yaml": yaml_files(_shipped())["gate.yaml"]}))
    data[at % len(data)] = byte
    try:
        read_zip(bytes(data))
    except CatalogueError:
        return


JUNK = st.sampled_from(
    [None, True, 0, -1, "", "x", [], {}, [[]], [{}], [None], {"a": 1}, ["x", 1], "2026-13-01"]
)


def _spots(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(spot for name, one in inner for spot in _spots(one, (*path, name)))]


@cache
def spots() -> list[tuple[Any, ...]]:
    return [spot for spot in _spots(shipped()) if spot]


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_a_rule_set_with_any_value_wrong_compiles_or_is_refused(data: st.DataObject) -> None:
    files = shipped()
    *path, last = data.draw(st.sampled_from(spots()))
    group: Any = files
    for name in path:
        group = group[name]
    group[last] = data.draw(JUNK)
    try:
        compile_whole(files)
    except CatalogueError as error:
        assert error.file
