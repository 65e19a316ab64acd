"""Answers a stream of JSON lines on all processors, in the order of the stream."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from typing import BinaryIO

from deltytelser.rules.batch import Answers, Engine, answer_lines

CHUNK = 250
# Below this, starting the workers takes longer than the work.
ALONE = 1000
# A referral is a few kilobytes. A longer line is answered with an error and not kept in memory.
LONGEST_LINE = 10_000_000
_TOO_LONG = b"a line too long to be read"

Chunk = tuple[int, list[bytes]]  # number of the first line, lines
_engines: list[Engine] = []


def read_lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream, without a byte order mark before the first."""
    first = True
    while line := stream.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            while (rest := stream.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                pass
            line = _TOO_LONG
        yield line.removeprefix(b"\xef\xbb\xbf") if first else line
        first = False


def answer_stream(stream: BinaryIO, engine: Engine, workers: int | None = None) -> Iterator[Answers]:
    """Answers chunk by chunk. `workers`: processes to use, all processors when None."""
    lines = read_lines(stream)
    head = list(islice(lines, ALONE))
    count = workers or _processors()
    chunks = _chunks(chain(head, lines))
    if len(head) < ALONE or count < 2:
        yield from (answer_lines(chunk, first, engine) for first, chunk in chunks)
    else:
        yield from _in_parallel(chunks, engine, count)


def _processors() -> int:
    """The processors that we may use; those of the machine where the system does not say."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _chunks(lines: Iterator[bytes]) -> Iterator[Chunk]:
    first = 1
    while chunk := list(islice(lines, CHUNK)):
        yield first, chunk
        first += len(chunk)


def _in_parallel(chunks: Iterator[Chunk], engine: Engine, workers: int) -> Iterator[Answers]:
    # A forked worker has the compiled rules at once; elsewhere they are sent to it.
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else None
    context = multiprocessing.get_context(method)
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(engine,)) as pool:
        waiting: deque[Future[Answers]] = deque()
        # A few chunks ahead keep the workers busy; more would only fill memory.
        for chunk in chunks:
            waiting.append(pool.submit(_answer, chunk))
            if len(waiting) > 3 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _begin(engine: Engine) -> None:
    _engines[:] = [engine]


def _answer(chunk: Chunk) -> Answers:
    first, lines = chunk
    return answer_lines(lines, first, _engines[0])
