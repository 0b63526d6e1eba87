"""Corrections: what we had said, what we say now, and why."""

from django.http import HttpResponse
from rest_framework.request import Request

from api.public import addresses, answers, filters, parameters
from api.public.paging import Keyset, a_sequence
from api.public.view import PublicView
from record.models import Correction
from record.models.listing import PublicState

NEWEST_FIRST = Keyset("at", "sequence", a_sequence)


class CorrectionList(PublicView):
    """Corrections of published claims, newest first

    Those of withheld claims are left out while they are withheld.
    """

    parameters = [*filters.CORRECTION_FILTERS, *parameters.PAGING]
    answers = "CorrectionPage"

    def get(self, request: Request) -> HttpResponse:
        """One statement of SQL."""
        rows = Correction.objects.exclude(version__listing__state=PublicState.WITHHELD)
        rows = filters.narrow(rows, self.asked, self.parameters)
        columns = ["id", "version__claim_id", "version__number", "at", "what", "old", "new", "why"]
        page = NEWEST_FIRST.page(rows, columns, self.asked)
        if not page.rows:
            filters.require_existing(self.asked, self.parameters)
        results = [
            {
                "url": addresses.of_claim(claim_id, number),
                "id": key,
                "claim": claim_id,
                "version": number,
                "at": at.isoformat(),
                "what": what,
                "old": old,
                "new": new,
                "why": why,
            }
            for key, claim_id, number, at, what, old, new, why in page.rows
        ]
        return answers.listing(request, map(answers.dump, results), page.links(request.path, request.query_params))
