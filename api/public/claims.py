"""Claims, their versions and their evidence, as they were published."""

import json
import re
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from api.problems import Problem
from api.public import addresses, answers, parameters
from api.public.cursors import EPOCH, Cursor
from api.public.paging import Keyset, Page, a_sequence, foreign
from api.public.view import PublicView
from record import reading
from record.models import Listing
from record.models.listing import PublicState

NEWEST_FIRST = Keyset("valid_from", "sequence", a_sequence)


def stored_or_problem(claim_id: str, request: Request, **which: Any) -> reading.Stored:
    """The version asked for. Raises `Problem`: not found, or withheld."""
    found = reading.stored(claim_id, held=answers.held(request), **which)
    if found is None:
        raise Problem("not-found", "No published claim, or version of one, answers to this address.")
    if found.state == PublicState.WITHHELD:
        raise Problem("withheld")
    return found


def a_number(text: str) -> int:
    """A version's number from an address. Raises `Problem`."""
    if not re.fullmatch(r"[1-9][0-9]{0,8}", text):
        raise Problem("not-found", "A version has a number from 1 on.")
    return int(text)


class ClaimList(PublicView):
    """Published claims, newest first

    Summaries: what a claim says without its evidence, which is counted instead. Withheld and retracted claims are left
    out. With `as_of`, the versions that were the newest at that instant.
    """

    parameters = [*parameters.CLAIM_FILTERS, parameters.AS_OF, *parameters.PAGING]
    answers = "ClaimSummaryPage"

    def get(self, request: Request) -> HttpResponse:
        """One statement of SQL, and no summary is read: their bytes go out side by side."""
        instant = self.asked.get("as_of")
        listed = Listing.objects.listed()
        rows = parameters.narrow(listed.as_of(instant) if instant else listed.current(), self.asked, self.parameters)
        page = NEWEST_FIRST.page(rows, ["version__summary", "state", "claim_id", "number"], self.asked)
        if not page.rows:
            parameters.require_existing(self.asked, self.parameters)
        return answers.listing(
            request,
            [
                answers.front(bytes(data), url=addresses.of_claim(key, number if instant else None), state=state)
                for data, state, key, number in page.rows
            ],
            page.links(request.path, request.query_params),
        )


class ClaimDetail(PublicView):
    """One claim with all its evidence

    The newest version, or with `as_of` the one that was the newest at that instant. A retracted claim answers with a
    tombstone: why, and nothing of what it said beyond its words. Older versions carry the state of the claim now.
    """

    parameters = [parameters.AS_OF]
    answers = "ClaimOrTombstone"
    problems = ["withheld"]

    def get(self, request: Request, claim_id: str) -> HttpResponse:
        """One statement of SQL; the document is not loaded for a reader who holds it."""
        instant: datetime | None = self.asked.get("as_of")
        found = stored_or_problem(claim_id, request, instant=instant)
        return answers.document(request, found, addresses.of_claim(claim_id, found.number if instant else None))


class VersionList(PublicView):
    """The versions of one claim, newest first

    Every version stays at its address for ever.
    """

    parameters = parameters.PAGING
    answers = "VersionPage"
    problems = ["withheld"]

    def get(self, request: Request, claim_id: str) -> HttpResponse:
        """One statement of SQL."""
        rows = Listing.objects.filter(claim_id=claim_id) if reading.is_id(claim_id) else Listing.objects.none()
        columns = ["number", "verdict", "valid_from", "state", "version__kind", "version__recorded_at"]
        digests = ["version__content_digest", "version__publication_digest", "version__replayed"]
        page = NEWEST_FIRST.page(rows, [*columns, *digests], self.asked)
        if not page.rows:
            raise Problem("not-found", "No published claim answers to this address.")
        if page.rows[0][3] == PublicState.WITHHELD:
            raise Problem("withheld")
        results = [
            {
                "url": addresses.of_claim(claim_id, number),
                "number": number,
                "kind": kind,
                "verdict": verdict or None,
                "published_at": published_at.isoformat(),
                "recorded_at": recorded_at.isoformat(),
                "replayed": replayed,
                "digest": digest,
                "publication_digest": publication_digest,
            }
            for number, verdict, published_at, _, kind, recorded_at, digest, publication_digest, replayed in page.rows
        ]
        return answers.listing(request, map(answers.dump, results), page.links(request.path, request.query_params))


class VersionDetail(PublicView):
    """One version of a claim, as it was published

    Its document never changes; `state` is that of the claim now.
    """

    answers = "ClaimOrTombstone"
    problems = ["withheld"]

    def get(self, request: Request, claim_id: str, number: str) -> HttpResponse:
        """One statement of SQL; the document is not loaded for a reader who holds it."""
        found = stored_or_problem(claim_id, request, number=a_number(number))
        return answers.document(request, found, addresses.of_claim(claim_id, found.number))


class EvidenceList(PublicView):
    """The evidence of one claim, in pages

    In the order in which it was said. All pages that one cursor leads through are of one version, even if another is
    published meanwhile. A retracted claim has none.
    """

    parameters = parameters.PAGING
    answers = "EvidencePage"
    problems = ["withheld"]

    def get(self, request: Request, claim_id: str) -> HttpResponse:
        """The one address that reads a stored document, to cut it."""
        cursor: Cursor | None = self.asked.get("cursor")
        # The key holds version and place: both below a thousand million, so that either fits beside the other.
        number, start = divmod(a_sequence(cursor.key), 10**9) if cursor else (None, 0)
        found = reading.stored(claim_id, number=number)
        if found is None and cursor:
            raise foreign()
        if found is None:
            raise Problem("not-found", "No published claim answers to this address.")
        if found.state == PublicState.WITHHELD:
            raise Problem("withheld")
        rows = json.loads(found.document).get("evidence", [])
        size = self.asked.get("page_size", parameters.DEFAULT_PAGE_SIZE)

        def at(place: int) -> Cursor:
            return Cursor(False, EPOCH, str(found.number * 10**9 + place))

        page = Page(
            [],
            next=at(start + size) if start + size < len(rows) else None,
            previous=at(max(0, start - size)) if start else None,
        )
        results = map(answers.dump, rows[start : start + size])
        return answers.listing(request, results, page.links(request.path, request.query_params))
