"""Referral facts in as JSON lines, proposals out, line by line. Needs no database and no server."""

from __future__ import annotations

import os
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.core.management.base import BaseCommand, CommandError

from deltytelser.catalogue.named import rule_set_named
from deltytelser.catalogue.read import load_world
from deltytelser.catalogue.run import answer_stream
from deltytelser.rules.batch import Engine
from deltytelser.rules.errors import CatalogueError, NoRuleInForce
from rve.core.clock import today


class Command(BaseCommand):
    help = "Assess referral facts (JSON lines) and write one proposal a line."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", nargs="?", default="-", metavar="FILE", help="JSON lines; - reads standard input"
        )
        parser.add_argument("--out", metavar="FILE", help="where to write; standard output when left out")
        parser.add_argument(
            "--on", type=_day, metavar="DATE", help="the day of the proposals; today when left out"
        )
        parser.add_argument("--region", default="HMN")
        parser.add_argument("--rule-set", metavar="HASH|DIR", help="another rule set than the shipped one")

    def handle(self, *args: Any, **options: Any) -> None:
        engine = _engine(options["rule_set"], options["region"], options["on"] or today())
        lines = errors = blank = 0
        with _source(options["file"]) as source, _target(options["out"], options["file"]) as target:
            progress = _Progress(self.stderr)
            for answers in answer_stream(source, engine):
                _write(target, answers.lines)
                errors += answers.errors
                blank += answers.blank
                lines += answers.lines.count(b"\n")
                progress.show(lines, errors)
            progress.end()
        if blank:
            self.stderr.write(f"{blank} blank lines skipped")
        if errors:
            self.stderr.write(f"{errors} of {lines} lines are errors")
            sys.exit(1)


def _engine(wanted: str | None, region: str, on: date) -> Engine:
    try:
        rules = rule_set_named(wanted)
        rules.law_on(on)
    except (CatalogueError, NoRuleInForce) as error:
        raise CommandError(str(error)) from error
    if rules.region != region:
        raise CommandError(f"The rule set is for the region {rules.region}, not {region}.")
    return Engine(rules, load_world(), on)


def _write(target: BinaryIO, lines: bytes) -> None:
    try:
        target.write(lines)
        target.flush()
    except BrokenPipeError:
        # The reader has left (`| head`): what is still buffered goes nowhere, and that is no fault of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


@contextmanager
def _source(name: str) -> Iterator[BinaryIO]:
    if name == "-":
        yield sys.stdin.buffer
    else:
        with _opened(Path(name), "rb") as file:
            yield file


@contextmanager
def _target(name: str | None, source: str) -> Iterator[BinaryIO]:
    if name is None:
        yield sys.stdout.buffer
        return
    path = Path(name)
    if source != "-" and path.exists() and path.samefile(source):
        raise CommandError(f"{name} is the file that is read.")
    with _opened(path, "wb") as file:
        yield file


def _opened(path: Path, mode: str) -> BinaryIO:
    try:
        return cast(BinaryIO, path.open(mode))
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error


class _Progress:
    """A running count on standard error, on a terminal only."""

    def __init__(self, out: Any) -> None:
        self.out = out
        self.on = out.isatty()
        self.shown = 0.0

    def show(self, lines: int, errors: int) -> None:
        if self.on and time.monotonic() - self.shown > 0.2:
            self.shown = time.monotonic()
            self.out.write(f"\r{lines} lines, {errors} errors", ending="")
            self.out.flush()

    def end(self) -> None:
        if self.on and self.shown:
            self.out.write("")


def _day(text: str) -> date:
    return date.fromisoformat(text)
