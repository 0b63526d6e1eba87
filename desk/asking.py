"""A page that asks for something and acts: one form, one action, its faults at their fields."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from desk.admin_classes import ActingAdmin, page_of
from desk.forms import dress
from history.errors import NotAllowed, Refusal


def ask(
    request: HttpRequest, model_admin: ActingAdmin, form: Any, act: Callable[[dict[str, Any]], HttpResponse], *,
    title: Any, original: Any = None, explains: Any = "",
) -> HttpResponse:  # fmt: skip
    """The page, or what `act` answers to what was typed. Raises `PermissionDenied` for who may not write such rows.

    `original` is the row it is about, to whose page "Back" leads; without one it leads to the list.
    """
    if sentence := model_admin.refusal_to_write(request):
        raise PermissionDenied(sentence)
    dress(form)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                return act(form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            except Refusal as refusal:
                status = 403 if isinstance(refusal, NotAllowed) else 409
                form.add_error(None, refusal.sentence)
    opts = model_admin.opts
    context = {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "subtitle": None,
        "opts": opts,
        "form": form,
        "back": page_of(original) if original else reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"),
        "original": original,
        "explains": explains,
    }
    request.current_app = model_admin.admin_site.name
    return TemplateResponse(request, "desk/form.html", context, status=status)
