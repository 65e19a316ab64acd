"""The template library of the look: filters for dates, numbers and deadlines, tags for addresses, components.

docs/look.md shows each in use.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any

from django import template
from django.forms import BoundField
from django.template.defaultfilters import date as django_date
from django.template.loader import get_template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rve.core.templatetags import addresses, dates_in_words, form_fields

register = template.Library()

SOON = 2  # virkedager: amber from here, red on the day and after


def _language() -> str:
    return dates_in_words.known_language(get_language())


def _local(value: object) -> dt.datetime | dt.date | None:
    """The value as a date or a moment where the unit is; None for anything that is neither."""
    if isinstance(value, dt.datetime):
        return timezone.localtime(value) if timezone.is_aware(value) else value
    return value if isinstance(value, dt.date) else None


def _day(value: object) -> dt.date | None:
    local = _local(value)
    return local.date() if isinstance(local, dt.datetime) else local


@register.filter
def short_date(value: object) -> str:
    """«15. apr. 2026»; empty for no date, so that `|default:"–"` shows the absence."""
    day = _day(value)
    return dates_in_words.short_date(day, _language()) if day else ""


@register.filter
def day_month(value: object) -> str:
    """«27. apr.», where the column or the sentence already says the year."""
    day = _day(value)
    return dates_in_words.day_month(day, _language()) if day else ""


@register.filter
def long_date(value: object) -> str:
    """«onsdag 15. april 2026»."""
    day = _day(value)
    return dates_in_words.long_date(day, _language()) if day else ""


@register.filter
def weekday(value: object) -> str:
    """«onsdag»."""
    day = _day(value)
    return dates_in_words.weekday(day, _language()) if day else ""


@register.filter
def week(value: object) -> str:
    """«uke 18»."""
    day = _day(value)
    return dates_in_words.week(day, _language()) if day else ""


@register.filter(name="date", expects_localtime=True)
def date_filter(value: Any, form: str | None = None) -> str:
    """Without a form `short_date`. With one, Django's own, but months are shortened in our way («apr.»)."""
    if form is None or form == "DATE_FORMAT":
        return short_date(value)
    if form == "DATETIME_FORMAT":
        return moment(value)
    day = _day(value)
    if day is None or "_" in form or "\\M" in form:
        return django_date(value, form)
    month = dates_in_words.month_abbreviation(day, _language())
    return month.join(django_date(value, part) if part else "" for part in form.split("M"))


@register.filter
def moment(value: object) -> str:
    """«15. apr. 2026 kl. 10.42» (a date alone gives the date alone)."""
    local = _local(value)
    if isinstance(local, dt.datetime):
        return dates_in_words.moment_in_words(local, _language())
    return short_date(local)


@register.filter
def since(value: object, today: object = None) -> str:
    """«i dag 10.32» or «14. apr. 09.10»; `today` is the page's own date."""
    local = _local(value)
    if isinstance(local, dt.datetime):
        return dates_in_words.moment_since(local, _day(today), _language())
    return short_date(local)


@register.filter
def clock_time(value: object) -> str:
    """«10.42»."""
    local = _local(value)
    return dates_in_words.time_of_day(local) if isinstance(local, dt.datetime) else ""


@register.filter
def iso(value: object) -> str:
    """For the datetime attribute of <time>."""
    local = _local(value)
    return local.isoformat(timespec="minutes") if isinstance(local, dt.datetime) else str(local or "")


@register.filter
def decimal_no(value: object, decimals: int | None = None) -> str:
    """«1 214», «43,3»; empty for what is no number."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return ""
    return dates_in_words.decimal_number(number, decimals, _language()) if number.is_finite() else ""


@register.filter
def left_words(left: int | None) -> str:
    """Virkedager left in words: «2 over», «i dag», «3»; «–» for no deadline."""
    if left is None:
        return "–"
    if left < 0:
        return _("%(days)s over") % {"days": -left}
    return _("today") if left == 0 else str(left)


@register.filter
def left_tone(left: int | None) -> str:
    """The class that goes with virkedager left: due-over, due-now, due-soon or none."""
    if left is None or left > SOON:
        return ""
    if left < 0:
        return "due-over"
    return "due-now" if left == 0 else "due-soon"


@register.filter
def left_unit(left: int | None) -> str:
    """What the number means, for narrow screens and sentences: «virkedag igjen», «virkedager igjen»."""
    if left is None or left < 1:
        return ""
    return _("virkedag left") if left == 1 else _("virkedager left")


@register.filter
def left_sentence(left: int | None) -> str:
    """«2 virkedager igjen», «2 virkedager over fristen», «I dag»."""
    if left is None:
        return "–"
    if left < 0:
        over = _("1 virkedag over the deadline") if left == -1 else _("%(days)s virkedager over the deadline")
        return over % {"days": -left}
    return _("Due today") if left == 0 else f"{left} {left_unit(left)}"


@register.filter
def virkedager_left(left: int | None) -> str:
    """`left_words` in its colour: for a cell with class «num left» and `data-u="{{ left|left_unit }}"`."""
    tone = left_tone(left)
    return format_html('<span class="{}">{}</span>', tone, left_words(left)) if tone else left_words(left)


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """The query string with some names set: {% query sort="due" page=None %} (None or "" takes away)."""
    return addresses.rewritten(context["request"].GET, changes)


@register.simple_tag(takes_context=True)
def query_toggle(context: template.Context, name: str, value: object) -> str:
    """The query string with one value of a filter turned on or off; begins on the first page again."""
    return addresses.toggled(context["request"].GET, name, str(value))


@register.simple_tag(takes_context=True)
def sort_query(context: template.Context, name: str, parameter: str = "sort") -> str:
    """The query string that sorts by a column, or turns the order if it is the one in force («-name»)."""
    return addresses.sorted_by(context["request"].GET, name, parameter)


@register.simple_tag(takes_context=True)
def sort_state(
    context: template.Context, name: str, parameter: str = "sort", default: str = ""
) -> SafeString:
    """`aria-sort="…"` for the head of the column that the list is sorted by; nothing for the others."""
    state = addresses.sort_state(context["request"].GET.get(parameter) or default, name)
    return format_html('aria-sort="{}"', state) if state else mark_safe("")


@register.simple_tag(takes_context=True)
def active_nav(context: template.Context, *url_names: str) -> SafeString:
    """` aria-current="page"` when the page's URL name is one of these."""
    request = context.get("request")
    match = request.resolver_match if request else None
    here = match is not None and match.url_name in url_names
    return mark_safe(' aria-current="page"' if here else "")  # noqa: S308


def _component(name: str, values: dict[str, Any]) -> SafeString:
    return mark_safe(get_template(f"_components/{name}.html").render(values))  # noqa: S308 - rendered and escaped


@register.simple_tag
def field(bound: BoundField, look: str = "", unknown: str = "", **attrs: Any) -> SafeString:
    """A form field with label, help and error. look: segment or two; other names go to the widget."""
    return _component("field", form_fields.context_of(bound, look, unknown, attrs))


@register.simple_block_tag
def panel(content: str, title: str = "", id: str = "", aside: str = "", **options: Any) -> SafeString:
    """A panel round its content. Options: key, flush (a table), stack, level, footer, aside_url, label."""
    values = options | {"content": content, "title": title, "id": id, "aside": aside}
    return _component("panel", values)


@register.simple_block_tag
def actions(content: str, label: str) -> SafeString:
    """The bar at the foot of signing and form steps."""
    return _component("actions", {"content": content, "label": label})


@register.simple_block_tag
def dialog(content: str, id: str, title: str) -> SafeString:
    """A dialog that a button with `data-dialog="<id>"` opens; closes with Escape or its own button."""
    return _component("dialog", {"content": content, "id": id, "title": title})


@register.simple_block_tag
def note(content: str, tone: str = "", title: str = "", **options: Any) -> SafeString:
    """A note in the text. tone: warn, good, info, bad or none; `alert=True` is read aloud at once."""
    values = options | {"content": content, "tone": tone, "title": title}
    return _component("note", values)
