"""The product's Celery application with one task more, which does nothing: what a task costs by itself."""

from __future__ import annotations

from bench.clocks.queue import NOTHING
from rve.celery import app


@app.task(name=NOTHING)
def nothing() -> None:
    """As bare as a task can be."""
