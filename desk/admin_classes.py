"""The two kinds of admin class: one that only reads, and one whose every write is an action.

Django's own would write rows around the actions and past the log; a test walks every class of the site and sees that
none does.
"""

from collections.abc import Callable
from typing import Any, NoReturn

from django.contrib import messages
from django.contrib.admin import ModelAdmin, helpers
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models.constants import LOOKUP_SEP
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from claims import access
from desk import log_view
from history.errors import Refusal


class ReadingAdmin(ModelAdmin):
    """Lists and shows rows to everybody at the desk. Nothing can be changed through it."""

    actions = None
    show_full_result_count = False
    list_per_page = 50
    view_on_site = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Only what a filter of the list asks. Django takes any column, which spells a hidden one out letter by letter."""
        columns = {field.name for field in self.opts.get_fields()} | {
            field.attname for field in self.opts.concrete_fields
        }
        filtered = {one[0] if isinstance(one, tuple) else one for one in self.list_filter}
        asked = lookup.partition(LOOKUP_SEP)[0]
        return (asked in filtered or asked not in columns) and super().lookup_allowed(lookup, value, request)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The row's log in sentences."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            return self.gone(request, object_id)
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        return log_view.page(request, self, row, [log_view.chain_of(row)])

    def gone(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What Django's admin answers for a row that is not there."""
        return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]

    # Django's log of the admin would be a second, weaker one.
    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        return None

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        return None

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> NoReturn:
        raise PermissionDenied

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> NoReturn:
        raise PermissionDenied

    def delete_model(self, request: HttpRequest, obj: Any) -> NoReturn:
        raise PermissionDenied

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> NoReturn:
        raise PermissionDenied


class ActingAdmin(ReadingAdmin):
    """Shows a form and gives what was typed to an action; what the action finds wrong stands at its field."""

    change_form_template = "desk/row.html"

    # Called with `by` and the sound `form`, and `row` to change one: gives both to an action and answers with the row it saved.
    # A class without one of them shows no such form, to anybody.
    add_row: Callable[..., models.Model] | None = None
    change_row: Callable[..., models.Model] | None = None

    def refusal_to_write(self, request: HttpRequest) -> str | None:
        """Why this person may not write such rows; None when they may."""
        return access.refusal_to_write(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.add_row is not None and self._may_write(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.change_row is not None and self._may_write(request)

    def _may_write(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request) and self.refusal_to_write(request) is None

    def around(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """More for the page of one row."""
        return {}

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """The form, and what becomes of it. Not one transaction: an action is its own."""
        row = None
        if object_id is not None:
            row = self.get_object(request, unquote(object_id))
            if row is None:
                return self.gone(request, object_id)
        may_write = self.has_change_permission(request, row) if row else self.has_add_permission(request)
        if not may_write and (request.method == "POST" or row is None or not self.has_view_permission(request, row)):
            raise PermissionDenied(self.refusal_to_write(request) or "")
        fieldsets: Any = self.get_fieldsets(request, row)
        form_class = self.get_form(request, row, change=row is not None, fields=flatten_fieldsets(fieldsets))
        if request.method == "POST":
            form = form_class(request.POST, request.FILES, instance=row)
            saved = self._act(request, form, row) if form.is_valid() else None
            if saved is not None:
                return self.response_change(request, saved) if row else self.response_add(request, saved)
        else:
            form = form_class(instance=row, initial=None if row else self.get_changeform_initial_data(request))
        readonly = self.get_readonly_fields(request, row) if may_write else flatten_fieldsets(fieldsets)
        adminform = helpers.AdminForm(form, list(fieldsets), {}, readonly, model_admin=self)
        context = {
            **self.admin_site.each_context(request),
            "title": str(row) if row else _("Add %s") % self.opts.verbose_name,
            "subtitle": None,
            "adminform": adminform,
            "object_id": object_id,
            "original": row,
            "is_popup": IS_POPUP_VAR in request.POST or IS_POPUP_VAR in request.GET,
            "to_field": None,
            "media": self.media + adminform.media,
            "inline_admin_formsets": [],
            "errors": helpers.AdminErrorList(form, []),
            "preserved_filters": self.get_preserved_filters(request),
            "refusal": "" if may_write else self.refusal_to_write(request),
            "show_save_and_add_another": False,
            **self.around(request, row),
            **(extra_context or {}),
        }
        answer = self.render_change_form(request, context, add=row is None, change=row is not None, obj=row)
        answer.status_code = 400 if form.errors else 200
        return answer

    def _act(self, request: HttpRequest, form: ModelForm, row: Any) -> models.Model | None:
        save, named = (self.change_row, {"row": row}) if row else (self.add_row, {})
        if save is None:
            raise PermissionDenied
        try:
            return save(by=by_of(request), form=form, **named)
        except ValidationError as error:
            form.add_error(None, error)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        return None


class ShowsASecret(ActingAdmin):
    """Answers the making of a row with a secret, this once: a redirect would have to keep it somewhere meanwhile."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Never kept by a browser."""
        return never_cache(super().changeform_view)(request, *args, **kwargs)

    def show_once(self, request: HttpRequest, row: Any, title: str) -> HttpResponse:
        """The page with the secret, to be copied."""
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "subtitle": None,
            "opts": self.opts,
            "row": row,
            "secret": row.shown_once,
        }
        return TemplateResponse(request, "desk/shown_once.html", context)


def told(request: HttpRequest, act: Any, done: str = "") -> bool:
    """Runs an action of one click; says what came of it. Whether it was done."""
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return False
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return False
    if done:
        messages.success(request, done)
    return True


def page_of(row: models.Model) -> str:
    """The address of a row's page."""
    opts = row._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk])


def back_to(row: models.Model) -> HttpResponse:
    """To the page of a row."""
    return redirect(page_of(row))


def by_of(request: HttpRequest) -> Any:
    """The person who acts: nobody passes `admin_view` without an account."""
    return request.user
