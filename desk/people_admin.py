"""Accounts: for administrators alone, by the actions of `accounts`."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import access
from accounts.actions import people, second_factor
from accounts.models import User
from accounts.roles import Role
from desk.admin_classes import ActingAdmin, back_to, by_of, told
from desk.forms import DeskForm

ROLES = forms.MultipleChoiceField(
    label=gettext_lazy("Roles"), required=False, choices=Role.choices, widget=forms.CheckboxSelectMultiple
)


class NewPersonForm(DeskForm):
    """An account to be made."""

    password = forms.CharField(
        label=gettext_lazy("First password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("Leave it empty to set one later; nobody can sign in until then."),
    )
    roles = ROLES

    class Meta:
        model = User
        fields = ["username", "first_name", "last_name", "email"]


class PersonForm(DeskForm):
    """The roles of an account, and a new password."""

    roles = ROLES
    new_password = forms.CharField(
        label=gettext_lazy("New password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("Leave it empty to keep the old one. A new one ends the person’s other sessions."),
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=500)
    aliases = {"password": "new_password"}

    class Meta:
        model = User
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["roles"] = list(self.instance.groups.values_list("name", flat=True))


@admin.register(User)
class PersonAdmin(ActingAdmin):
    """People. Nothing is deleted: an account is closed, and what the person did stays."""

    change_form_template = "desk/person.html"
    list_display = ("username", "first_name", "last_name", "role_names", "is_active", "last_login")
    list_filter = ("is_active", "groups")
    search_fields = ("username", "first_name", "last_name", "email")

    def refusal_to_write(self, request: HttpRequest) -> str | None:
        if request.user.is_authenticated and access.can_manage_people(request.user):
            return None
        return _("Only an administrator may create accounts and change them.")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request) and self.refusal_to_write(request) is None

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=gettext_lazy("roles"))
    def role_names(self, person: User) -> str:
        """The person's roles."""
        names = {group.name for group in person.groups.all()}
        return ", ".join(str(role.label) for role in Role if role.value in names)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return PersonForm if obj else NewPersonForm

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj:
            return [(None, {"fields": ("roles", "new_password", "reason")})]
        return [(None, {"fields": ("username", "first_name", "last_name", "email", "roles", "password")})]

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [path("<int:pk>/account/", wrap(self.account), name="accounts_user_account"), *super().get_urls()]

    def add_row(self, *, by: Any, form: Any) -> User:
        """Makes the account."""
        typed = form.cleaned_data
        return people.create_person(by=by, **(typed | {"password": typed["password"] or None}))

    def change_row(self, *, row: User, by: Any, form: Any) -> User:
        """Sets the roles, and the password where one was typed."""
        typed = form.cleaned_data
        people.set_roles(person=row, roles=typed["roles"], by=by, reason=typed["reason"])
        if typed["new_password"]:
            people.set_password(person=row, password=typed["new_password"], by=by)
        return row

    def account(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Closes or opens an account, or takes its second factor away."""
        person = get_object_or_404(User, pk=pk)
        if sentence := self.refusal_to_write(request):
            raise PermissionDenied(sentence)
        acts = {
            "close": people.deactivate,
            "open": people.reactivate,
            "remove_second_factor": second_factor.disable,
        }
        act = acts.get(request.POST.get("act", ""))
        if request.method == "POST" and act is not None:
            told(
                request,
                lambda: act(person=person, by=by_of(request), reason=request.POST.get("reason", "")[:500]),
                _("Saved."),
            )
        return back_to(person)
