from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from rve.local.supervisor import Supervisor
from tests.faults.site import Servers, Site, a_copy, loaded
from tests.faults.travel import at

_number = count(1)


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    with Supervisor(tmp_path_factory.mktemp("servers")) as supervisor:
        found = Servers(supervisor)
        loaded(found, tmp_path_factory.mktemp("load"))
        yield found


@pytest.fixture
def site(servers: Servers, tmp_path: Path) -> Iterator[Site]:
    """A Thursday morning at work: nothing is due, nobody works yet, the mail server is open."""
    name = f"site{next(_number)}"
    a_copy(servers, name)
    servers.empty_queue()
    found = Site(servers, tmp_path, name)
    found.clock.set_to(at(5, 3, 10))
    try:
        with found.postman:
            yield found
    finally:
        found.stop()
