"""Lines, alternatives and sources added to the row editor's form and taken away, before anything is saved."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from django.http import QueryDict

from deltytelser.forms.facts import FACTS
from deltytelser.forms.lines import Line
from deltytelser.forms.row_form import REFUSES, WHEN, RowForm
from deltytelser.forms.sources import TypedSource

_NUMBER: Final = re.compile(r"\d+")


def edited(form: RowForm, do: str, post: QueryDict) -> str:
    """What the pressed button asks for: `add:when`, `drop:when-2`, `alternative`, `drop-alternative:alt1`,
    `source`, `drop-source:source-1`. The key of the line to stand in next; an unknown button does nothing.
    """
    verb, _, about = do.partition(":")
    act = _EDITS.get(verb)
    return act(form, about, post) if act else ""


def _add(form: RowForm, group: str, post: QueryDict) -> str:
    fact = post.get(f"add-{group}", "")
    known = group in form.lines
    if not known or fact not in FACTS:
        return ""
    key = f"{group}-{_next([one.key for one in form.lines[group]])}"
    form.lines[group].append(Line(key, fact, mode=FACTS[fact].modes[0]))
    if group == REFUSES:
        form.effect["refuses"] = "when"
    return key


def _drop(form: RowForm, key: str, _post: QueryDict) -> str:
    group = key.rpartition("-")[0]
    if group in form.lines:
        form.lines[group] = [one for one in form.lines[group] if one.key != key]
    return ""


def _alternative(form: RowForm, _about: str, _post: QueryDict) -> str:
    """One more; the first two come together."""
    for _each in range(1 if form.alternatives else 2):
        form.lines[f"alt{_next(form.alternatives)}"] = []
    return ""


def _drop_alternative(form: RowForm, name: str, _post: QueryDict) -> str:
    """Where one is left it is no alternative any more: it must hold, as all else."""
    if name not in form.alternatives:
        return ""
    del form.lines[name]
    if len(form.alternatives) == 1:
        left = form.lines.pop(form.alternatives[0])
        for line in left:
            line.key = f"{WHEN}-{_next([one.key for one in form.lines[WHEN]])}"
            form.lines[WHEN].append(line)
    return ""


def _source(form: RowForm, _about: str, _post: QueryDict) -> str:
    key = f"source-{_next([one.key for one in form.sources])}"
    form.sources.append(TypedSource(key))
    return key


def _drop_source(form: RowForm, key: str, _post: QueryDict) -> str:
    form.sources = [one for one in form.sources if one.key != key]
    return ""


def _next(keys: list[str]) -> int:
    """The number after the highest that the keys end in."""
    return max((int(_NUMBER.findall(key)[-1]) for key in keys), default=-1) + 1


_EDITS: Final[dict[str, Callable[[RowForm, str, QueryDict], str]]] = {
    "add": _add,
    "drop": _drop,
    "alternative": _alternative,
    "drop-alternative": _drop_alternative,
    "source": _source,
    "drop-source": _drop_source,
}
