"""What the team lead can change: one row per kind of thing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from institutions.models import Institution
from referrals.models import LetterParagraph
from referrals.pages.back_office import forms, standards
from referrals.pages.back_office.her_id_form import HER_ID_LABEL, InstitutionForm
from referrals.pages.back_office.library_form import LibraryForm, kinds_in_words
from referrals.pages.back_office.paragraph_form import ParagraphForm
from referrals.pages.back_office.region_form import RegionForm
from referrals.pages.back_office.setting_form import SettingForm
from referrals.pages.back_office.setting_words import in_words, label_of
from referrals.pages.back_office.standards import Standard
from rve.core.menu import ROLE_TITLES
from rve.core.models import CodedReason, Organisation, RoleAssignment, Setting, User
from rve.core.policies import Actor

Cell = Callable[[Any], object]

KIND_WORDS = {
    "practice": _("practice"),
    "hf": _("health trust"),
    "private_institution": _("private institution"),
    "rve": _("assessment unit"),
    "rhf": _("regional health authority"),
    "decline": _("place declined"),
    "override": _("departing from the proposal"),
    "withdraw": _("withdrawn"),
    "interrupt": _("interrupted"),
    "reassign": _("handed to another"),
    "postpone": _("time moved"),
}


@dataclass(frozen=True, slots=True)
class Section:
    slug: str
    title: str | Promise
    intro: str | Promise
    form: type[RegionForm]
    rows: Callable[[Actor, str], QuerySet[Any]]
    columns: tuple[tuple[str | Promise, Cell], ...]
    standards: Callable[[Actor], list[Standard]] | None = None
    addable: bool = True

    @property
    def model(self) -> type[Model]:
        model: type[Model] = self.form._meta.model
        return model


def _users(actor: Actor, q: str) -> QuerySet[User]:
    rows = forms.people_of(actor.region)
    return (rows.filter(Q(name__icontains=q) | Q(username__icontains=q)) if q else rows).order_by("name")


def _roles(actor: Actor, q: str) -> QuerySet[RoleAssignment]:
    rows = RoleAssignment.objects.filter(organisation__region=actor.region).select_related(
        "user", "organisation"
    )
    found = rows.filter(Q(user__name__icontains=q) | Q(organisation__name__icontains=q)) if q else rows
    return found.order_by("user__name", "organisation__name", "role")


def _organisations(actor: Actor, q: str) -> QuerySet[Organisation]:
    rows = Organisation.objects.filter(region=actor.region)
    return (rows.filter(Q(name__icontains=q) | Q(number=q)) if q else rows).order_by("name")


def _institutions(actor: Actor, q: str) -> QuerySet[Institution]:
    rows = Institution.objects.filter(region=actor.region, active=True).select_related("organisation")
    return (rows.filter(name__icontains=q) if q else rows).order_by("name")


def _reasons(actor: Actor, q: str) -> QuerySet[CodedReason]:
    rows = CodedReason.objects.filter(region=actor.region)
    return (rows.filter(Q(text_nb__icontains=q) | Q(code__icontains=q)) if q else rows).order_by(
        "kind", "text_nb"
    )


def _paragraphs(actor: Actor, q: str) -> QuerySet[LetterParagraph]:
    rows = LetterParagraph.objects.filter(region=actor.region, kinds=[])
    return (rows.filter(Q(text_nb__icontains=q) | Q(key__icontains=q)) if q else rows).order_by(
        "key", "-valid_from"
    )


def _library(actor: Actor, q: str) -> QuerySet[LetterParagraph]:
    rows = LetterParagraph.objects.filter(region=actor.region).exclude(kinds=[])
    found = rows.filter(Q(heading_nb__icontains=q) | Q(text_nb__icontains=q)) if q else rows
    return found.order_by("heading_nb", "-valid_from")


def _settings(actor: Actor, q: str) -> QuerySet[Setting]:
    rows = Setting.objects.filter(region=actor.region)
    return (rows.filter(key__icontains=q) if q else rows).order_by("key", "-valid_from")


PERIOD: tuple[tuple[str | Promise, Cell], ...] = (
    (_("First day"), lambda row: row.valid_from),
    (_("To"), lambda row: row.valid_to),
)

SECTIONS = {
    section.slug: section
    for section in (
        Section(
            "users",
            _("Users"),
            _("People who can log in. What they may do stands under Roles."),
            forms.UserForm,
            _users,
            (
                (_("Name"), lambda row: row.name),
                (_("User name"), lambda row: row.username),
                (_("Title under letters"), lambda row: row.title),
                (_("May log in"), lambda row: _("yes") if row.is_active else _("no")),
            ),
        ),
        Section(
            "roles",
            _("Roles"),
            _("Who may do what, for which organisation, from when to when."),
            forms.RoleForm,
            _roles,
            (
                (_("Person"), lambda row: row.user.name),
                (_("Role"), lambda row: ROLE_TITLES[row.role]),
                (_("Organisation"), lambda row: row.organisation.name),
                *PERIOD,
            ),
        ),
        Section(
            "organisations",
            _("Organisations"),
            _("Practices, institutions and health trusts that refer or receive."),
            forms.OrganisationForm,
            _organisations,
            (
                (_("Name"), lambda row: row.name),
                (_("Kind"), lambda row: KIND_WORDS[row.kind]),
                (_("Organisation number"), lambda row: row.number),
                (HER_ID_LABEL, lambda row: row.her_id),
                *PERIOD,
            ),
        ),
        Section(
            "institutions",
            _("Institutions"),
            _("Which institutions can be reached by message. The others get letters and the portal."),
            InstitutionForm,
            _institutions,
            (
                (_("Name"), lambda row: row.name),
                (_("Organisation"), lambda row: row.organisation.name if row.organisation else ""),
                (HER_ID_LABEL, lambda row: row.her_id),
            ),
            addable=False,
        ),
        Section(
            "reasons",
            _("Coded reasons"),
            _("The reasons that can be chosen, with the days they may be chosen."),
            forms.ReasonForm,
            _reasons,
            (
                (_("Words"), lambda row: row.text_nb),
                (_("Used when"), lambda row: KIND_WORDS[row.kind]),
                (_("NPR code"), lambda row: row.npr_code),
                *PERIOD,
            ),
        ),
        Section(
            "paragraphs",
            _("Letter paragraphs"),
            _("Your own words for a paragraph of the letters, in place of the standard ones."),
            ParagraphForm,
            _paragraphs,
            (
                (_("Heading, bokmål"), lambda row: row.heading_nb or row.key),
                (_("Paragraph"), lambda row: row.key),
                *PERIOD,
            ),
            standards.of_paragraphs,
        ),
        Section(
            "library",
            _("Letter library"),
            _("Paragraphs that can be picked into a letter, with the letters they fit."),
            LibraryForm,
            _library,
            (
                (_("Heading, bokmål"), lambda row: row.heading_nb),
                (_("Letters"), lambda row: kinds_in_words(row.kinds)),
                *PERIOD,
            ),
            standards.of_library,
        ),
        Section(
            "settings",
            _("Settings"),
            _("Lengths and switches with their first day. What is not listed has its standard value."),
            SettingForm,
            _settings,
            (
                (_("Setting"), lambda row: label_of(row.key)),
                (_("Value"), lambda row: in_words(row.key, row.value)),
                (_("First day"), lambda row: row.valid_from),
                (_("Source"), lambda row: row.source),
            ),
            standards.of_settings,
        ),
    )
}
