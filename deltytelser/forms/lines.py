"""One line of the row editor: a fact, how it is asked about, and the words chosen. Cells in, cells out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from deltytelser.forms.facts import FACT_OF, FACTS, Fact, words_of
from deltytelser.forms.missing import Empty
from deltytelser.forms.uncut import too_long
from deltytelser.rules.cells import OLDEST, parse_range
from deltytelser.rules.errors import CatalogueError
from deltytelser.rules.phrases import range_words
from deltytelser.rules.ruleset import RuleSet
from rve.core.numbers import whole_number

MOST_CODES: Final = 2_000
_QUOTED: Final = 40
_ICPC2: Final = re.compile(r"\(?\bicpc[ -]?2\b\)?", re.IGNORECASE)
_ICD10: Final = re.compile(r"\(?\bicd[ -]?10\b\)?", re.IGNORECASE)
Cells = dict[str, Any]


class Unusable(ValueError):
    """What was typed cannot become a cell; a sentence for the reader."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass
class Line:
    """What was typed, as it was typed. `key` names its fields: `when-0`."""

    key: str
    fact: str
    mode: str = ""
    words: list[str] = field(default_factory=list)
    first: str = ""
    last: str = ""
    text: str = ""
    error: str = ""

    @property
    def kind(self) -> Fact:
        return FACTS[self.fact]

    def cell(self, rules: RuleSet) -> tuple[str, object]:
        """The cell's name and value. Unusable where nothing, or nothing known, was chosen."""
        mode = self.mode if self.mode in self.kind.modes else self.kind.modes[0]
        return mode, _VALUES[self.kind.look](self, rules)


def lines_of(group: str, cells: Mapping[str, Any]) -> list[Line]:
    """The lines of a group of cells."""
    return [_line(f"{group}-{number}", name, cells[name]) for number, name in enumerate(cells)]


def _line(key: str, name: str, value: Any) -> Line:
    line = Line(key, FACT_OF[name], mode=name)
    look = line.kind.look
    if look == "age":
        line.first, line.last = (str(value.get(end, "")) for end in ("from", "to"))
    elif look == "codes":
        line.text = ", ".join(range_words(parse_range(one, name)) for one in value)
    elif look == "flag":
        line.words = ["yes" if value else "no"]
    else:
        line.words = [value] if isinstance(value, str) else list(value)
    return line


def read_lines(post: QueryDict, group: str) -> list[Line]:
    """The lines that were typed; a fact that is none is left out."""
    pattern = re.compile(rf"{group}-(\d{{1,3}})-fact")
    numbers = sorted(int(match[1]) for name in post if (match := pattern.fullmatch(name)))
    return [line for number in numbers if (line := _read(post, f"{group}-{number}"))]


def _read(post: QueryDict, key: str) -> Line | None:
    fact = post.get(f"{key}-fact", "")
    if fact not in FACTS:
        return None
    return Line(
        key,
        fact,
        mode=post.get(f"{key}-mode", ""),
        words=list(dict.fromkeys(post.getlist(f"{key}-words"))),
        first=post.get(f"{key}-first", "").strip(),
        last=post.get(f"{key}-last", "").strip(),
        text=post.get(f"{key}-text", "").strip(),
    )


def cells_of(lines: list[Line], rules: RuleSet) -> Cells:
    """The cells of those lines that can be one; the others are told on the line."""
    cells: Cells = {}
    for line in lines:
        try:
            name, value = line.cell(rules)
        except Unusable as error:
            line.error = error.sentence
            continue
        if name in cells:
            line.error = _("This stands on another line already: put the words together on one line.")
        else:
            cells[name] = value
    return cells


def _chosen(line: Line, rules: RuleSet) -> list[str]:
    known = words_of(line.kind, rules)
    chosen = [word for word in line.words if word in known]
    if not chosen:
        raise Unusable(Empty(_("Choose at least one.")))
    return chosen


def _flag(line: Line, rules: RuleSet) -> bool:
    return _chosen(line, rules)[0] == "yes"


def _one(line: Line, rules: RuleSet) -> str:
    return _chosen(line, rules)[0]


def _age(line: Line, _rules: RuleSet) -> dict[str, int]:
    limits = {}
    for name, typed in (("from", line.first), ("to", line.last)):
        years = whole_number(typed)
        if typed and (years is None or years > OLDEST):
            raise Unusable(_("Write the age in whole years."))
        if years is not None:
            limits[name] = years
    if not limits:
        raise Unusable(Empty(_("Write the first age, the last age, or both.")))
    if limits.get("from", 0) > limits.get("to", OLDEST):
        raise Unusable(_("The first age is above the last."))
    return limits


def _codes(line: Line, _rules: RuleSet) -> list[str]:
    wrong = too_long(line.text, MOST_CODES)
    if wrong:
        raise Unusable(wrong)
    typed = [one.strip() for one in line.text.split(",") if one.strip()]
    if not typed:
        raise Unusable(Empty(_("Write at least one code, such as C00–C97.")))
    return [_range(one) for one in typed]


def _range(typed: str) -> str:
    system = "icpc2" if _ICPC2.search(typed) else "icd10"
    bare = _ICD10.sub("", _ICPC2.sub("", typed))
    codes = re.sub(r"[\s.]", "", bare).replace("–", "-").upper()
    try:
        found = parse_range(f"{system} {codes}", "")
    except CatalogueError as error:
        raise Unusable(
            _("“%(code)s” is no code and no range of codes, such as C00–C97.") % {"code": typed[:_QUOTED]}
        ) from error
    if found.last < found.first:
        raise Unusable(_("“%(code)s”: write the lower code first.") % {"code": typed[:_QUOTED]})
    return f"{system} {codes}"


_VALUES: Final = {
    "words": _chosen,
    "conditions": _chosen,
    "flag": _flag,
    "one": _one,
    "age": _age,
    "codes": _codes,
}
