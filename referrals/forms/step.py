"""A step of the referral form. Nothing is required, all is kept; what is wrong is said at its field."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django import forms
from django.http import QueryDict

from referrals.forms.fields import Day, spoken

ROW = re.compile(r"^(\w+)-(\d+)-(\w+)$")
ISO_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")


class StepForm(forms.Form):
    """Bound to what was typed now, or to the answers of the draft.

    `answers()` is what the draft keeps: normalised where valid (dates ISO, ticks true), else as typed.
    Fields named `rows-0-part` become a list of rows under `rows`.
    """

    name: ClassVar[str] = ""
    defaults: ClassVar[dict[str, Any]] = {}
    lists: ClassVar[tuple[str, ...]] = ()

    def __init__(self, data: QueryDict | Mapping[str, Any], *, today: dt.date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(data, use_required_attribute=False, **kwargs)
        for field in self.fields.values():
            if isinstance(field, Day):
                field.today = today

    @classmethod
    def of_answers(cls, answers: Mapping[str, Any] | None, **kwargs: Any) -> Self:
        """The form as it stood when the draft was saved; the defaults where the step was never saved."""
        return cls(cls.flat(cls.defaults if answers is None else answers), **kwargs)

    @classmethod
    def flat(cls, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Answers as the fields' raw values."""
        data: dict[str, Any] = {}
        for key, value in answers.items():
            if key in cls.lists and isinstance(value, list):
                data |= {
                    f"{key}-{index}-{part}": shown(one)
                    for index, row in enumerate(value)
                    if isinstance(row, dict)
                    for part, one in row.items()
                }
            else:
                data[key] = shown(value)
        return data

    def answers(self) -> dict[str, Any]:
        """JSON of this step, nothing lost."""
        self.is_valid()
        found: dict[str, Any] = {}
        rows: dict[str, dict[int, dict[str, Any]]] = {key: {} for key in self.lists}
        for field in self.fields:
            row = ROW.match(field)
            if row and row[1] in rows:
                rows[row[1]].setdefault(int(row[2]), {})[row[3]] = self._answer(field)
            else:
                found[field] = self._answer(field)
        return found | {
            key: [row for row in by.values() if self.filled(key, row)] for key, by in rows.items()
        }

    def filled(self, key: str, row: Mapping[str, Any]) -> bool:
        """Whether a row of a list says anything."""
        return any(row.values())

    def _answer(self, field: str) -> Any:
        if field in self.cleaned_data:
            return plain(self.cleaned_data[field])
        return plain(self[field].data)

    def rows(self, key: str) -> list[dict[str, forms.BoundField]]:
        """The bound fields of a list, row by row."""
        found: dict[int, dict[str, forms.BoundField]] = {}
        for field in self.fields:
            row = ROW.match(field)
            if row and row[1] == key:
                found.setdefault(int(row[2]), {})[row[3]] = self[field]
        return [found[index] for index in sorted(found)]


def plain(value: Any) -> Any:
    """A value as JSON keeps it; PostgreSQL's JSON has no place for the character NUL."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value


def shown(value: Any) -> Any:
    """A kept value as it is typed: a date in the Norwegian order."""
    if isinstance(value, str) and ISO_DAY.match(value):
        try:
            return spoken(dt.date.fromisoformat(value))
        except ValueError:
            return value
    return value
