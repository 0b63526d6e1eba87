"""The desk's admin site: open to active people with a role, and with a one-time code where one is required."""

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse_lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts import totp
from accounts.actions import people
from accounts.models import User
from claims import access
from desk import queue


class SignInForm(AuthenticationForm):
    """Lets in who has a role; Django's own asks for `is_staff`, which is no rule of ours."""

    required_css_class = "required"
    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _("Name and password do not match. Both are case-sensitive."),
    }

    def confirm_login_allowed(self, user: Any) -> None:
        """Raises `ValidationError` for who may not see the desk."""
        super().confirm_login_allowed(user)
        if sentence := access.refusal_to_see(user):
            raise ValidationError(sentence, code="invalid_login")


class OwnPasswordForm(PasswordChangeForm):
    """Asks for the old password; sets the new one by the action, so that the log knows."""

    required_css_class = "required"

    def save(self, commit: bool = True) -> Any:
        """Sets it."""
        person = User.objects.get(pk=self.user.pk)
        people.set_password(person=person, password=self.cleaned_data["new_password1"], by=person)
        self.user.password = person.password  # keeps this session open
        return self.user


class DeskSite(AdminSite):
    """Where reviewers work."""

    site_header = site_title = format_lazy(_("{name} desk"), name=settings.SITE_NAME)
    index_title = _("Queue")
    index_template = "desk/queue.html"
    login_form = SignInForm
    empty_value_display = "–"

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether this person may see the desk."""
        if access.refusal_to_see(request.user):
            return False
        return totp.is_verified(request) or not settings.REQUIRE_TOTP

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page shows: the numbers of the queue too."""
        context = super().each_context(request)
        if context["has_permission"]:
            context["queue_numbers"] = queue.numbers(request.user)
        return context

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Django's list; the log's plural is no word."""
        apps = super().get_app_list(request, app_label)
        for app in apps:
            for model in app["models"]:
                if model["object_name"] == "Entry":
                    model["name"] = _("Entries")
        return apps

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The queue."""
        context = {
            **self.each_context(request),
            "title": self.index_title,
            "subtitle": None,
            "may_write": access.refusal_to_write(request.user) is None,
        }
        context["sections"] = queue.sections(request.user, context["queue_numbers"])
        request.current_app = self.name
        return TemplateResponse(request, "desk/queue.html", context | (extra_context or {}))

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """People change their own password."""
        request.current_app = self.name
        view = PasswordChangeView.as_view(
            form_class=OwnPasswordForm,
            success_url=reverse_lazy("admin:password_change_done", current_app=self.name),
            template_name="registration/password_change_form.html",
            extra_context={**self.each_context(request), **(extra_context or {})},
        )
        return view(request)
