"""labels.yaml as it must be: a name in nb and nn for every word that is looked up, and no other word."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from deltytelser.rules.cells import parse_range
from deltytelser.rules.errors import CatalogueError
from deltytelser.rules.files import only, strings
from deltytelser.rules.rows import LANGUAGES, REDIRECTS, TESTS
from deltytelser.rules.verdict import OUTCOMES
from deltytelser.rules.vocabulary import (
    CONDITIONS,
    FUNCTION_LOSS,
    GOALS,
    LEVELS,
    MEASURES,
    REFERRERS,
    SCALAR_NAMES,
    SELF_CARE,
    URGENCIES,
)

Groups = Mapping[str, Collection[str]]
FILE: Final = "labels.yaml"
_QUESTIONS: Final = tuple(f"{language}_question" for language in LANGUAGES)
# Facts that are told in words, beside those that may be missing.
_TOLD: Final = (
    "age",
    "assessed_here_by_choice",
    "consent",
    "diagnoses",
    "diagnoses[0].code",
    "earlier_stays",
    "existing_right_deadline",
    "first_received_on",
    "long_travel",
    "night_care",
    "patient.birth_date",
    "patient.municipality",
    "received_on",
    "referred_on",
    "referrer.kind",
    "requested.delytelse",
    "requested.institution",
    "requested.level",
    "self_care",
    "urgency",
)
_FACTS: Final = (*SCALAR_NAMES, *_TOLD)
# Words of any fact, and the words of each fact that has its own.
_PLAIN_VALUES: Final = ("yes", "no", "unknown", "ticked", "denied")
# In the order people read them, the least first; a stored rule set sorts its labels by code.
VALUES: Final[Groups] = {
    "function_loss": FUNCTION_LOSS,
    "goal": GOALS,
    "municipal_measures": MEASURES,
    "urgency": URGENCIES,
    "self_care": SELF_CARE,
    "referrer.kind": REFERRERS,
}
_CLOSED: Final[Groups] = {"levels": LEVELS, "outcomes": OUTCOMES, "tests": TESTS, "redirects": REDIRECTS}


def check_labels(labels: Mapping[str, object], *, fixed: Groups, used: Groups) -> None:
    """Every word has its label. Raises CatalogueError naming group, row and cell.

    `fixed`: what else must be named, by group, and nothing beside it. `used`: names that the rule set has,
    by group; others may be there too, as a place that no row names yet.
    """
    closed = {**_CLOSED, **fixed}
    only(labels, ("facts", "values", "conditions", *closed, *used), FILE)
    for group, names in (*closed.items(), *used.items()):
        entries = _entries(labels, group, names, {*names} if group in closed else None)
        for name in entries:
            _check_texts(entries[name], LANGUAGES, f"{FILE}, {group}, row {name}")
    _check_facts(labels)
    _check_conditions(labels)
    _check_values(labels)


def _entries(
    labels: Mapping[str, object], group: str, names: Collection[str], known: Collection[str] | None
) -> Mapping[str, object]:
    """The entries of a group: all that are asked for, and with `known` only those."""
    entries = labels.get(group)
    if not isinstance(entries, dict):
        raise CatalogueError(f"{FILE}, cell {group}: must be a list of names and values")
    for name in names:
        if name not in entries:
            raise CatalogueError(f"{FILE}, {group}, row {name}: missing")
    for name in entries:
        if known is not None and name not in known:
            raise CatalogueError(f"{FILE}, {group}, row {name}: unknown word {name!r:.80}")
    return entries


def _check_texts(
    entry: object, cells: Collection[str], place: str, more: Collection[str] = ()
) -> Mapping[str, object]:
    """The entry, with a text in each of these cells and nothing beside them but `more`."""
    if not isinstance(entry, dict):
        raise CatalogueError(f"{place}: must be given in nb and nn")
    only(entry, (*cells, *more), place)
    for cell in cells:
        text = entry.get(cell)
        if not isinstance(text, str) or not text.strip():
            raise CatalogueError(f"{place}, cell {cell}: missing")
    return entry


def _check_facts(labels: Mapping[str, object]) -> None:
    """A fact that may be missing has a question; another may have one, in both languages."""
    for name, entry in _entries(labels, "facts", _FACTS, _FACTS).items():
        asked = name in SCALAR_NAMES or (isinstance(entry, dict) and not entry.keys().isdisjoint(_QUESTIONS))
        _check_texts(entry, (*LANGUAGES, *(_QUESTIONS if asked else ())), f"{FILE}, facts, row {name}")


def _check_conditions(labels: Mapping[str, object]) -> None:
    for name, entry in _entries(labels, "conditions", CONDITIONS, CONDITIONS).items():
        place = f"{FILE}, conditions, row {name}"
        cells = _check_texts(entry, (*LANGUAGES, *_QUESTIONS), place, ("typical",))
        for text in strings(cells["typical"], f"{place}, cell typical") if "typical" in cells else ():
            parse_range(text, f"{place}, cell typical")


def _check_values(labels: Mapping[str, object]) -> None:
    names = (*_PLAIN_VALUES, *VALUES)
    for name, entry in _entries(labels, "values", names, names).items():
        place = f"{FILE}, values, row {name}"
        if name in _PLAIN_VALUES:
            _check_texts(entry, LANGUAGES, place)
            continue
        if not isinstance(entry, dict):
            raise CatalogueError(f"{place}: must be a list of names and values")
        only(entry, VALUES[name], place)
        for word in VALUES[name]:
            _check_word(entry.get(word), f"{place}, cell {word}")


def _check_word(entry: object, place: str) -> None:
    if (
        not isinstance(entry, dict)
        or entry.keys() != {*LANGUAGES}
        or not all(isinstance(text, str) and text.strip() for text in entry.values())
    ):
        raise CatalogueError(f"{place}: must be given in nb and nn")
