"""The few marks that the schema's texts hold: `code` in backticks, **strong** words."""

from __future__ import annotations

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def with_code(text: object) -> SafeString:
    """Escaped text, in which `x` is code and **x** strong."""
    safe = re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(str(text)))
    return mark_safe(re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", safe))  # noqa: S308 (escaped above)
