"""Bodies that cannot be read are told so: never a 500, and nothing of them is stored."""

from __future__ import annotations

import json

import pytest

from rve.core.api.parsers import read_json
from rve.core.models import Organisation
from tests.api.test_problems import THINGS, is_problem
from tests.tokens import Client

pytestmark = pytest.mark.urls("tests.api.small")
GOOD = b'{"name": "%s", "number": "710000009"}'

UNREADABLE = {
    "latin-1": GOOD.replace(b"%s", "Ås".encode("latin-1")),
    "utf-16": GOOD.decode().encode("utf-16"),
    "half a character": GOOD.replace(b"%s", rb"\ud800"),
    "half a character in a key": rb'{"\udfff": 1}',
    "an escaped NUL": GOOD.replace(b"%s", rb"a\u0000b"),
    "a raw NUL": GOOD.replace(b"%s", b"a\x00b"),
    "the same key twice": b'{"name": "A", "name": "B", "number": "710000009"}',
    "NaN": b'{"name": NaN}',
    "Infinity": b'{"name": -Infinity}',
    "a number without end": b'{"name": ' + b"9" * 5_000 + b"}",
    "a number beyond bigint": b'{"weight": 99999999999999999999}',
    "an exponent without end": b'{"weight": 1e999}',
    "a hundred thousand brackets": b"[" * 100_000 + b"]" * 100_000,
    "brackets behind a quotation mark": b'{"a": "\\"' + b'", "b": ' + b"[" * 100_000,
    "broken": b'{"name": ',
    "not json": b"name=A&number=1",
    "two values": b"{} {}",
}


def test_a_body_that_cannot_be_read_is_told_so(api: Client) -> None:
    answers = {name: api.post(THINGS, body, key="a") for name, body in UNREADABLE.items()}
    assert [name for name, answer in answers.items() if answer.status_code != 400] == []
    for answer in answers.values():
        is_problem(answer, "unreadable")


OTHER_TYPES = [
    "text/plain",
    "application/xml",
    "",
    "application/x-www-form-urlencoded",
    "application/json; charset=latin-1",
]


def test_another_content_type_is_415(api: Client) -> None:
    for content_type in OTHER_TYPES:
        is_problem(api.post(THINGS, GOOD, key="a", content_type=content_type), "media-type")


def test_ten_megabytes_are_413_and_make_nothing(api: Client) -> None:
    before = Organisation.objects.count()
    is_problem(api.post(THINGS, GOOD.replace(b"%s", b"a" * 10_000_000), key="a"), "too-large")
    assert Organisation.objects.count() == before


def test_whole_characters_beyond_the_first_plane_are_taken() -> None:
    assert read_json(rb'{"a": "\ud83d\ude00"}') == read_json('{"a": "😀"}'.encode())


def test_texts_full_of_brackets_are_no_nesting() -> None:
    sent = {"a": '[{\\"' * 100, "b": [{"c": "]" * 50}] * 50}
    assert read_json(json.dumps(sent).encode()) == sent


def test_a_file_sent_as_form_is_taken_where_it_is_asked_for(api: Client) -> None:
    parts = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\nabc\r\n--x--\r\n'
    form = "multipart/form-data; boundary=x"
    assert api.post("/api/v1/files", parts, key="f", content_type=form).json() == {"size": 3}
    again = api.post("/api/v1/files", parts, key="f", content_type=form)
    assert again["Idempotent-Replay"] == "true"
    other = api.post("/api/v1/files", parts.replace(b"abc", b"abd"), key="f", content_type=form)
    is_problem(other, "key-reused")
    is_problem(
        api.post("/api/v1/files", parts[:40], key="g", content_type="multipart/form-data"), "unreadable"
    )
