"""An operation that will end says so, in its answers (RFC 9745, RFC 8594) and in the schema."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from django.utils.http import http_date

View = TypeVar("View", bound=Callable[..., Any])
CHANGELOG = "/api/docs/changelog"


@dataclass(frozen=True, slots=True)
class Ending:
    """Deprecated since the one day, gone from the other."""

    since: dt.date
    sunset: dt.date

    def headers(self) -> dict[str, str]:
        return {
            "Deprecation": f"@{_seconds(self.since)}",
            "Sunset": http_date(_seconds(self.sunset)),
            "Link": f'<{CHANGELOG}>; rel="deprecation"; type="text/html"',
        }


def _seconds(day: dt.date) -> int:
    return int(dt.datetime.combine(day, dt.time(), dt.UTC).timestamp())


def deprecated(*, since: dt.date, sunset: dt.date) -> Callable[[View], View]:
    """Marks a method of an endpoint; put it above `describe`. At least twelve months lie between the days."""
    ending = Ending(since, sunset)

    def mark(view: View) -> View:
        @wraps(view)
        def marked(*args: Any, **kwargs: Any) -> Any:
            answer = view(*args, **kwargs)
            for name, value in ending.headers().items():
                answer.headers[name] = value
            return answer

        marked.ending = ending  # type: ignore[attr-defined]
        return marked  # type: ignore[return-value]

    return mark
