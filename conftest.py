import os

import pytest

from rve.env import local_addresses


def pytest_configure(config: pytest.Config) -> None:
    # The tests empty queues and databases: never those of a demo that happens to run here.
    if "DATABASE_URL" not in os.environ and local_addresses():
        pytest.exit("A demo is running in this checkout. Use bin/test, which brings servers of its own.", 4)
