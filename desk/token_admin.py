"""Tokens: people make theirs for their programs, see when each was used, and take them back."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import access
from accounts.actions import tokens
from accounts.models import Token, User
from accounts.scopes import Scope
from desk.admin_classes import ShowsASecret, back_to, by_of, told
from desk.forms import DeskForm


class TokenForm(DeskForm):
    """A token to be made."""

    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("It may"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    days = forms.IntegerField(
        label=gettext_lazy("Ends after days"),
        min_value=1,
        max_value=366,
        initial=90,
        help_text=gettext_lazy("A year at most. Make a new one before it ends."),
    )
    aliases = {"expires_at": "days"}

    class Meta:
        model = Token
        fields = ["label"]
        labels = {"label": gettext_lazy("What it is for")}


@admin.register(Token)
class TokenAdmin(ShowsASecret):
    """A person's own tokens; an administrator sees everybody's, to take them back."""

    form = TokenForm
    change_form_template = "desk/token.html"
    list_display = ("label", "prefix", "owner", "scopes_in_words", "expires_at", "last_used_at", "revoked_at")
    list_select_related = ("owner",)
    shown = (
        "label", "prefix", "owner", "scopes_in_words", "created_at", "expires_at", "last_used_at", "revoked_at", "revoked_by",
    )  # fmt: skip

    def refusal_to_write(self, request: HttpRequest) -> str | None:
        # Whoever sees the desk makes tokens; what one may do is what its owner may do.
        return None

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may_see = obj is None or obj.owner_id == request.user.pk or access.can_manage_people(by_of(request))
        return self.admin_site.has_permission(request) and may_see

    def get_queryset(self, request: HttpRequest) -> Any:
        rows: Any = super().get_queryset(request)
        return rows.visible_to(request.user, manages=access.can_manage_people(by_of(request)))

    @admin.display(description=gettext_lazy("it may"))
    def scopes_in_words(self, token: Token) -> str:
        """What it may be used for."""
        return ", ".join(str(Scope(scope).label) for scope in token.scopes)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return [(None, {"fields": self.shown if obj else ("label", "scopes", "days")})]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.shown if obj else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return TokenForm

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [path("<str:pk>/revocation/", wrap(self.revoke), name="accounts_token_revoke"), *super().get_urls()]

    def add_row(self, *, by: Any, form: Any) -> Token:
        """Makes the token."""
        typed = form.cleaned_data
        ends = timezone.now() + timedelta(days=typed["days"])
        # The row itself: request.user is a lazy stand-in, which an action cannot lock.
        owner = User.objects.get(pk=by.pk)
        return tokens.make(owner=owner, by=by, label=typed["label"], scopes=typed["scopes"], expires_at=ends)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        return self.show_once(request, obj, _("Your new token"))

    def revoke(self, request: HttpRequest, pk: str) -> HttpResponse:
        """Takes it back."""
        token = get_object_or_404(self.get_queryset(request), pk=pk)
        if request.method == "POST":
            told(request, lambda: tokens.revoke(token=token, by=by_of(request)), _("The token is taken back."))
        return back_to(token)
