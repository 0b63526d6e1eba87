"""Who and what is named in published claims: events, speakers, outlets, sources, statements, by their public faces."""

from typing import ClassVar

from django.http import HttpResponse
from rest_framework.request import Request

from api.problems import Problem
from api.public import addresses, answers, filters, parameters
from api.public.paging import Keyset, an_id
from api.public.view import PublicView
from record import reading
from record.models import Card
from record.models.card import CardKind

NEWEST_FIRST = Keyset("at", "id", an_id)


def _put(kind: CardKind, key: str, data: bytes) -> bytes:
    """The stored bytes with the address of our page in front. A source has a `url` of its own, a statement no page."""
    if kind == CardKind.STATEMENT:
        return data
    return answers.front(data, **{"page" if kind == CardKind.SOURCE else "url": addresses.of_card(kind, key)})


class CardList(PublicView):
    """A list of cards; a subclass says of which kind."""

    kind: ClassVar[CardKind]

    def get(self, request: Request) -> HttpResponse:
        """One statement of SQL."""
        rows = Card.objects.filter(kind=self.kind)
        rows = filters.narrow(rows, self.asked, self.parameters, ("pk", f"{self.kind}_id"))
        page = NEWEST_FIRST.page(rows, ["id", "document"], self.asked)
        if not page.rows:
            filters.require_existing(self.asked, self.parameters)
        results = [_put(self.kind, key, bytes(data)) for key, data in page.rows]
        return answers.listing(request, results, page.links(request.path, request.query_params))


class CardDetail(PublicView):
    """One card; a subclass says of which kind."""

    kind: ClassVar[CardKind]

    def get(self, request: Request, **which: str) -> HttpResponse:
        """One statement of SQL."""
        [key] = which.values()
        rows = Card.objects.filter(kind=self.kind, pk=key).values_list("document", flat=True)
        data = rows.first() if reading.is_id(key) else None
        if data is None:
            raise Problem("not-found", f"No {self.kind} of a published claim answers to this address.")
        return answers.whole(request, _put(self.kind, key, bytes(data)))


class EventList(CardList):
    """Events with published claims, newest first

    By the earliest instant at which they may have begun; those without a date come last.
    """

    kind = CardKind.EVENT
    parameters = [
        filters.CLAIM, filters.SPEAKER, filters.PRINCIPAL, filters.OUTLET, filters.SOURCE, filters.STANCE, *parameters.PAGING,
    ]  # fmt: skip
    answers = "EventPage"


class EventDetail(CardDetail):
    """One event

    Its claims are at `/api/v1/claims/?event=<id>`.
    """

    kind = CardKind.EVENT
    answers = "Event"


class SpeakerList(CardList):
    """Speakers in published claims, those named in the newest publications first

    With filters, those with a piece of evidence that fits them all.
    """

    kind = CardKind.SPEAKER
    parameters = [
        filters.EVENT, filters.CLAIM, filters.PRINCIPAL, filters.OUTLET, filters.SOURCE, filters.STANCE, *parameters.PAGING,
    ]  # fmt: skip
    answers = "SpeakerPage"


class SpeakerDetail(CardDetail):
    """One speaker

    Their statements are at `/api/v1/statements/?speaker=<id>`, the claims at `/api/v1/claims/?speaker=<id>`.
    """

    kind = CardKind.SPEAKER
    answers = "Speaker"


class OutletList(CardList):
    """Outlets in published claims, those named in the newest publications first

    With filters, those with a piece of evidence that fits them all.
    """

    kind = CardKind.OUTLET
    parameters = [filters.EVENT, filters.CLAIM, filters.SPEAKER, filters.PRINCIPAL, filters.STANCE, *parameters.PAGING]
    answers = "OutletPage"


class OutletDetail(CardDetail):
    """One outlet

    Its sources are at `/api/v1/sources/?outlet=<id>`, the claims at `/api/v1/claims/?outlet=<id>`.
    """

    kind = CardKind.OUTLET
    answers = "Outlet"


class SourceList(CardList):
    """Sources in published claims, the newest first

    By when they say they were published; those that do not say come last. With filters, those with a piece of evidence that
    fits them all.
    """

    kind = CardKind.SOURCE
    parameters = [
        filters.EVENT, filters.CLAIM, filters.SPEAKER, filters.PRINCIPAL, filters.OUTLET, filters.STANCE, *parameters.PAGING,
    ]  # fmt: skip
    answers = "SourcePage"


class SourceDetail(CardDetail):
    """One source, with its outlet

    Its statements are at `/api/v1/statements/?source=<id>`, the claims at `/api/v1/claims/?source=<id>`.
    """

    kind = CardKind.SOURCE
    answers = "SourceWithOutlet"


class StatementList(CardList):
    """Statements that are evidence in published claims, the newest first

    By the earliest instant at which they may have been said; those without a date come last. With filters, those that are a
    piece of evidence which fits them all.
    """

    kind = CardKind.STATEMENT
    parameters = [
        filters.EVENT, filters.CLAIM, filters.SPEAKER, filters.PRINCIPAL, filters.OUTLET, filters.SOURCE, filters.STANCE,
        filters.FIGURE_FROM, filters.FIGURE_TO, filters.SAID_BEFORE, *parameters.PAGING,
    ]  # fmt: skip
    answers = "StatementPage"


class StatementDetail(CardDetail):
    """One statement

    The claims it is evidence in are at `/api/v1/claims/?statement=<id>`.
    """

    kind = CardKind.STATEMENT
    answers = "Statement"
