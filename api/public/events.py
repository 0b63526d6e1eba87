"""Events that published claims are about."""

from datetime import UTC, datetime

from django.db.models import Value
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from rest_framework.request import Request

from api.problems import Problem
from api.public import addresses, answers, parameters
from api.public.paging import Keyset, an_id
from api.public.view import PublicView
from record import reading
from record.models import Card
from record.models.card import CardKind

# The engines disagree on where an empty value sorts: an event without a date is older than every dated one.
UNDATED = Value(datetime.min.replace(tzinfo=UTC))
NEWEST_FIRST = Keyset("begins", "id", an_id)


class EventList(PublicView):
    """Events with published claims, newest first

    By the earliest instant at which they may have begun; those without a date come last.
    """

    parameters = parameters.PAGING
    answers = "EventPage"

    def get(self, request: Request) -> HttpResponse:
        """One statement of SQL."""
        rows = Card.objects.filter(kind=CardKind.EVENT).annotate(begins=Coalesce("starts_at", UNDATED))
        page = NEWEST_FIRST.page(rows, ["id", "document"], self.asked)
        return answers.listing(
            request,
            [answers.front(bytes(data), url=addresses.of_event(key)) for key, data in page.rows],
            page.links(request.path, request.query_params),
        )


class EventDetail(PublicView):
    """One event

    Its claims are at `/api/v1/claims/?event=<id>`.
    """

    answers = "Event"

    def get(self, request: Request, event_id: str) -> HttpResponse:
        """One statement of SQL."""
        rows = Card.objects.filter(kind=CardKind.EVENT, pk=event_id).values_list("document", flat=True)
        data = rows.first() if reading.is_id(event_id) else None
        if data is None:
            raise Problem("not-found", "No event with published claims answers to this address.")
        return answers.whole(request, answers.front(bytes(data), url=addresses.of_event(event_id)))
