"""Webhooks: who is told of what becomes public, and how each telling went."""

import json
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from desk.admin_classes import ReadingAdmin, ShowsASecret, back_to, by_of, told
from desk.forms import DeskForm
from record import access, tasks
from record.actions import subscribing
from record.models import Delivery, Subscription
from record.models.subscription import HookEvent


class WebhookForm(DeskForm):
    """A webhook to be made or changed."""

    events = forms.MultipleChoiceField(
        label=gettext_lazy("It is told when"), choices=HookEvent.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Subscription
        fields = ["label", "url"]
        labels = {"label": gettext_lazy("Who it is for"), "url": gettext_lazy("Address")}
        widgets = {"url": forms.TextInput(attrs={"size": 60, "dir": "ltr", "placeholder": "https://"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_new:
            self.initial["events"] = self.instance.events


class ForEditors(ReadingAdmin):
    """Seen by who looks after webhooks alone: an address may hold a secret of the receiver's."""

    def refusal_to_write(self, request: HttpRequest) -> str | None:
        """Why this person may not see or change webhooks; None when they may."""
        return access.refusal_to_subscribe(request.user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request) and self.refusal_to_write(request) is None

    def require_editor(self, request: HttpRequest) -> None:
        """Raises `PermissionDenied` with the sentence."""
        if sentence := self.refusal_to_write(request):
            raise PermissionDenied(sentence)


@admin.register(Subscription)
class SubscriptionAdmin(ForEditors, ShowsASecret):
    """Webhooks."""

    form = WebhookForm
    change_form_template = "desk/webhook.html"
    list_display = ("label", "url", "owner", "created_at", "failing_since", "paused_at", "ended_at")
    list_select_related = ("owner",)
    fieldsets = ((None, {"fields": ("label", "url", "events")}),)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return WebhookForm

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("<str:pk>/acts/<slug:name>/", wrap(never_cache(self.act)), name="record_subscription_act"),
            *super().get_urls(),
        ]

    def add_row(self, *, by: Any, form: Any) -> Subscription:
        """Makes it."""
        return subscribing.subscribe(by=by, **form.cleaned_data)

    def change_row(self, *, row: Subscription, by: Any, form: Any) -> Subscription:
        """Changes it."""
        return subscribing.change(subscription=row, by=by, **form.cleaned_data)

    def around(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """The newest deliveries stand on its page."""
        return {"deliveries": row.deliveries.defer("payload")[:10] if row else []}

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        """The secret, this once."""
        return self.show_once(request, obj, _("The secret of your new webhook"))

    def act(self, request: HttpRequest, pk: str, name: str) -> HttpResponse:
        """Tests, pauses, resumes or ends it, or gives it a new secret."""
        self.require_editor(request)
        row, by = get_object_or_404(Subscription, pk=pk), by_of(request)
        acts = {
            "ping": (lambda: subscribing.send_ping(subscription=row, by=by), _("A test is on its way; see its delivery.")),
            "pause": (
                lambda: subscribing.pause(subscription=row, by=by, reason=request.POST.get("reason", "")),
                _("The webhook is paused."),
            ),
            "resume": (lambda: subscribing.resume(subscription=row, by=by), _("The webhook goes on.")),
            "end": (lambda: subscribing.end(subscription=row, by=by), _("The webhook is ended.")),
        }  # fmt: skip
        if name == "rotate" and request.method == "POST":
            return self._rotate(request, row)
        if name not in acts and name != "rotate":
            raise Http404
        if request.method == "POST":
            told(request, *acts[name])
            tasks.nudge()
        return back_to(row)

    def _rotate(self, request: HttpRequest, row: Subscription) -> HttpResponse:
        given: list[Subscription] = []
        told(request, lambda: given.append(subscribing.rotate_secret(subscription=row, by=by_of(request))))
        return self.show_once(request, given[0], _("The new secret of the webhook")) if given else back_to(row)


@admin.register(Delivery)
class DeliveryAdmin(ForEditors):
    """What was told to whom, and how it went."""

    change_form_template = "desk/delivery.html"
    list_display = (
        "event",
        "event_id",
        "subscription",
        "state",
        "attempts",
        "last_status",
        "created_at",
        "delivered_at",
    )
    list_filter = ("state", "event", ("subscription", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("subscription",)
    search_fields = ("event_id",)
    fields = (
        "subscription", "event", "event_id", "state", "attempts", "next_attempt_at", "last_status", "last_answer",
        "last_failure", "created_at", "delivered_at", "what_is_sent",
    )  # fmt: skip
    readonly_fields = fields

    @admin.display(description=gettext_lazy("what is sent"))
    def what_is_sent(self, row: Delivery) -> str:
        """The payload, indented."""
        read = json.loads(bytes(row.payload))
        return format_html('<pre dir="ltr" class="document">{}</pre>', json.dumps(read, ensure_ascii=False, indent=1))

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [path("<int:pk>/replay/", wrap(self.replay), name="record_delivery_replay"), *super().get_urls()]

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """A delivery is its own log; what people did to it stands in its webhook's."""
        row = self.get_object(request, object_id)
        if row is None:
            return self.gone(request, object_id)
        self.require_editor(request)
        return self.admin_site._registry[Subscription].history_view(request, row.subscription_id)

    def replay(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Sends it again, with its old id."""
        self.require_editor(request)
        row = get_object_or_404(Delivery.objects.select_related("subscription"), pk=pk)
        if request.method == "POST":
            told(request, lambda: subscribing.replay(delivery=row, by=by_of(request)), _("It is on its way again."))
            tasks.nudge()
        return back_to(row)
