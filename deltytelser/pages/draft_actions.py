"""The buttons of a draft: rows ended, restored and moved, findings settled, and the way into force."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deltytelser.models import RuleDraft
from deltytelser.pages.draft_findings import DIFFERS, report_of
from deltytelser.pages.draft_reading import (
    draft_of,
    file_of,
    rules_of,
    stale_words,
    version_in,
)
from deltytelser.pages.reading import WRITERS
from deltytelser.use_cases import drafts as use_cases
from deltytelser.use_cases import publishing
from rve.core import clock
from rve.core.errors import DomainError, NotFound, Stale
from rve.core.policies import Actor, roles

Act = Callable[[RuleDraft, HttpRequest, dict[str, Any]], str]


def _row(draft: RuleDraft, request: HttpRequest) -> dict[str, Any]:
    table, row = request.POST.get("table", ""), request.POST.get("row", "")
    file = file_of(rules_of(draft), table, row)
    if not file:
        raise NotFound(_("There is no such row."))
    return {"file": file, "row": row}


def _end(draft: RuleDraft, request: HttpRequest, who: dict[str, Any]) -> str:
    use_cases.end_row(draft=draft, **_row(draft, request), **who)
    return _("The row ends. Choose Restore if it should stand after all.")


def _restore(draft: RuleDraft, request: HttpRequest, who: dict[str, Any]) -> str:
    use_cases.restore_row(draft=draft, **_row(draft, request), **who)
    return _("The row is as it is in the version in force.")


def _move(draft: RuleDraft, request: HttpRequest, who: dict[str, Any]) -> str:
    before = request.POST.get("before", "") or None
    use_cases.move_row(draft=draft, **_row(draft, request), before=before, **who)
    return _("The row is moved.")


def _accept(draft: RuleDraft, request: HttpRequest, who: dict[str, Any]) -> str:
    """One case, or without a name all that get another answer. What they get is worked out here, from the
    draft that the reader saw.
    """
    id = request.POST.get("case", "")
    found = {one.row: one.details["found"] for one in report_of(draft).of("cases") if one.code == DIFFERS}
    answers = {name: new for name, new in found.items() if not id or name == id}
    if not answers:
        raise NotFound(_("There is no such case."))
    use_cases.accept_cases(draft=draft, answers=answers, **who)
    if len(answers) == 1:
        return _("The new answer is accepted: from now on the case must give it.")
    return _("{n} new answers are accepted: from now on the cases must give them.").format(n=len(answers))


def _order(draft: RuleDraft, request: HttpRequest, who: dict[str, Any]) -> str:
    first, then = request.POST.get("first", ""), request.POST.get("then", "")
    use_cases.confirm_order(draft=draft, first=first, then=then, **who)
    return _("The order of the two rows is confirmed.")


_ACTS: Final[dict[str, Act]] = {
    "end": _end,
    "restore": _restore,
    "move": _move,
    "accept": _accept,
    "order": _order,
}


@roles(*WRITERS)
@require_POST
def change(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One of the small changes, told by `do`; back to the page that it was pressed on."""
    draft = draft_of(request, public_id)
    act = _ACTS.get(request.POST.get("do", ""))
    if act is None:
        raise DomainError(_("Unknown button. Load the page again."))
    _try(request, draft, lambda who: act(draft, request, who))
    return redirect(_back(request, draft))


def _back(request: HttpRequest, draft: RuleDraft) -> str:
    if request.POST.get("to") == "cases":
        return reverse("rule-draft-cases", args=[draft.public_id])
    here = reverse("rule-draft", args=[draft.public_id])
    table = request.POST.get("table", "")
    if request.POST.get("to") == "checks" or not table:
        return f"{here}#checks"
    return f"{here}?{urlencode({'table': table})}#{request.POST.get('row', '')}"


def _try(request: HttpRequest, draft: RuleDraft, act: Callable[[dict[str, Any]], str]) -> bool:
    """Says what was done, or why not. A draft that is not the actor's to see was refused before."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        said = act({"by": actor, "now": clock.now(), "version": version_in(request)})
    except Stale:
        messages.error(request, stale_words(draft, actor))
        return False
    except DomainError as error:
        messages.error(request, error.message)
        return False
    messages.success(request, said)
    return True


def _step(
    request: HttpRequest, public_id: uuid.UUID, act: Callable[..., Any], said: str, **more: Any
) -> HttpResponse:
    draft = draft_of(request, public_id)

    def done(who: dict[str, Any]) -> str:
        act(draft=draft, **more, **who)
        return said

    _try(request, draft, done)
    return redirect("rule-draft", draft.public_id)


@roles(*WRITERS)
@require_POST
def submit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What the checks would stop at the end is told before a colleague spends time on it."""
    draft = draft_of(request, public_id)
    if draft.content != draft.based_on.content and report_of(draft).findings:
        messages.error(request, _("First the checks must hold: see below what must be settled."))
        return redirect(reverse("rule-draft", args=[draft.public_id]) + "#checks")
    said = _("Sent. A colleague who has not written in it must approve it.")
    return _step(request, public_id, publishing.submit, said)


@roles(*WRITERS)
@require_POST
def take_back(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _step(request, public_id, publishing.take_back, _("Taken back. You can change it again."))


@roles(*WRITERS)
@require_POST
def approve(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _step(request, public_id, publishing.approve, _("Approved. The checks are run now."))


@roles(*WRITERS)
@require_POST
def send_back(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    why = request.POST.get("why", "")
    return _step(request, public_id, publishing.send_back, _("Sent back with your words."), why=why)


@roles(*WRITERS)
@require_POST
def discard(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _step(request, public_id, use_cases.discard_draft, _("The draft is discarded."))
