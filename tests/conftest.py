from __future__ import annotations

from collections.abc import Iterator, Sequence

import pgtrigger
import pytest
from django.db.backends.postgresql.operations import DatabaseOperations
from django.utils import translation

_flush = DatabaseOperations.execute_sql_flush


def _flush_with_history(self: DatabaseOperations, statements: Sequence[str]) -> None:
    """History refuses to be emptied: its triggers rest while a test database is."""
    with pgtrigger.ignore():
        _flush(self, statements)


DatabaseOperations.execute_sql_flush = _flush_with_history  # type: ignore[method-assign,assignment]


@pytest.fixture(autouse=True)
def in_bokmal() -> Iterator[None]:
    """A request leaves its language behind in the thread: every test begins with the product's own."""
    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture
def committed_db(transactional_db: None) -> None:
    """A database whose rows other connections see."""
