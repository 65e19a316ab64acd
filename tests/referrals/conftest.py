from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from rve.core.policies import Actor
from tests.people import NOW, World, a_region


@pytest.fixture
def now() -> dt.datetime:
    return NOW


@pytest.fixture
def world(db: None) -> World:
    return a_region()


@pytest.fixture
def committed(committed_db: None) -> World:
    """The region, visible to other connections."""
    return a_region()


@pytest.fixture(autouse=True)
def folders(settings: Any, tmp_path: Path) -> Path:
    """Letters and e-mails of a test stay in its own folder and memory."""
    settings.LETTER_FOLDER = str(tmp_path / "letters")
    settings.MESSAGE_FOLDER = str(tmp_path / "messages")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return tmp_path


@pytest.fixture
def kari(world: World) -> Actor:
    return world.kari


@pytest.fixture
def ingrid(world: World) -> Actor:
    return world.ingrid


@pytest.fixture
def liv(world: World) -> Actor:
    return world.liv


@pytest.fixture
def marit(world: World) -> Actor:
    return world.marit


@pytest.fixture
def gro(world: World) -> Actor:
    return world.gro
