"""The desk's page for one-time codes, and the middleware that sends people there."""

from collections.abc import Callable

import django_otp
from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import totp
from accounts.actions import second_factor
from accounts.models import User
from history.errors import Refusal

# Where people go who are not let in, and how they get out: these must answer without a code.
OPEN = {"login", "logout", "jsi18n"}


class CodeForm(forms.Form):
    """Six digits from a phone."""

    code = forms.RegexField(
        r"^\s*\d{3}\s?\d{3}\s*$",
        label=gettext_lazy("One-time code"),
        error_messages={"invalid": gettext_lazy("A code is six digits.")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
        max_length=20,
    )

    def clean_code(self) -> str:
        """The digits alone."""
        return "".join(self.cleaned_data["code"].split())


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Asks for a code; first shows what to scan, to people who have no phone set up yet."""
    # The row itself: request.user is a lazy stand-in, which an action cannot lock.
    person = User.objects.get(username=request.user.get_username())
    if totp.is_verified(request):
        return redirect(target(request))
    device = totp.device_of(person)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        code = form.cleaned_data["code"]
        try:
            if device is None:
                device = second_factor.enable(person=person, code=code, by=person)
            elif not device.verify_token(code):
                raise ValidationError(
                    {"code": _("This code is not right, or too many wrong ones came before it: wait a little.")}
                )
        except ValidationError as error:
            form.add_error(None, error)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            django_otp.login(request, device)
            return redirect(target(request))
    waiting = None if device else totp.pending_device_of(person)
    context = {
        **admin.site.each_context(request),
        "title": _("One-time code") if device else _("Set up one-time codes"),
        "form": form,
        "next": request.GET.get("next", ""),
        "picture": totp.picture_of(waiting) if waiting else "",
        "secret": totp.secret_of(waiting) if waiting else "",
        "required": settings.REQUIRE_TOTP,
        # Nothing of the desk is within reach yet.
        "is_nav_sidebar_enabled": False,
        "has_permission": False,
    }
    return render(request, "desk/totp.html", context, status=400 if form.errors else 200)


def target(request: HttpRequest) -> str:
    """Where the person was going, if that is on this site; else the desk."""
    wanted = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else reverse("admin:index")


class AskForCode:
    """Middleware: the desk stays shut to a session without a code, where one is required or the person has a phone."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Passes on."""
        return self.respond(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """A redirect to the page above, or None to go on."""
        match = request.resolver_match
        if match is None or "admin" not in match.app_names or match.url_name in OPEN:
            return None
        if not request.user.is_authenticated or totp.is_verified(request):
            return None
        if settings.REQUIRE_TOTP or totp.device_of(request.user):
            return redirect(f"{reverse('totp')}?{urlencode({'next': request.get_full_path()})}")
        return None
