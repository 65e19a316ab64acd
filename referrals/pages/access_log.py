"""The privacy officer's page: who has seen what, when, why; and whether the log is whole."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from referrals.queries import views_of_patient as queries
from rve.core import access_log, clock
from rve.core.menu import ROLE_TITLES
from rve.core.models import AccessLog, AccessLogSeal, Role
from rve.core.policies import roles

PAGE = 100

DATA = {
    "case": _("the case"),
    "worklist": _("the worklist"),
    "letter": _("a letter"),
    "letters_by_hand": _("letters to bring by hand"),
    "attachment": _("an attachment"),
    "search": _("a search"),
    "placement": _("the placement"),
    "deadlines": _("the list of deadlines"),
    "deadlines_export": _("a file with deadlines"),
    "events": _("the history of the case"),
    "access_log": _("this log"),
    "open_case": _("that a case is open"),
    "backtest": _("cases that a rule change touches"),
    "complaints": _("the list of complaints"),
    "complaint": _("a complaint"),
    "complaint_file": _("a file of a complaint"),
}
BASES = {
    "assessment": _("assessment of rights"),
    "treatment_relation": _("treatment relation"),
    "placement": _("stay at the institution"),
    "control": _("control"),
    "signing": _("signing"),
}


class SearchForm(forms.Form):
    number = forms.CharField(label=_("Identity number"), max_length=14, required=False)
    reference = forms.CharField(label=_("Reference"), max_length=20, required=False)
    user = forms.CharField(label=_("User"), max_length=80, required=False)
    since = forms.DateField(label=_("From"), required=False)
    until = forms.DateField(label=_("To"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day must not be before the first."))
        if not (data.get("number") or data.get("reference") or data.get("user")):
            raise forms.ValidationError(_("Give an identity number, a reference or a user."))
        return data


@roles(Role.PRIVACY_OFFICER)
def search(request: HttpRequest) -> HttpResponse:
    """Searched by POST only: an identity number never stands in an address."""
    actor = request.actor  # type: ignore[attr-defined]
    form = SearchForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "searched": False}
    if request.method == "POST" and form.is_valid():
        asked = queries.Search(**form.cleaned_data)
        people = queries.patients(region=actor.region, search=asked)
        found = queries.rows(region=actor.region, search=asked)
        page = Paginator(found, PAGE).get_page(request.POST.get("page"))
        # Read before the search itself is logged, so that it does not push a row off the page.
        rows = [_in_words(row) for row in page]
        access_log.seen(
            actor=actor,
            data="access_log",
            basis="control",
            at=clock.now(),
            patient_ids=(one.pk for one in people),
        )
        context |= {"searched": True, "people": people, "page": page, "rows": rows}
    return render(request, "referrals/lead/access_log.html", context, status=400 if form.errors else 200)


def _in_words(row: AccessLog) -> tuple[AccessLog, Any, Any, Any]:
    """The row with what, on which basis and in which role."""
    words = DATA.get(row.data, row.data), BASES.get(row.basis, row.basis)
    return row, *words, ROLE_TITLES.get(row.role, "")


@roles(Role.PRIVACY_OFFICER)
def check(request: HttpRequest) -> HttpResponse:
    """Reads every seal again and says whether a row was changed or is missing."""
    broken = access_log.broken_seals()
    context = {"broken": broken, "seals": AccessLogSeal.objects.count()}
    return render(request, "referrals/lead/access_check.html", context)
