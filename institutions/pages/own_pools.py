"""An institution's own places: how many, that it is still true, and what happened to them."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from institutions.models import Pool
from institutions.pages.pool_form import PoolForm
from institutions.pages.rows import BAR, GAP, TALL, letters_of, row_of
from institutions.policies import own_institutions
from institutions.queries import pools_with_state
from institutions.use_cases.capacity import change_capacity, confirm_all, confirm_capacity
from rve.core import clock
from rve.core.errors import DomainError
from rve.core.models import CaseEvent, Role
from rve.core.policies import roles

WEEKS = 12
EVENTS_SHOWN = 10
CHANGES = ("capacity_changed", "capacity_confirmed")


@roles(Role.INSTITUTION)
@require_GET
def own_pools(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    own = own_institutions(request.actor).order_by("name")  # type: ignore[attr-defined]
    groups = [(one, pools_with_state(on=today, institution=one, weeks=WEEKS)) for one in own]
    context = {
        "groups": [(one, [row_of(state) for state in states]) for one, states in groups],
        "drawing": {"width": WEEKS * (BAR + GAP) - GAP, "height": TALL, "bar": BAR},
        "weeks": WEEKS,
    }
    return render(request, "institutions/own_pools.html", context)


@roles(Role.INSTITUTION)
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """All places of one of the actor's institutions are still right."""
    actor = request.actor  # type: ignore[attr-defined]
    institution = get_object_or_404(own_institutions(actor), kode=request.POST.get("institution", ""))
    confirm_all(institution=institution, by=actor, now=clock.now())
    messages.success(request, _("The places of %(name)s are confirmed.") % {"name": institution.name})
    return redirect("own-pools")


def _own_pool(request: HttpRequest, public_id: uuid.UUID) -> Pool:
    own = own_institutions(request.actor)  # type: ignore[attr-defined]
    pools = Pool.objects.filter(institution__in=own).select_related("institution", "confirmed_by")
    return get_object_or_404(pools.prefetch_related("delytelser"), public_id=public_id)


@roles(Role.INSTITUTION)
@require_http_methods(["GET", "POST"])
def pool_edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The form holds the version that was read: a change by another in between is said, never overwritten."""
    pool = _own_pool(request, public_id)
    form = PoolForm(request.POST or None, pool=pool)
    if request.method == "POST" and form.is_valid() and _saved(request, pool, form):
        messages.success(request, _("Saved and confirmed."))
        return redirect("own-pools")
    context = {
        "pool": pool,
        "letters": letters_of(pool),
        "form": form,
        "events": CaseEvent.objects.filter(kind="pool", case_id=pool.pk, verb__in=CHANGES)
        .select_related("by")
        .order_by("-at")[:EVENTS_SHOWN],
    }
    return render(
        request, "institutions/pool_edit.html", context, status=409 if form.errors.get("__all__") else 200
    )


def _saved(request: HttpRequest, pool: Pool, form: PoolForm) -> bool:
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    version, tenths = form.cleaned_data["version"], form.cleaned_data["tenths"]
    try:
        if tenths == pool.capacity_tenths:
            confirm_capacity(pool=pool, by=actor, now=now, expected_version=version)
        else:
            change_capacity(pool=pool, tenths=tenths, by=actor, now=now, expected_version=version)
    except DomainError as error:
        form.add_error("places" if error.field == "places" else None, error.message)
        return False
    return True
