"""What the stand-in knows, in a SQLite file: a kill loses nothing. No identity number is kept."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_TABLE = """
CREATE TABLE IF NOT EXISTS message (
    id TEXT PRIMARY KEY, content TEXT NOT NULL, title TEXT NOT NULL, code TEXT NOT NULL,
    puts INTEGER NOT NULL, taken_at REAL NOT NULL, delivered_at REAL, opened_at REAL, notices TEXT NOT NULL
)
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """One message; moments in seconds since 1970, those to come included."""

    id: str
    content: str
    title: str
    code: str
    puts: int
    taken_at: float
    delivered_at: float | None
    opened_at: float | None
    notices: str

    def status(self, now: float) -> str:
        if self.code:
            return "refused"
        if self.opened_at is not None and self.opened_at <= now:
            return "opened"
        return "delivered" if self.delivered_at is not None and self.delivered_at <= now else "accepted"


class Store:
    """One connection for each piece of work, so that every thread and every restart sees the same."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._open() as database:
            database.execute("PRAGMA journal_mode=WAL")
            database.execute(_TABLE)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        database = sqlite3.connect(self._path, timeout=10, isolation_level="IMMEDIATE")
        try:
            with database:
                yield database
        finally:
            database.close()

    def find(self, message_id: str) -> Kept | None:
        with self._open() as database:
            row = database.execute("SELECT * FROM message WHERE id = ?", [message_id]).fetchone()
        return Kept(*row) if row else None

    def every(self) -> list[Kept]:
        with self._open() as database:
            return [
                Kept(*row) for row in database.execute("SELECT * FROM message ORDER BY taken_at DESC, id")
            ]

    def put(self, kept: Kept) -> Kept:
        """The first one of an id stays; each further one is counted. What is there now."""
        with self._open() as database:
            database.execute(
                "INSERT INTO message VALUES (?, ?, ?, ?, 0, ?, ?, ?, '') ON CONFLICT (id) DO NOTHING",
                [
                    kept.id,
                    kept.content,
                    kept.title,
                    kept.code,
                    kept.taken_at,
                    kept.delivered_at,
                    kept.opened_at,
                ],
            )
            database.execute("UPDATE message SET puts = puts + 1 WHERE id = ?", [kept.id])
            row = database.execute("SELECT * FROM message WHERE id = ?", [kept.id]).fetchone()
        return Kept(*row)

    def open_by_hand(self, message_id: str) -> bool:
        """The recipient reads it now; False when there is no such letter to read."""
        now = time.time()
        with self._open() as database:
            done = database.execute(
                "UPDATE message SET delivered_at = MIN(delivered_at, ?), opened_at = ?"
                " WHERE id = ? AND code = ''",
                [now, now, message_id],
            )
        return bool(done.rowcount)

    def notify(self, message_id: str, notice_id: str) -> bool:
        """The recipient is told once more that a letter waits; the same notice twice is one."""
        with self._open() as database:
            row = database.execute("SELECT notices FROM message WHERE id = ?", [message_id]).fetchone()
            if row is None:
                return False
            told = dict.fromkeys([*row[0].split(), notice_id])
            database.execute("UPDATE message SET notices = ? WHERE id = ?", [" ".join(told), message_id])
        return True
