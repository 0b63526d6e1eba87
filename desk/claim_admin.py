"""Claims: the list, and the page on which one is written, reviewed and followed."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.forms import Media
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import access
from claims.actions import reviewing
from claims.models import Claim
from claims.workflow import Status
from desk import (
    claim_reading,
    claim_view,
    conflict,
    conversation,
    figure_reading,
    figure_step,
    log_view,
    merging_steps,
    public_steps,
    queue,
    similar_claims,
    steps,
    suggestions,
)
from desk.admin_classes import ReadingAdmin, by_of
from desk.claim_page import ClaimPage
from history.errors import Refusal, Stale


class QueuePart(admin.SimpleListFilter):
    """The parts of the queue that are more than a status."""

    title = gettext_lazy("queue")
    parameter_name = "part"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The parts."""
        return [(name, queue.titles()[name]) for name in ("mine", "unassigned", "overdue")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        """The claims of the chosen part."""
        known = {name for name, _title in self.lookup_choices}
        name = self.value()
        return queryset.filter(pk__in=queue.part(name, request.user)) if name in known else queryset


@admin.register(Claim)
class ClaimAdmin(ReadingAdmin):
    """Everything about a claim on one page."""

    list_display = ("words", "event", "kind", "status", "verdict", "author", "assigned_to", "due_on", "status_since")
    list_filter = (QueuePart, "status", "kind", "verdict")
    list_select_related = ("event", "author", "assigned_to")
    search_fields = ("id", "text__en", "text__ar", "text__fa")
    date_hierarchy = None

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Claim], search_term: str) -> Any:
        """A box that searches a claim to name it leaves out the merged ones; the list has them all."""
        if "field_name" in request.GET:
            queryset = queryset.exclude(status=Status.MERGED)
        return super().get_search_results(request, queryset, search_term)

    @admin.display(description=gettext_lazy("claim"), ordering="created_at")
    def words(self, claim: Claim) -> str:
        """Its first words."""
        return str(claim)[:120]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request) and access.refusal_to_write(request.user) is None

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Whoever sees the desk opens the page; what it lets them do is asked part by part.
        return self.admin_site.has_permission(request)

    def get_urls(self) -> list[Any]:
        """The page's own steps beside Django's addresses."""
        wrap = self.admin_site.admin_view
        own = [
            path("<str:pk>/steps/<slug:name>/", wrap(steps.view), {"model_admin": self}, name="claims_claim_step"),
            path(
                "<str:pk>/public/<slug:name>/",
                wrap(public_steps.view),
                {"model_admin": self},
                name="claims_claim_public",
            ),
            path("figures/suggest/", wrap(figure_reading.answer), name="claims_claim_figures"),
            path("<str:pk>/figure/", wrap(figure_step.view), {"model_admin": self}, name="claims_claim_figure"),
            path("<str:pk>/explanation/", wrap(claim_reading.explanation), name="claims_claim_explanation"),
            path("<str:pk>/suggestions/", wrap(suggestions.of_figures), name="claims_claim_suggestion"),
            path("<str:pk>/relays/", wrap(suggestions.of_a_claim), name="claims_claim_relay"),
            path("<str:pk>/comments/", wrap(conversation.comment), name="claims_claim_comment"),
            path("<str:pk>/assignment/", wrap(conversation.assign), name="claims_claim_assign"),
            path("similar/", wrap(similar_claims.view), name="claims_claim_similar"),
            path("alerts/<str:pk>/", wrap(conversation.resolve), name="claims_claim_resolve"),
        ]
        return own + super().get_urls()

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The log of the claim and of every row that its document holds."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        claim = self.get_object(request, object_id)
        if claim is None:
            raise Http404
        return log_view.page(request, self, claim, claim_reading.chains(claim))

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Shows the page, and saves what was typed on it."""
        claim = None
        if object_id is not None:
            claim = claim_reading.find(object_id)
            if claim is None:
                return self.gone(request, object_id)
        if not self.has_view_permission(request) or (claim is None and not self.has_add_permission(request)):
            raise PermissionDenied(access.refusal_to_write(request.user) or "")
        if request.method != "POST":
            if claim is not None and (kept := merging_steps.way_on(request, claim)):
                return kept
            return self.show(request, ClaimPage(claim, request.user))
        page = ClaimPage(claim, request.user, conflict.resolved(request.POST))
        try:
            saved = page.take(by=by_of(request))
        except Stale as stale:
            return self._show_conflict(request, page, stale.current)
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
            return self.show(request, page, status=403 if refusal.code == "not_allowed" else 409)
        if saved is None:
            return self.show(request, page, status=409 if page.similar else 400)
        return self._go_on(request, saved)

    def _go_on(self, request: HttpRequest, claim: Claim) -> HttpResponse:
        if "_submit" not in request.POST:
            messages.success(request, _("Saved."))
        else:
            try:
                reviewing.submit(claim=claim, by=by_of(request))
            except ValidationError as error:
                messages.warning(request, _("Saved as a draft. Something is missing before it can be reviewed."))
                page = ClaimPage(claim_reading.find(claim.pk), request.user)
                return self.show(request, page, missing=error)
            except Refusal as refusal:
                messages.error(request, refusal.sentence)
            else:
                messages.success(request, _("Saved and submitted. A reviewer who wrote none of it takes over."))
        if "_addanother" in request.POST:
            return redirect(reverse("admin:claims_claim_add"))
        return redirect(reverse("admin:claims_claim_change", args=[claim.pk]))

    def show(
        self, request: HttpRequest, page: ClaimPage, *, status: int = 200, missing: ValidationError | None = None
    ) -> TemplateResponse:
        """The page."""
        context = {
            **self.admin_site.each_context(request),
            **claim_view.context(page, request.user),
            "opts": self.opts,
            "missing": claim_view.missing(missing),
            "media": self.media + _media(page),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "desk/claim.html", context, status=status)

    def _show_conflict(self, request: HttpRequest, page: ClaimPage, current: Claim) -> TemplateResponse:
        fresh = claim_reading.find(current.pk)
        if fresh is None:
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "title": _("Somebody else saved this claim while you were writing"),
            "subtitle": None,
            "opts": self.opts,
            "claim": fresh,
            "conflict": conflict.between(page, fresh, request.user),
        }
        return TemplateResponse(request, "desk/conflict.html", context, status=409)


def _media(page: ClaimPage) -> Media:
    found = Media()
    for form in [*page.own_forms, *(rows.empty_form for rows in page.row_sets)]:
        found += form.media
    return found
