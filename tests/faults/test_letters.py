"""Letters as print files and by digital post, with workers killed at it: each leaves exactly once."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tests.digital_post import DigitalPost, a_digital_post
from tests.faults.site import Site

pytestmark = pytest.mark.slow
FILES, BY_DIGITAL_POST, REFUSED = 300, 40, 5


def letters(site: Site, *groups: dict[str, object]) -> None:
    site.run("tests.faults.load", json.dumps({"letters": list(groups)}))


def files(site: Site, ending: str = "pdf") -> list[Path]:
    return sorted((site.folder / "letters").glob(f"*.{ending}"))


def left(site: Site, channel: str) -> int:
    """How many of the channel's letters have left the house."""
    states = "('sent', 'delivered', 'opened')"
    asked = f"SELECT count(*) FROM core_message WHERE channel = %s AND status IN {states}"
    return int(site.ask(asked, channel)[0][0])


def each_file_is_there_once_and_whole(site: Site, count: int) -> None:
    rows = {str(one) for (one,) in site.ask("SELECT public_id FROM core_message WHERE channel = 'file'")}
    assert {path.stem for path in files(site)} == rows
    assert len(rows) == count
    for path in files(site):
        told = json.loads(path.with_suffix(".json").read_text())
        assert hashlib.sha256(path.read_bytes()).hexdigest() == told["sha256"]


def test_files_written_by_workers_that_are_killed_three_times_are_there_once_and_whole(site: Site) -> None:
    letters(site, {"count": FILES})
    site.beat()
    for number in (1, 2, 3):
        worker = site.worker(f"worker{number}")
        site.until(lambda: len(files(site)) >= number * 50, "some files")  # noqa: B023 - at once
        site.kill(worker)
        site.clock.jump(minutes=11)
    assert left(site, "file") < FILES, "killed in the middle"
    site.worker("last")
    site.until(lambda: left(site, "file") == FILES, "every file")
    each_file_is_there_once_and_whole(site, FILES)


def test_killed_while_digital_post_was_taking_a_letter_it_is_asked_and_not_sent_again(site: Site) -> None:
    """It has taken the slow one and is late in saying so; those it refuses go on paper, once."""
    with a_digital_post(site.folder, "--slow", "4") as post:
        site.environment |= post.environment
        quick = {"count": BY_DIGITAL_POST, "family_name": "opens", "digital": True}
        slow, refused = quick | {"count": 1, "family_name": "slow"}, quick | {"count": REFUSED}
        letters(site, quick, slow, refused | {"family_name": "reserved"})
        first = site.worker("first")
        site.beat()
        site.until(lambda: len(post.messages()) == BY_DIGITAL_POST + 1, "the slow one taken")
        site.kill(first)
        site.clock.jump(minutes=11)
        site.worker("second")
        site.worker("third")
        site.until(lambda: left(site, "digital") == BY_DIGITAL_POST + 1, "every letter by digital post")
        site.until(lambda: left(site, "file") == REFUSED, "the refused ones on paper")
        each_letter_was_put_once(site, post)
    each_file_is_there_once_and_whole(site, REFUSED)


def each_letter_was_put_once(site: Site, post: DigitalPost) -> None:
    rows = {str(one) for (one,) in site.ask("SELECT public_id FROM core_message WHERE channel = 'digital'")}
    found = post.messages()
    assert {one["id"] for one in found} == rows
    assert len(found) == BY_DIGITAL_POST + 1 + REFUSED
    assert {one["puts"] for one in found} == {1}
    assert sum(one["status"] == "refused" for one in found) == REFUSED
