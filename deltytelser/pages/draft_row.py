"""The row editor: one row of a table in fields, looked at while it is typed, and saved in the draft."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from deltytelser import policies
from deltytelser.catalogue.edits import row_on
from deltytelser.forms.row_edits import edited
from deltytelser.forms.row_form import RowForm, form_of, read_form, same
from deltytelser.models import RuleDraft
from deltytelser.pages.draft import context_of
from deltytelser.pages.draft_fields import shown_form
from deltytelser.pages.draft_look import look_at, row_of
from deltytelser.pages.draft_reading import (
    ORDERED,
    draft_of,
    file_of,
    letters_of,
    rules_of,
    stale_words,
    version_in,
)
from deltytelser.pages.reading import WRITERS, rules_language
from deltytelser.rules.phrases import table_label
from deltytelser.rules.rows import table_kind
from deltytelser.use_cases.draft_saving import files_of
from deltytelser.use_cases.drafts import add_row, change_row
from rve.core import clock
from rve.core.errors import DomainError, Stale
from rve.core.policies import Actor, roles


@dataclass(frozen=True)
class Place:
    """Where the row stands: `row` and `raw` are empty for a new one."""

    draft: RuleDraft
    table: str
    file: str
    row: str
    raw: dict[str, Any]
    ids: list[str]  # of the rows in force from the first day on, in order


def place_of(request: HttpRequest, public_id: uuid.UUID) -> Place:
    """The row that the address names; 404 for a table or a row that the draft has not."""
    draft = draft_of(request, public_id)
    table, row = request.GET.get("table", ""), request.GET.get("row", "")
    rules = rules_of(draft)
    file = file_of(rules, table, row)
    if not file:
        raise Http404(table)
    ids = [one.id for one in rules.rows[table] if one.last is None or one.last >= draft.first_day]
    return Place(draft, table, file, row, _raw(draft, file, row) if row else {}, ids)


def _raw(draft: RuleDraft, file: str, row: str) -> dict[str, Any]:
    rows = files_of(draft)[file]["rows"]
    at = row_on(rows, row, draft.first_day)
    if at is None:
        raise Http404(row)
    found: dict[str, Any] = rows[at]
    return found


@roles(*WRITERS)
@require_http_methods(["GET", "POST"])
def row(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The editor of `?table=&row=`; without a row it is for a new one."""
    if not request.GET.get("table"):
        return redirect("rule-draft", draft_of(request, public_id).public_id)
    place = place_of(request, public_id)
    if request.method == "GET":
        return _page(request, place, form_of(place.table, place.raw or _blank(place)))
    form = read_form(place.table, request.POST)
    if place.row:
        form.id = place.row
    do = request.POST.get("do", "save")
    if do != "save":
        return _page(request, place, form, new_line=edited(form, do, request.POST))
    return _saved(request, place, form)


def _blank(place: Place) -> dict[str, Any]:
    """A new row begins with the source and the beginning of the name that its table uses."""
    first = rules_of(place.draft).rows[place.table][0]
    return {"id": "", "source": {"document": first.sources[0].document, "linje": ""}} if first.sources else {}


def _saved(request: HttpRequest, place: Place, form: RowForm) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rules = rules_of(place.draft)
    cells = form.cells(rules, place.raw)
    if not place.row:
        form.check_id(frozenset(one.id for one in rules.all_rows()))
    if not form.holds or row_of(form, cells, place, rules) is None:
        return _page(request, place, form, status=400)
    who: dict[str, Any] = {"by": actor, "now": clock.now(), "version": version_in(request)}
    try:
        if place.row:
            change_row(draft=place.draft, file=place.file, row=place.row, cells=cells, **who)
        else:
            before = form.before if form.before in place.ids else None
            add_row(draft=place.draft, file=place.file, cells={"id": form.id, **cells}, before=before, **who)
    except Stale as error:
        place.draft.refresh_from_db()
        return _page(request, place, form, alert=stale_words(place.draft, actor), status=error.status)
    except DomainError as error:
        alert = form.tell(error.field, error.message)
        return _page(request, place, form, alert=alert, status=error.status)
    unchanged = bool(place.row) and same(cells, place.raw)
    messages.success(request, _("Nothing was changed.") if unchanged else _("Saved in the draft."))
    query = urlencode({"table": place.table})
    return redirect(f"{reverse('rule-draft', args=[place.draft.public_id])}?{query}#{form.id}")


def _page(
    request: HttpRequest,
    place: Place,
    form: RowForm,
    *,
    alert: str = "",
    status: int = 200,
    new_line: str = "",
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rules = rules_of(place.draft)
    context = context_of(request, place.draft, place.table)
    lang = context["lang"]
    # What was only opened, or only got another line, is not scolded for what is not filled in yet.
    told = dict(form.errors)
    look = look_at(place, form, lang)
    form.errors |= told
    if status == 200:
        form.forgive()
    context |= {
        "place": place,
        "label": table_label(rules, place.table, lang),
        "shown": shown_form(form, rules, lang, letters_of(place.draft, lang), new_line),
        "look": look,
        "alert": alert,
        "ordered": table_kind(place.table) in ORDERED,
        "query": urlencode({"table": place.table, **({"row": place.row} if place.row else {})}),
        "can_edit": policies.can_edit(actor, place.draft),
    }
    return render(request, "deltytelser/draft/row.html", context, status=status)


@roles(*WRITERS)
@require_POST
def check(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """While typing: how the row reads, what is wrong with it, what the quick checks say. Saves nothing."""
    if not request.GET.get("table"):
        return redirect("rule-draft", draft_of(request, public_id).public_id)
    place = place_of(request, public_id)
    form = read_form(place.table, request.POST)
    if place.row:
        form.id = place.row
    context = {
        "place": place,
        "draft": place.draft,
        "look": look_at(place, form, rules_language()),
        "errors": [one for one in form.told().items() if one[0] != "id" or not place.row],
    }
    return render(request, "deltytelser/draft/_live.html", context)
