"""What the machine suggests on the pages of claims and statements, and the clicks that confirm or dismiss it."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from claims import documents, suggested
from claims.actions import drafting, suggesting
from claims.models import Claim, Evidence
from claims.models.evidence import Stance
from desk import claim_reading
from desk.admin_classes import back_to, by_of, told
from record import wording
from sources.actions import linking
from sources.models import Relay, Statement
from sources.models.source_link import LinkStatus
from sources.suggesting import RelaySuggestion, Why, relays_suggested, relays_suggested_of

Row = dict[str, Any]

SHOWN = 30  # relays suggested on one page; judged ones make room for more

WHY = {
    Why.CREDIT: gettext_lazy("The page credits the other’s outlet."),
    Why.LINKED_SOURCE: gettext_lazy("One page comes from the other, or both have nearly the same text."),
    Why.SAME_WORDS: gettext_lazy("The same speaker in the same words."),
}


def of_claim(claim: Claim, content: Row, evidence: Sequence[Evidence], *, is_editable: bool) -> Row:
    """What the claim's figures and statements suggest. The number of statements of SQL does not grow with the evidence."""
    rows = {row.pk: row for row in evidence}
    known = suggested.dismissed(claim)
    figures = [
        {"key": one.key, "question": _question(one, rows), "needs_reason": one.needs_reason,
         "may_accept": is_editable or one.kind == suggested.Kind.REPLACED}
        for one in suggested.suggestions(content)
        if one.key not in known
    ]  # fmt: skip
    statements = [row.statement for row in evidence]
    return {
        "figures": figures,
        "relays": [*_stored(statements), *_guessed(relays_suggested_of(statements))][:SHOWN],
        "statements": statements,
    }


def of_statement(statement: Statement) -> Row:
    """What this statement may repeat, or who may repeat it."""
    return {"relays": [*_stored([statement]), *_guessed(relays_suggested(statement))][:SHOWN]}


@require_POST
def of_figures(request: HttpRequest, pk: str) -> HttpResponse:
    """Takes a suggestion of the figures over, or dismisses it."""
    claim = claim_reading.find(pk)
    if claim is None:
        raise Http404
    key, by = request.POST.get("key", ""), by_of(request)
    if "dismiss" in request.POST:
        told(request, lambda: suggesting.dismiss(claim=claim, key=key, by=by), _("Dismissed."))
        return back_to(claim)
    found = next((one for one in suggested.suggestions(documents.build(claim).content) if one.key == key), None)
    if found is None:
        messages.error(request, _("This is not suggested any more."))
        return back_to(claim)
    row = Evidence.objects.get(pk=found.evidence)
    if found.kind == suggested.Kind.STANCE:
        columns: dict[str, Any] = {"stance": found.value}
    else:
        columns = {"superseded_by": Evidence.objects.get(pk=found.value)}
        if reason := request.POST.get("reason", "").strip():
            columns["superseded_reason"] = reason
    told(request, lambda: drafting.change_evidence(evidence=row, by=by, **columns), _("Saved."))
    return back_to(claim)


@require_POST
def of_a_statement(request: HttpRequest, pk: str) -> HttpResponse:
    """On a statement's page: confirms or rejects that it repeats another."""
    statement = get_object_or_404(Statement, pk=pk)
    said_by = get_object_or_404(Statement, pk=request.POST.get("statement") or pk)
    return _judge(request, said_by, back=statement)


@require_POST
def of_a_claim(request: HttpRequest, pk: str) -> HttpResponse:
    """On a claim's page: declares, confirms or rejects that one report repeats another."""
    claim = get_object_or_404(Claim, pk=pk)
    statement = get_object_or_404(Statement, pk=request.POST.get("statement", ""))
    return _judge(request, statement, back=claim)


def _judge(request: HttpRequest, statement: Statement, back: Claim | Statement) -> HttpResponse:
    """What was never stored is stored now: confirmed, declared or rejected, so that it is not asked again."""
    of = get_object_or_404(Statement, pk=request.POST.get("of", ""))
    kind, by, confirm = request.POST.get("kind", ""), by_of(request), "reject" not in request.POST
    guess = statement.relays_out.filter(to_statement=of, status=LinkStatus.DETECTED).first()
    status = LinkStatus.DECLARED if "declare" in request.POST else LinkStatus.CONFIRMED

    @transaction.atomic
    def act() -> None:
        if guess:
            linking.judge_relay(relay=guess, confirm=confirm and guess.kind == kind, by=by)
        if guess is None or (confirm and guess.kind != kind):
            given = status if confirm else LinkStatus.REJECTED
            linking.declare_relay(statement=statement, of=of, kind=kind, status=given, by=by)

    told(request, act, _("Saved. It holds for every claim.") if confirm else _("Noted. It is not suggested again."))
    return back_to(back)


def _question(one: suggested.FigureSuggestion, rows: dict[str, Evidence]) -> str:
    row = rows[one.evidence]
    figure = _("“{words}” of {who}").format(words=row.quantity_words, who=_who(row.statement))
    if one.kind == suggested.Kind.REPLACED:
        newer = rows[one.value]
        told = _("{figure} was followed by “{newer}” of the same origin.").format(
            figure=figure, newer=newer.quantity_words
        )
        asks = (
            _("It is lower: does it correct the earlier one?")
            if one.needs_reason
            else _("Does it replace the earlier one?")
        )
        return f"{told} {asks}"
    stance = wording.label("stance", one.value)
    if one.value == Stance.CONTRADICTS:
        return _("{figure} excludes the claim’s figure. Is it “{stance}”?").format(figure=figure, stance=stance)
    return _("{figure} agrees with the claim’s figure. Is it “{stance}”?").format(figure=figure, stance=stance)


def _who(statement: Statement) -> str:
    return str(statement.speaker or statement.source.outlet)


def _stored(statements: Sequence[Statement]) -> list[Row]:
    """Guesses that stand in the record already, such as imported ones."""
    ends = [statement.pk for statement in statements]
    rows = Relay.objects.filter(Q(from_statement__in=ends) | Q(to_statement__in=ends), status=LinkStatus.DETECTED)
    both = ("from_statement", "to_statement")
    rows = rows.select_related(*(f"{end}__{way}" for end in both for way in ("speaker", "source__outlet")))
    why = _("Found by machine.")
    return [_row(row.from_statement, row.to_statement, row.kind, why) for row in rows.order_by("id")[:SHOWN]]


def _guessed(found: Sequence[RelaySuggestion]) -> list[Row]:
    return [_row(one.statement, one.of, one.kind, WHY[Why(one.why)]) for one in found]


def _row(statement: Statement, of: Statement, kind: str, why: Any) -> Row:
    return {"statement": statement, "of": of, "kind": kind, "why": why}
