"""The team lead's back office: a list and a form per section."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from referrals.pages.back_office.sections import SECTIONS, Section
from referrals.use_cases import back_office as use_cases
from rve.core import clock, identity_numbers
from rve.core.errors import DomainError
from rve.core.models import CaseEvent, Role
from rve.core.numbers import whole_number
from rve.core.policies import roles

PAGE = 50


def _section(slug: str) -> Section:
    try:
        return SECTIONS[slug]
    except KeyError:
        raise Http404 from None


@roles(Role.TEAM_LEAD)
def front(request: HttpRequest) -> HttpResponse:
    return redirect("back-office-list", slug="users")


@roles(Role.TEAM_LEAD)
def listing(request: HttpRequest, slug: str) -> HttpResponse:
    section = _section(slug)
    q = request.GET.get("q", "").strip()
    if identity_numbers.could_be_one(q) and slug != "organisations":
        return redirect("back-office-list", slug=slug)
    page = Paginator(section.rows(request.actor, q), PAGE).get_page(request.GET.get("page"))  # type: ignore[attr-defined]
    rows = [{"pk": row.pk, "cells": [cell(row) for _title, cell in section.columns]} for row in page]
    context = {
        "section": section,
        "sections": SECTIONS.values(),
        "rows": rows,
        "page": page,
        "q": q,
        "standards": section.standards(request.actor) if section.standards else [],  # type: ignore[attr-defined]
        "titles": [title for title, _cell in section.columns],
    }
    return render(request, "referrals/back_office/list.html", context)


@roles(Role.TEAM_LEAD)
def edit(request: HttpRequest, slug: str, pk: int | None = None) -> HttpResponse:
    section = _section(slug)
    row = None if pk is None else section.rows(request.actor, "").filter(pk=pk).first()  # type: ignore[attr-defined]
    if row is None and (pk is not None or not section.addable):
        raise Http404
    start = {"key": request.GET.get("key", "")} if row is None else {}
    form = section.form(request.POST or None, instance=row, actor=request.actor, initial=start)  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid() and _saved(request, section, form):
        messages.success(request, _("Saved."))
        return redirect("back-office-list", slug=slug)
    history = CaseEvent.objects.filter(kind=slug, case_id=pk or 0).select_related("by").order_by("-at")[:10]
    context = {
        "section": section,
        "sections": SECTIONS.values(),
        "form": form,
        "row": row,
        "history": history,
    }
    return render(request, "referrals/back_office/edit.html", context, status=400 if form.errors else 200)


def _saved(request: HttpRequest, section: Section, form: Any) -> bool:
    version = request.POST.get("version", "")
    try:
        with transaction.atomic():
            use_cases.save_row(
                form=form,
                kind=section.slug,
                by=request.actor,  # type: ignore[attr-defined]
                now=clock.now(),
                version=whole_number(version),
            )
    except DomainError as error:
        form.add_error(None, error.message)
    except IntegrityError:
        form.add_error(None, _("There is one like this already: end it before you add another."))
    return not form.errors
