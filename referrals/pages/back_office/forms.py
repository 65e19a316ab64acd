"""The forms of the back office: each refuses what would make history untrue."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from referrals.pages.back_office.her_id_form import HER_ID_HELP, HER_ID_LABEL, HerIdForm
from referrals.pages.back_office.region_form import DATE, RegionForm
from rve.core.models import CodedReason, Organisation, Region, Role, RoleAssignment, User


def people_of(region: Region) -> QuerySet[User]:
    """Those with a role in the region, now or before, and those who have none anywhere yet."""
    here = Q(assignments__organisation__region=region) | Q(assignments=None)
    return User.objects.filter(here).distinct().order_by("name")


class UserForm(RegionForm):
    new_password = forms.CharField(
        label=_("New password"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. Leave empty to keep the present one."),
    )

    class Meta:
        model = User
        fields = ["username", "name", "title", "email", "hpr_number", "language", "is_active"]
        labels = {
            "username": _("User name"),
            "name": _("Name"),
            "title": _("Title under letters"),
            "email": _("E-mail"),
            "hpr_number": _("HPR number"),
            "language": _("Written language"),
            "is_active": _("May log in"),
        }
        widgets = {"language": forms.Select(choices=[("nb", "Bokmål"), ("nn", "Nynorsk")])}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self._works_elsewhere():
            for name in ("username", "new_password", "is_active"):
                self.fields[name].disabled = True
            self.fields["new_password"].help_text = _(
                "Works in another region too: the log-in is not yours to change."
            )

    def _works_elsewhere(self) -> bool:
        return self.instance.assignments.exclude(organisation__region=self.actor.region).exists()

    def clean_new_password(self) -> str:
        password: str = self.cleaned_data["new_password"]
        if password:
            validate_password(password, self.instance)
        return password

    def clean_hpr_number(self) -> str:
        number: str = self.cleaned_data["hpr_number"]
        if number and not (number.isascii() and number.isdigit()):
            raise forms.ValidationError(_("An HPR number has digits only, at most nine."))
        return number

    def save(self, commit: bool = True) -> User:
        user: User = super().save(commit=False)
        if self.cleaned_data["new_password"]:
            user.set_password(self.cleaned_data["new_password"])
        elif not user.pk:
            user.set_unusable_password()
        user.save()
        return user


class RoleForm(RegionForm):
    class Meta:
        model = RoleAssignment
        fields = ["user", "organisation", "role", "valid_from", "valid_to"]
        labels = {
            "user": _("Person"),
            "organisation": _("Organisation"),
            "role": _("Role"),
            "valid_from": _("First day"),
            "valid_to": _("First day it no longer holds"),
        }
        widgets = {"valid_from": DATE, "valid_to": DATE}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = Organisation.objects.filter(region=self.actor.region).order_by("name")
        people = people_of(self.actor.region)
        self.fields["organisation"].queryset = here  # type: ignore[attr-defined]
        self.fields["user"].queryset = people  # type: ignore[attr-defined]
        if self.instance.pk:
            for name in ("user", "organisation", "role", "valid_from"):
                self.fields[name].disabled = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("valid_from"), data.get("valid_to")
        if first and last and last <= first:
            self.add_error("valid_to", _("The last day must come after the first."))
        if data.get("role") and data.get("organisation"):
            self._fits(data["role"], data["organisation"])
        if data.get("role") and data.get("user"):
            self._may_be_given(data["role"], data["user"])
        return data

    def _may_be_given(self, role: str, user: User) -> None:
        """Nobody raises themselves, and who signs decisions is known to the register of health personnel."""
        if user.pk == self.actor.user.pk and not self.instance.pk:
            self.add_error("user", _("Nobody gives a role to themselves: ask another team lead."))
        if role == Role.PHYSICIAN and not user.hpr_number:
            self.add_error("role", _("A physician needs an HPR number: enter it under Users first."))

    def _fits(self, role: str, organisation: Organisation) -> None:
        kinds = {
            Role.REFERRER: {"practice", "hf"},
            Role.INSTITUTION: {"private_institution", "hf"},
            Role.PLANNER: {"rhf", "rve"},
            Role.PRIVACY_OFFICER: {"rve", "hf", "rhf"},
        }
        if organisation.kind not in kinds.get(Role(role), {"rve"}):
            self.add_error("role", _("That role does not exist in an organisation of this kind."))


class OrganisationForm(HerIdForm):
    class Meta:
        model = Organisation
        fields = ["kind", "name", "number", "her_id", "address", "phone", "email", "valid_from", "valid_to"]
        labels = {
            "kind": _("Kind"),
            "name": _("Name"),
            "number": _("Organisation number"),
            "her_id": HER_ID_LABEL,
            "address": _("Address"),
            "phone": _("Phone"),
            "email": _("E-mail"),
            "valid_from": _("First day"),
            "valid_to": _("First day no longer valid"),
        }
        help_texts = {"her_id": HER_ID_HELP}
        widgets = {"valid_from": DATE, "valid_to": DATE, "address": forms.Textarea(attrs={"rows": 2})}

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"]
        weights = (3, 2, 7, 6, 5, 4, 3, 2)
        if len(number) != 9 or not (number.isascii() and number.isdigit()):
            raise forms.ValidationError(_("An organisation number has nine digits."))
        rest = 11 - sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False)) % 11
        if rest % 11 != int(number[8]):
            raise forms.ValidationError(_("The last digit does not fit: check the organisation number."))
        return number


class ReasonForm(RegionForm):
    class Meta:
        model = CodedReason
        fields = ["kind", "code", "text_nb", "text_nn", "npr_code", "valid_from", "valid_to"]
        labels = {
            "kind": _("Used when"),
            "code": _("Code"),
            "text_nb": _("Words, bokmål"),
            "text_nn": _("Words, nynorsk"),
            "npr_code": _("NPR code"),
            "valid_from": _("First day"),
            "valid_to": _("First day no longer valid"),
        }
        widgets = {"valid_from": DATE, "valid_to": DATE}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in ("kind", "code", "valid_from"):
                self.fields[name].disabled = True
