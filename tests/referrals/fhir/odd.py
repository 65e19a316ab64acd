"""FHIR resources with something odd in them, and searches that nobody would send."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from random import Random
from typing import Any

from hypothesis import strategies as st

Json = dict[str, Any]
Place = tuple[str | int, ...]

_WORDS = (
    *("", " ", "x" * 5_000, "\u2028", "\U0001f9ea", "../Task", "urn:uuid:", "#1", "Task/", "null"),
    *("2026-02-30", "2026-13-01T25:00:00Z", "0001-01-01", "9999-12-31", "2026", "2026-11-22T10:00:00.000Z"),
    *(
        "9999-12-31T23:59:59+14:00",
        "2026-11-22T10:00:00",
        "requested",
        "booked",
        "finished",
        "entered-in-error",
    ),
)
_NUMBERS = (0, -1, 1.5, 1e308, -1e-308, 2**53, 10**17)
ODD = st.recursive(
    st.one_of(
        st.sampled_from(_WORDS),
        st.sampled_from(_NUMBERS),
        st.none(),
        st.booleans(),
        st.text(max_size=12).filter(lambda text: "\x00" not in text and text.isprintable()),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(("reference", "coding", "code", "system", "text", "start", "x")), inner
        ),
    ),
    max_leaves=6,
)


@st.composite
def odd(draw: st.DrawFn, whole: Any) -> Any:
    """It, with up to three elements taken away, doubled, or put as something else; at times as it is."""
    made, random = copy.deepcopy(whole), Random(draw(st.integers(0, 2**32)))
    for _ in range(random.choice((0, 0, 1, 1, 2, 3))):
        places = [place for place in _places(made) if place]
        if places:
            _change(made, random.choice(places), draw(ODD), random)
    return made


def _places(value: Any, above: Place = ()) -> Iterator[Place]:
    yield above
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _places(inner, (*above, key))


def _change(whole: Any, place: Place, other: Any, random: Random) -> None:
    *above, last = place
    inner = whole
    for key in above:
        inner = inner[key]
    how = random.choice(("other", "other", "gone", "in a list", "doubled", "added"))
    if how == "gone":
        del inner[last]
    elif how == "in a list":
        inner[last] = [inner[last]]
    elif how == "doubled":
        inner[last] = [inner[last], copy.deepcopy(inner[last])]
    elif how == "added" and isinstance(inner, dict):
        inner[random.choice(("extension", "_status", "id", "contained", "resourceType", "ukjent"))] = other
    else:
        inner[last] = other


NAMES = (
    *("_id", "_lastUpdated", "status", "owner", "owner:identifier", "patient", "patient.identifier", "focus"),
    *("based-on", "group-identifier", "identifier", "_count", "_sort", "_include", "_revinclude", "_summary"),
    *("_elements", "_total", "_format", "about", "sent", "in-response-to", "related", "modified", "subject"),
    *(
        "authored-on",
        "_include:iterate",
        "status:not",
        "patient:missing",
        "_has:Task:focus:status",
        "_text",
        "",
    ),
)


def searches(ids: tuple[str, ...]) -> st.SearchStrategy[list[tuple[str, str]]]:
    """Names and values, some of them right."""
    right = (
        *(
            "requested,accepted",
            "ge2026-01-01",
            "true",
            "count",
            "Task:focus",
            "*",
            "Task:*",
            "-_lastUpdated",
        ),
        *(
            "0",
            "1",
            "200",
            "201",
            "-1",
            "text",
            "data",
            "id,status",
            "eq",
            "sa9999-12-31",
            "|",
            "urn:x|",
            "|1",
        ),
        *(f"Patient/{one}" for one in ids),
        *ids,
    )
    value = st.one_of(st.sampled_from(right), st.sampled_from(_WORDS), st.text(max_size=8))
    return st.lists(st.tuples(st.sampled_from(NAMES), value), max_size=4)
