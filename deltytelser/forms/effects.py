"""What a row does when it applies, by kind of table: the fields of the editor, cells in and cells out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deltytelser.forms.missing import Empty
from deltytelser.forms.uncut import too_long
from deltytelser.rules.rows import MOST, REDIRECTS, TESTS
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.vocabulary import DELYTELSER, LEVELS
from rve.core.numbers import whole_number

MOST_TEXT: Final = 300
NO_TEST: Final = "none"


class Field(NamedTuple):
    """A field of the editor for one cell. `look`: number, choice, segment, check or text."""

    name: str
    look: str
    label: str | Promise
    words: tuple[str, ...] = ()
    help: str | Promise = ""
    required: bool = True
    unit: str | Promise = ""


_DELYTELSE = Field("delytelse", "choice", gettext_lazy("Delytelse that the row gives"), DELYTELSER)
_TEST = Field("test", "segment", gettext_lazy("Test in the law"), (*TESTS, NO_TEST))
_DAYS_UNIT = gettext_lazy("days after the event")
FIELDS: Final[Mapping[str, tuple[Field, ...]]] = {
    "map": (_DELYTELSE,),
    "work": (_DELYTELSE,),
    "gate": (Field("redirect_to", "choice", gettext_lazy("Sent to"), REDIRECTS),),
    "right": (
        Field("refuses", "segment", gettext_lazy("Refuses"), ("never", "always", "when")),
        _TEST,
        Field(
            "stops_refusals",
            "check",
            gettext_lazy("Where this row applies, no other row refuses: a person decides"),
            required=False,
        ),
    ),
    "level": (
        Field("level", "segment", gettext_lazy("Level"), LEVELS),
        Field("lodging", "check", gettext_lazy("With lodging"), required=False),
    ),
    "stay": (
        Field("min", "number", gettext_lazy("Shortest stay"), unit=gettext_lazy("days")),
        Field("max", "number", gettext_lazy("Longest stay"), unit=gettext_lazy("days")),
        Field("no_days", "check", gettext_lazy("The length is not given as a number"), required=False),
    ),
    "deadline": (
        Field("weeks", "number", gettext_lazy("Start within"), unit=gettext_lazy("weeks from receipt")),
    ),
    "deadline_limits": (
        Field(
            "latest_days_after_event",
            "number",
            gettext_lazy("Start at the latest"),
            required=False,
            unit=_DAYS_UNIT,
        ),
        Field(
            "not_before_days_after_event",
            "number",
            gettext_lazy("Start at the earliest"),
            required=False,
            unit=_DAYS_UNIT,
        ),
    ),
    "route_named": (Field("institution", "choice", gettext_lazy("Place"), ()),),
    "reasons": (
        Field("stage", "choice", gettext_lazy("Stage"), tuple("0123456")),
        Field("test", "segment", gettext_lazy("Test in the law"), (*TESTS, NO_TEST), required=False),
    ),
    "laws": (
        Field("right", "text", gettext_lazy("The right")),
        Field("assessment", "text", gettext_lazy("The assessment")),
        Field("urgent", "text", gettext_lazy("Suspected serious illness")),
        Field("paragraphs", "text", gettext_lazy("In the sentence")),
    ),
}


def words_of(field: Field, rules: RuleSet) -> tuple[str, ...]:
    """The words that a field may have; the places are those the rule set has names for."""
    places = rules.labels.get("institutions")
    return tuple(places) if field.name == "institution" and isinstance(places, dict) else field.words


def typed_in(post: QueryDict, kind: str) -> dict[str, str]:
    """What was typed in the fields of a kind of table, by name."""
    return {one.name: post.get(f"effect-{one.name}", "").strip() for one in FIELDS.get(kind, ())}


def typed_from(raw: Mapping[str, Any], kind: str) -> dict[str, str]:
    """What the fields hold for a row as it is."""
    days = raw.get("days")
    typed = {}
    for one in FIELDS.get(kind, ()):
        value = raw.get(one.name)
        if one.name in ("min", "max"):
            value = days[one.name] if isinstance(days, dict) else ""
        elif one.name == "no_days":
            value = "days" in raw and days is None
        elif one.name == "refuses":
            value = "when" if isinstance(value, dict) else value or "never"
        elif one.name == "test":
            value = value or NO_TEST
        typed[one.name] = (
            ("on" if value else "") if one.look == "check" else str("" if value is None else value)
        )
    return typed


def cells_of(typed: Mapping[str, str], kind: str, rules: RuleSet) -> tuple[dict[str, Any], dict[str, str]]:
    """The cells, and by field what is wrong with those that cannot be one. `refuses` in words is
    «when» here: its cells stand in a group of their own.
    """
    cells: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for one in FIELDS.get(kind, ()):
        text = typed.get(one.name, "")
        if one.look == "check":
            if text:
                cells[one.name] = True
        elif not text:
            if one.required:
                errors[one.name] = Empty(_("Choose one.") if one.words else _("This must be filled in."))
        elif one.look == "text" and too_long(text, MOST_TEXT):
            errors[one.name] = too_long(text, MOST_TEXT)
        elif one.look == "number":
            _number(one, text, cells, errors)
        elif one.look == "text" or text in words_of(one, rules):
            cells[one.name] = int(text) if one.name == "stage" else text
        else:
            errors[one.name] = _("Choose one.")
    return _as_rows_have_it(cells, errors, kind), errors


def _number(field: Field, text: str, cells: dict[str, Any], errors: dict[str, str]) -> None:
    number = whole_number(text)
    if number is None or not 1 <= number <= MOST:
        errors[field.name] = _("Write a whole number from 1 to %(most)s.") % {"most": MOST}
    else:
        cells[field.name] = number


def _as_rows_have_it(cells: dict[str, Any], errors: dict[str, str], kind: str) -> dict[str, Any]:
    if "test" in cells and cells["test"] == NO_TEST:
        cells["test"] = None
        if kind == "reasons":
            del cells["test"]
    if kind == "stay":
        return _days(cells, errors)
    if kind == "deadline_limits" and not cells and not errors:
        errors["latest_days_after_event"] = Empty(_("Write at least one of the two."))
    return cells


def _days(cells: dict[str, Any], errors: dict[str, str]) -> dict[str, Any]:
    if cells.pop("no_days", False):
        errors.pop("min", None)
        errors.pop("max", None)
        return {"days": None}
    if not errors and cells["min"] > cells["max"]:
        errors["max"] = _("The longest stay is shorter than the shortest.")
    return {"days": cells}
