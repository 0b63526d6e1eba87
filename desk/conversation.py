"""Comments, who looks after a claim, and alerts that were looked at."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.roles import Role
from claims.actions import alerting, drafting
from claims.models import Alert, Claim
from desk.admin_classes import back_to, told
from desk.faults import FaultsAtFields
from desk.forms import dress


class CommentForm(forms.Form):
    """A remark between colleagues."""

    text = forms.CharField(
        label=gettext_lazy("Comment"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    )


class PersonField(forms.ModelChoiceField):
    """A person by their name."""

    def label_from_instance(self, obj: Any) -> str:
        return obj.get_full_name() or obj.get_username()


class AssignForm(FaultsAtFields, forms.Form):
    """Who looks after a claim, and until when."""

    aliases = {"assigned_to": "to"}

    to = PersonField(label=gettext_lazy("Looked after by"), required=False, queryset=User.objects.none())
    due_on = forms.DateField(
        label=gettext_lazy("Due on"),
        required=False,
        widget=forms.DateInput(attrs={"placeholder": "2024-02-03", "dir": "ltr", "size": 10}, format="%Y-%m-%d"),
    )

    def __init__(self, claim: Claim, data: Any = None, **kwargs: Any) -> None:
        kwargs["initial"] = {"to": claim.assigned_to_id, "due_on": claim.due_on}
        super().__init__(data, **kwargs)
        people: Any = self.fields["to"]
        people.queryset = workers()
        dress(self)


def workers() -> Any:
    """The people who may be given a claim."""
    has_role = Q(groups__name__in=list(Role)) | Q(is_superuser=True)
    return User.objects.filter(has_role, is_active=True).distinct().order_by("first_name", "username")


@require_POST
def comment(request: HttpRequest, pk: str) -> HttpResponse:
    """Leaves a comment."""
    claim = get_object_or_404(Claim, pk=pk)
    told(request, lambda: alerting.comment(claim=claim, by=request.user, text=request.POST.get("text", "")))  # type: ignore[arg-type]
    return back_to(claim)


@require_POST
def assign(request: HttpRequest, pk: str) -> HttpResponse:
    """Gives the claim to somebody, or to nobody."""
    claim = get_object_or_404(Claim, pk=pk)
    form = AssignForm(claim, request.POST)

    def act() -> None:
        if not form.is_valid():
            raise ValidationError([message for messages_ in form.errors.values() for message in messages_])
        typed = form.cleaned_data
        drafting.assign(claim=claim, by=request.user, to=typed["to"], due_on=typed["due_on"])  # type: ignore[arg-type]

    told(request, act, _("Saved who looks after it."))
    return back_to(claim)


@require_POST
def resolve(request: HttpRequest, pk: str) -> HttpResponse:
    """Says that an alert was looked at."""
    alert = get_object_or_404(Alert.objects.select_related("claim"), pk=pk)
    if told(request, lambda: alerting.resolve_alert(alert=alert, by=request.user)):  # type: ignore[arg-type]
        messages.success(request, _("The alert is resolved."))
    return back_to(alert.claim)
