"""Columns of words that people write. They are kept in clear, so an identity number in them is taken out,
whichever door it came in by; the patient's own is kept encrypted beside. To the database they are plain.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from rve.core.identity_numbers import without_numbers, without_numbers_inside


class FreeText(models.TextField):
    """Text of any length."""

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def get_prep_value(self, value: Any) -> Any:
        return without_numbers_inside(super().get_prep_value(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        return _cleaned(self, model_instance)


class FreeLine(models.CharField):
    """A line of text."""

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def get_prep_value(self, value: Any) -> Any:
        words = super().get_prep_value(value)
        return without_numbers(words)[: self.max_length] if isinstance(words, str) else words

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        return _cleaned(self, model_instance)


class FreeJSON(models.JSONField):
    """Texts under headings, or lists of them."""

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(without_numbers_inside(value), connection, prepared)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        return _cleaned(self, model_instance)


def _cleaned(field: Any, row: models.Model) -> Any:
    """Set on the row too: what is told of it at once is what is kept."""
    held = getattr(row, field.attname)
    cleaned = without_numbers_inside(held)
    if cleaned != held:
        setattr(row, field.attname, cleaned)
    return cleaned
