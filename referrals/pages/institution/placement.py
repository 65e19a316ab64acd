"""One placement: what came with the case, and what the institution can answer now."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from referrals.models import Placement
from referrals.pages.institution import forms
from referrals.pages.institution.context import placement_context
from referrals.pages.institution.words import START_EVENTS
from referrals.queries import institution as queries
from referrals.use_cases import by_hand
from referrals.use_cases import placements as use_cases
from rve.core import access_log, clock
from rve.core.errors import DomainError
from rve.core.models import Role
from rve.core.policies import Actor, roles

FORMS: dict[str, type[forms.ActorForm]] = {
    "accept": forms.ActorForm,
    "decline": forms.DeclineForm,
    "schedule": forms.ScheduleForm,
    "start": forms.StartForm,
    "interrupt": forms.InterruptForm,
    "resume": forms.PastDayForm,
    "discharge": forms.DischargeForm,
    "follow_up_gp": forms.FollowUpForm,
    "follow_up_visit": forms.FollowUpForm,
}


def found_placement(actor: Actor, public_id: uuid.UUID) -> Placement:
    return get_object_or_404(queries.placements(actor), public_id=public_id)


@roles(Role.INSTITUTION)
@require_GET
def placement(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return placement_page(request, found_placement(request.actor, public_id), {})  # type: ignore[attr-defined]


def placement_page(
    request: HttpRequest, found: Placement, bound: dict[str, Any], status: int = 200, **more: Any
) -> HttpResponse:
    """The page as it is now; `bound`: forms that were not taken in, by verb."""
    actor = request.actor  # type: ignore[attr-defined]
    access_log.seen(
        actor=actor,
        data="placement",
        basis="placement",
        at=clock.now(),
        case_ids=[found.referral_id],
        patient_ids=[found.referral.patient_id],
    )
    context = placement_context(actor, found, today=clock.today()) | more
    for verb in context["verbs"]:
        form = bound.get(verb) or FORMS[verb](actor=actor, initial=_initial(verb, found))
        due = context["follow_up_days"].get(verb)
        context["forms"].append(
            {"verb": verb, "form": form, "title": TITLES[verb], "bound": verb in bound, "due": due}
        )
    return render(request, "referrals/institution/placement.html", context, status=status)


TITLES = {
    "accept": gettext_lazy("Accept"),
    "decline": gettext_lazy("Decline"),
    "schedule": gettext_lazy("Give a time"),
    "start": gettext_lazy("Report start"),
    "interrupt": gettext_lazy("Report interruption"),
    "resume": gettext_lazy("Report that the stay goes on"),
    "discharge": gettext_lazy("Report discharge"),
    "follow_up_gp": gettext_lazy("Report contact with the GP"),
    "follow_up_visit": gettext_lazy("Report the visit after the stay"),
}


def _initial(verb: str, found: Placement) -> dict[str, Any]:
    if verb == "schedule":
        return {"version": found.version, "day": found.planned_week, "time": "11.00"}
    return {"version": found.version, "on": clock.today()}


@roles(Role.INSTITUTION)
@require_POST
def act(request: HttpRequest, public_id: uuid.UUID, verb: str) -> HttpResponse:
    """One answer. A form with a fault comes back with what was typed and the fault at its field."""
    if verb not in FORMS:
        raise Http404
    actor = request.actor  # type: ignore[attr-defined]
    found = found_placement(actor, public_id)
    form = FORMS[verb](request.POST, actor=actor)
    if form.is_valid():
        try:
            _say(request, verb, _ACTIONS[verb](found, form, actor))
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
    if form.errors:
        found = found_placement(actor, public_id)
        return placement_page(request, found, {verb: form}, status=400)
    # What was declined is no longer ours to read.
    return redirect("incoming") if verb == "decline" else redirect("placement", public_id=public_id)


def _say(request: HttpRequest, verb: str, warning: object) -> None:
    said = {
        "accept": _("Accepted. Give the patient a time within ten virkedager."),
        "decline": _("Declined. The assessment unit finds another place."),
        "schedule": _("The time is saved, and a letter goes to the patient."),
        "start": _("Start reported."),
        "interrupt": _("Interruption reported."),
        "resume": _("The stay goes on."),
        "discharge": _("Discharge reported. The place is free again."),
        "follow_up_gp": _("The follow-up is noted."),
        "follow_up_visit": _("The follow-up is noted."),
    }
    messages.success(request, said[verb])
    if isinstance(warning, str) and warning:
        messages.warning(request, warning)


def _common(found: Placement, form: Any, actor: Actor) -> dict[str, Any]:
    return {"placement": found, "by": actor, "now": clock.now(), "version": form.cleaned_data["version"]}


def _start(found: Placement, form: Any, actor: Actor) -> object:
    event = str(START_EVENTS[form.cleaned_data["event"]])
    return use_cases.start(**_common(found, form, actor), on=form.cleaned_data["on"], event=event)


def _follow_up(kind: str) -> Callable[[Placement, Any, Actor], object]:
    def note(found: Placement, form: Any, actor: Actor) -> object:
        said = {"on": form.cleaned_data["on"], "text": form.cleaned_data["text"]}
        return by_hand.note_follow_up(placement=found, kind=kind, by=actor, now=clock.now(), **said)

    return note


_ACTIONS: dict[str, Callable[[Placement, Any, Actor], object]] = {
    "accept": lambda found, form, actor: use_cases.accept(**_common(found, form, actor)),
    "decline": lambda found, form, actor: use_cases.decline(
        **_common(found, form, actor),
        reason=form.cleaned_data["reason"],
        comment=form.cleaned_data["comment"],
    ),
    "schedule": lambda found, form, actor: use_cases.schedule(
        **_common(found, form, actor), at=form.moment(), reason=form.cleaned_data["reason"]
    ),
    "start": _start,
    "interrupt": lambda found, form, actor: use_cases.interrupt(
        **_common(found, form, actor), on=form.cleaned_data["on"], reason=form.cleaned_data["reason"]
    ),
    "resume": lambda found, form, actor: use_cases.resume(
        **_common(found, form, actor), on=form.cleaned_data["on"]
    ),
    "discharge": lambda found, form, actor: use_cases.discharge(
        **_common(found, form, actor), on=form.cleaned_data["on"], note=form.cleaned_data["note"]
    ),
    "follow_up_gp": _follow_up("follow_up_gp"),
    "follow_up_visit": _follow_up("follow_up_visit"),
}
