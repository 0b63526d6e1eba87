"""What happened to the public record, for programs that keep a copy of it."""

from typing import Any

from django.db.models import F
from django.http import HttpResponse
from rest_framework.request import Request

from api.public import addresses, answers, filters, parameters
from api.public.paging import Keyset, a_sequence
from api.public.view import PublicView
from record.models import Change
from record.models.listing import PublicState

OLDEST_FIRST = Keyset("", "sequence", a_sequence, ascending=True)


class ChangeList(PublicView):
    """Every publication, correction, retraction and erasure, oldest first, each once

    To keep a copy: read from `updated_since=0` to the end, remember the `sequence` of the last change, and go on from there.
    A change is numbered while it holds the record, so none with a smaller number appears later, whatever clocks say and in
    whichever order transactions end. While a claim is withheld, `document` is null in all its changes: show it no more. Once
    it is shown again, the versions made meanwhile are told, and a change of state.
    """

    parameters = [filters.CHANGED_SINCE, parameters.VIEW, *parameters.PAGING]
    answers = "ChangePage"

    def get(self, request: Request) -> HttpResponse:
        """One statement of SQL."""
        form = "document" if self.asked.get("view") == "full" else "summary"
        rows = filters.narrow(Change.objects.all(), self.asked, self.parameters)
        rows = rows.annotate(
            claim=F("version__claim_id"), number=F("version__number"), state=F("version__listing__state")
        )
        columns = ["sequence", "kind", "at", "claim", "number", "state", f"version__{form}"]
        page = OLDEST_FIRST.page(rows, columns, self.asked)
        return answers.listing(request, map(_result, page.rows), page.links(request.path, request.query_params))


def _result(row: tuple[Any, ...]) -> bytes:
    sequence, kind, at, claim, number, state, data = row
    line = {"sequence": sequence, "kind": kind, "at": at.isoformat(), "claim": claim, "version": number}
    if state == PublicState.WITHHELD:
        return answers.dump(line | {"document": None})
    document = answers.front(bytes(data), url=addresses.of_claim(claim, number), state=state)
    return answers.dump(line)[:-1] + b',"document":' + document + b"}"
