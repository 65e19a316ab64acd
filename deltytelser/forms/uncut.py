"""Nothing that is typed or pasted is cut: what is too long is told beside its field, with all of it kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _


def too_long(text: str, most: int) -> str:
    """What to say of a text above the limit; empty for one within it."""
    if len(text) <= most:
        return ""
    return _("At most %(most)s characters can stand here; this is %(number)s.") % {
        "most": most,
        "number": len(text),
    }


class Uncut(forms.Form):
    """A form whose fields do not tell the browser to cut what is pasted."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("maxlength", None)
