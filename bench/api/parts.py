"""The parts of `bench/run api`, in the order in which they run. Each is read when its turn comes."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Final

from bench.figure import Figure
from bench.sizes import Sizes

PARTS: Final = ("queries", "speed")


def measure(part: str, sizes: Sizes) -> Iterator[Figure]:
    """The figures of a part as they are measured."""
    yield from import_module(f"bench.api.{part}").measure(sizes)
