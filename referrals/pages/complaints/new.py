"""Registering a complaint: the case is found first, then the decision stands beside what is noted."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from referrals.forms.complaint import ComplaintForm
from referrals.models import Complaint, Decision, Referral
from referrals.pages.complaints import find
from referrals.pages.complaints.decided import decided
from referrals.pages.complaints.standing import standing
from referrals.pages.once import new_token, once
from referrals.policies.complaint_checks import check_can_register_complaint
from referrals.policies.complaints import takes_more
from referrals.queries import case as cases
from referrals.use_cases import complaints as use_cases
from referrals.use_cases.attachments import FileInput
from rve.core import access_log, clock
from rve.core.errors import DomainError, NotFound
from rve.core.policies import RVE_ROLES, Actor, roles

# Names under which the use case points at a field that the page calls otherwise.
FIELDS = {"authority": "authority_shown", "file": "files"}


@roles(*RVE_ROLES)
@never_cache
@require_http_methods(["GET", "POST"])
def complaint_new(request: HttpRequest) -> HttpResponse:
    """Without a case the search for one; with one the form, checked while it is filled in."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if "case" not in request.GET:
        return find.page(request)
    referral = cases.find(actor, _case(request))
    check_can_register_complaint(actor, referral)
    there = takes_more(referral)
    dismissal = there.dismissal if there is not None else _dismissal(request, referral)
    if request.method == "GET":
        return _page(request, referral, _empty(referral, there, dismissal), token=new_token())
    form = ComplaintForm(request.POST, today=clock.today(), patient_name=referral.name, dismissal=dismissal)
    token = request.POST.get("token") or new_token()
    if request.POST.get("go") == "check":
        form.is_valid()
        return _checked(request, referral, form, token)
    return _register(request, referral, form, token)


def _case(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.GET["case"])
    except ValueError:
        raise NotFound(_("There is no such case here.")) from None


def _dismissal(request: HttpRequest, referral: Referral) -> Complaint | None:
    """The dismissed complaint whose dismissal the address names."""
    if "dismissal" not in request.GET:
        return None
    rows = referral.complaints.filter(status=Complaint.Status.DISMISSED).select_related("signed_by")
    try:
        found = rows.filter(public_id=uuid.UUID(request.GET["dismissal"])).first()
    except ValueError:
        found = None
    if found is None:
        raise NotFound(_("There is no such complaint here."))
    return found


def _empty(referral: Referral, there: Complaint | None, dismissal: Complaint | None) -> ComplaintForm:
    """What is usual; where there is a complaint already, what that one says of who and what."""
    usual: dict[str, Any] = {"channel": "paper", "complainant": "patient"}
    if there is not None:
        usual |= {name: getattr(there, name) for name in ("complainant", "complainant_name", "about")}
    elif dismissal is not None:
        usual |= {name: getattr(dismissal, name) for name in ("complainant", "complainant_name")}
    usual["received_on"] = clock.today().isoformat()
    return ComplaintForm.of_answers(
        usual, today=clock.today(), patient_name=referral.name, dismissal=dismissal
    )


def _register(request: HttpRequest, referral: Referral, form: ComplaintForm, token: str) -> HttpResponse:
    whole = form.is_valid()
    form.require()
    if not whole or form.errors:
        return _page(request, referral, form, token=token, status=400)
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]

    def make() -> uuid.UUID:
        intake = form.intake(decision=signed_of(referral), files=_files(request))
        there = takes_more(referral)
        if there is not None and request.POST.get("go") == "add":
            return use_cases.add_to(complaint=there, intake=intake, by=actor, now=now).public_id
        return use_cases.register(referral=referral, intake=intake, by=actor, now=now).public_id

    try:
        made = once(request, token=token, make=make)
    except NotFound:
        raise
    except DomainError as error:
        name = FIELDS.get(error.field or "", error.field)
        if name == "files":
            return _page(request, referral, form, token=token, status=error.status, file_error=error.message)
        form.add_error(name if name in form.fields else None, error.message)
        return _page(request, referral, form, token=token, status=error.status)
    return redirect("complaint", made)


def _files(request: HttpRequest) -> list[FileInput]:
    most = settings.ATTACHMENT_MAX_BYTES + 1
    return [FileInput(file.name or "", file.read(most)) for file in request.FILES.getlist("files")]


def signed_of(referral: Referral) -> Decision | None:
    """The decision that stands, which is what can be complained of."""
    rows = referral.decisions.select_related("institution", "prepared_by", "signed_by", "proposal__rule_set")
    return rows.filter(status=Decision.Status.SIGNED).first()


def _checked(request: HttpRequest, referral: Referral, form: ComplaintForm, token: str) -> HttpResponse:
    """Whether it is in time and what is missing, while it is written; the whole page without a script."""
    if request.headers.get("HX-Request") == "true":
        found = standing(referral, signed_of(referral), form, today=clock.today())
        return render(request, "referrals/complaints/_standing.html", {"standing": found})
    return _page(request, referral, form, token=token)


def _dismissed(referral: Referral) -> Complaint | None:
    """The last dismissed complaint: what comes in now may be on that."""
    found = referral.complaints.filter(status=Complaint.Status.DISMISSED).order_by("-pk").first()
    return found if found is not None and not found.complaints_on_it.exists() else None


def _page(
    request: HttpRequest,
    referral: Referral,
    form: ComplaintForm,
    *,
    token: str,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    access_log.seen(
        actor=actor,
        data="case",
        basis="assessment",
        at=now,
        case_ids=[referral.pk],
        patient_ids=[referral.patient_id] if referral.patient_id else [],
    )
    decision, again = signed_of(referral), f"{reverse('complaint-new')}?case={referral.public_id}"
    adding = takes_more(referral)
    if form.dismissal is not None and adding is None:
        again = f"{again}&dismissal={form.dismissal.public_id}"
    wrong = [(form[name], errors[0]) for name, errors in form.errors.items() if name in form.fields]
    context = {
        "referral": referral,
        "form": form,
        "token": token,
        "wrong": wrong if status != 200 else [],
        "general": form.non_field_errors() if status != 200 else [],
        "decided": decided(decision) if decision else None,
        "standing": standing(referral, decision, form, today=clock.today()),
        "there": referral.complaints.order_by("-pk").first(),
        "adding": adding,
        "dismissal": form.dismissal,
        "dismissed": _dismissed(referral) if form.dismissal is None and adding is None else None,
        "again": again,
        "had_files": bool(request.FILES),
    }
    return render(request, "referrals/complaints/new.html", context | more, status=status)
