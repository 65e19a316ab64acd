"""What the field component needs to know of a bound field: its kind, its ids, its choices."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField

_LISTS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


def kind_of(bound: BoundField, look: str) -> str:
    """segment, choices, check or plain."""
    widget = bound.field.widget
    if isinstance(widget, _LISTS):
        return "segment" if look == "segment" else "choices"
    return "check" if isinstance(widget, forms.CheckboxInput) else "plain"


def context_of(bound: BoundField, look: str, unknown: str, attrs: dict[str, Any]) -> dict[str, Any]:
    """The context of _components/field.html."""
    kind = kind_of(bound, look)
    id_ = bound.auto_id
    help_id, error_id = f"{id_}_helptext", f"{id_}_error"
    described = [one for one, is_there in ((help_id, bound.help_text), (error_id, bound.errors)) if is_there]
    return {
        "bound": bound,
        "kind": kind,
        "look": look,
        "unknown": unknown,
        "help_id": help_id,
        "error_id": error_id,
        "described": " ".join(described),
        "widget": bound.as_widget(attrs=_widget_attrs(bound, described, attrs))
        if kind in {"plain", "check"}
        else "",
        "options": list(bound) if kind in {"segment", "choices"} else [],
    }


def _widget_attrs(bound: BoundField, described: list[str], attrs: dict[str, Any]) -> dict[str, Any]:
    known = {"aria-describedby": " ".join(described)} if described else {}
    wrong = {"aria-invalid": "true"} if bound.errors else {}
    given = {name.replace("_", "-"): value for name, value in attrs.items()}
    return known | wrong | given
