"""A change needs the version that was read; a read tells its version."""

from __future__ import annotations

import pytest

from rve.core.models import Organisation
from tests.api.test_problems import THINGS, is_problem
from tests.people import World
from tests.tokens import Client

pytestmark = pytest.mark.urls("tests.api.small")


@pytest.fixture
def address(world: World) -> str:
    Organisation.objects.filter(pk=world.practice.pk).update(version=3)
    return f"{THINGS}/{world.practice.public_id}"


def test_a_change_with_the_version_that_was_read_is_made(api: Client, address: str) -> None:
    tag = api.get(address)["ETag"]
    answer = api.patch(address, {"name": "New"}, if_match=tag)
    assert (tag, answer.status_code, answer["ETag"]) == ('"3"', 200, '"4"')


def test_without_a_version_nothing_is_changed(api: Client, address: str) -> None:
    for header in [None, "*", " "]:
        is_problem(api.patch(address, {"name": "New"}, if_match=header), "version-missing")

    @pytest.mark.parametrize(
        "header", ['"2"', 'W/"3"', "3", '"3', '"x"', '"99999999999999999999"', '"٣"', '"2", W/"3"']
    )
    def test_another_version_a_weak_one_or_no_tag_is_412(header: str, api: Client, address: str) -> None:
        is_problem(api.patch(address, {"name": "New"}, if_match=header), "stale")

    def test_of_several_versions_the_one_there_now_counts(api: Client, address: str) -> None:
        assert api.patch(address, {"name": "New"}, if_match='"1", "3", "2"').status_code == 200

    @pytest.mark.parametrize("header", ['"3"', 'W/"3"', '"1", "3"', "*"])
    def test_who_has_the_version_gets_304_without_a_body(header: str, api: Client, address: str) -> None:
        answer = api.get(address, HTTP_IF_NONE_MATCH=header)
        assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", '"3"')

    def test_who_has_another_version_gets_it_whole(api: Client, address: str) -> None:
        assert api.get(address, HTTP_IF_NONE_MATCH='"2"').json()["version"] == 3

    def test_one_of_several_scopes_is_enough_and_a_star_takes_any(world: World, address: str) -> None:
        other = Client(world.practice, "complaints:read")
        assert other.get(address).status_code == 200
        assert other.patch(address, {"name": "New"}, if_match=3).status_code == 200
