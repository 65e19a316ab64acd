"""What runs of the checks share: the clock, the progress, and the finding for what cannot be read."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from deltytelser.checks.report import Finding, Report
from deltytelser.rules.errors import CatalogueError

Files = Mapping[str, object]
Progress = Callable[[str, int, int], None]  # check, how many are done, of how many
Result = TypeVar("Result")
_PLACE: Final = re.compile(
    r"(?P<file>[\w/.-]+\.yaml)(?:, row (?P<row>[^,:]+))?(?:[^:]*?, cell (?P<cell>[^:]+))?"
)


class Run:
    """The findings so far, and how long each check took."""

    def __init__(self, progress: Progress | None) -> None:
        self.findings: list[Finding] = []
        self.seconds: dict[str, float] = {}
        self.progress = progress

    def timed(self, check: str, do: Callable[[], Result]) -> Result:
        if self.progress is not None:
            self.progress(check, 0, 1)
        begun = time.perf_counter()
        result = do()
        self.seconds[check] = round(time.perf_counter() - begun, 4)
        return result

    def of(self, check: str) -> Callable[[int, int], None] | None:
        progress = self.progress
        return None if progress is None else lambda done, all_of: progress(check, done, all_of)

    def report(self, **figures: Any) -> Report:
        return Report(tuple(self.findings), {**figures, "seconds": self.seconds})


def types_finding(error: CatalogueError) -> Finding:
    """The finding for an error of the loader, with the place that its message begins with."""
    place = _PLACE.match(str(error))
    found: dict[str, Any] = place.groupdict(default="") if place else {}
    return Finding("types", "types.error", values={"error": str(error)}, **found)
