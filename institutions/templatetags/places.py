"""Tenths of a place as people write them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django import template

from rve.core.templatetags.rve_ui import decimal_no

register = template.Library()


@register.filter
def tenths(value: int | None) -> str:
    """25 as «2,5»; a dash for None."""
    return "–" if value is None else decimal_no(Decimal(value) / 10)


@register.filter
def at_level(loaded: Mapping[str, int], level: str) -> int | None:
    """The tenths of one level; None where it has none."""
    return loaded.get(level)
