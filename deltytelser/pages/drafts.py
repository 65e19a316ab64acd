"""The list of drafts, a new one from the newest version, and one from a file."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from deltytelser import policies
from deltytelser.catalogue.write import read_zip
from deltytelser.forms.draft_head import DraftHead, DraftUpload
from deltytelser.models import RuleDraft
from deltytelser.pages.draft_state import Turn, turn_of
from deltytelser.pages.reading import WRITERS
from deltytelser.rules.errors import CatalogueError
from deltytelser.use_cases.draft_import import import_draft
from deltytelser.use_cases.drafts import start_draft
from deltytelser.use_cases.newest import newest_rule_set
from deltytelser.use_cases.refusals import refused
from rve.core import clock
from rve.core.errors import Conflict, DomainError
from rve.core.policies import Actor, roles

MOST_SHOWN = 50
State = RuleDraft.State


def _lines(rows: QuerySet[RuleDraft], actor: Actor) -> list[tuple[RuleDraft, Turn]]:
    found = rows.select_related("author", "submitted_by", "reviewer", "based_on", "region", "published_as")
    return [(draft, turn_of(draft, actor)) for draft in found[:MOST_SHOWN]]


@roles(*WRITERS)
@require_GET
def drafts(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    policies.check_can_draft(actor)
    rows = RuleDraft.objects.filter(region=actor.region)
    under_way = rows.filter(state__in=[State.OPEN, State.SUBMITTED, State.CHECKING])
    ended = rows.filter(state__in=[State.PUBLISHED, State.DISCARDED])
    context = {
        "under_way": _lines(under_way, actor),
        "ended": _lines(ended, actor),
        "newest": newest_rule_set(actor.region),
    }
    return render(request, "deltytelser/draft/list.html", context)


@roles(*WRITERS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    policies.check_can_draft(actor)
    newest = newest_rule_set(actor.region)
    if newest is None:
        raise Conflict(_("The region has no published rules to change."))
    form = DraftHead(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            draft = start_draft(based_on=newest, by=actor, now=clock.now(), **form.cleaned_data)
            return redirect("rule-draft", draft.public_id)
        except DomainError as error:
            say_in(form, error)
    context = {"form": form, "newest": newest, "earliest": clock.today() + dt.timedelta(days=1)}
    return render(request, "deltytelser/draft/new.html", context, status=400 if form.errors else 200)


@roles(*WRITERS)
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    policies.check_can_draft(actor)
    form = DraftUpload(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            draft = _imported(form, actor)
            messages.success(
                request, _("The files are read. Look at what they change before you send them on.")
            )
            return redirect("rule-draft", draft.public_id)
        except DomainError as error:
            say_in(form, error)
    return render(
        request, "deltytelser/draft/upload.html", {"form": form}, status=400 if form.errors else 200
    )


def _imported(form: DraftUpload, actor: Actor) -> RuleDraft:
    sent = dict(form.cleaned_data)
    data = sent.pop("file").read()
    try:
        files = read_zip(data)
    except CatalogueError as error:
        raise DomainError(refused(error, where=True).message, field="file") from error
    return import_draft(region=actor.region, files=files, by=actor, now=clock.now(), **sent)


def say_in(form: DraftHead, error: DomainError) -> None:
    """The refusal at its field; what is about the file's content at the file."""
    field = error.field if error.field in form.fields else "file" if "file" in form.fields else None
    form.add_error(field, error.message)
