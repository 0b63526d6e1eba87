"""Claims, their versions and their evidence, as they were published."""

import json
import re
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from api.problems import Problem
from api.public import addresses, answers, filters, parameters
from api.public.cursors import EPOCH, Cursor
from api.public.filters import MentionFilter
from api.public.paging import Keyset, Page, a_sequence, around, foreign, places
from api.public.view import PublicView
from record import browsing, reading
from record.models import Listing
from record.models.listing import PublicState

NEWEST_FIRST = Keyset("valid_from", "sequence", a_sequence)


def stored_or_problem(claim_id: str, request: Request, **which: Any) -> reading.Stored:
    """The version asked for. Raises `Problem`: not found, or withheld."""
    found = reading.stored(claim_id, held=answers.held(request), **which)
    if found is None:
        first = browsing.first_of(claim_id)
        if first is None or first.state != PublicState.WITHHELD:
            raise Problem("not-found", "No published claim, or version of one, answers to this address.")
    if found is None or found.state == PublicState.WITHHELD:
        raise Problem("withheld")  # which versions it has is not told either
    return found


def a_number(text: str) -> int:
    """A version's number from an address. Raises `Problem`."""
    if not re.fullmatch(r"[1-9][0-9]{0,8}", text):
        raise Problem("not-found", "A version has a number from 1 on.")
    return int(text)


class ClaimList(PublicView):
    """Published claims, newest first

    Summaries, which count the evidence, or with `view=full` whole documents. Withheld and retracted claims are left out.
    With `as_of`, the versions that were the newest at that instant; who is named in evidence is known of the present ones
    alone. With `q`, those that hold any of the words, by relevance; `ranked` then says among how many.
    """

    parameters = [
        *filters.CLAIM_FILTERS, parameters.QUESTION, parameters.AS_OF, parameters.ORDERING,
        parameters.VIEW, *parameters.PAGING,
    ]  # fmt: skip
    answers = "ClaimSummaryPage"

    def get(self, request: Request) -> HttpResponse:
        """One statement of SQL, and no document is read: their bytes go out side by side."""
        words, ordering = self.asked.get("q", ""), self.asked.get("ordering")
        instant = self.asked.get("as_of")
        self._refuse_what_does_not_fit()
        listed = Listing.objects.listed()
        rows = listed.as_of(instant) if instant else listed.current()
        rows = filters.narrow(rows, self.asked, self.parameters, ("pk", "version_id"))
        if words and (ordering or "relevance") == "relevance":
            return self._ranked(request, rows.search(words, self.asked.get("language")))
        if words:
            rows = rows.with_words(words, self.asked.get("language"))
        column, ascending = parameters.ORDERS[ordering or "-published"]
        if column == "made_earliest":
            rows = rows.filter(made_earliest__isnull=False)
        page = Keyset(column, "sequence", a_sequence, ascending).page(rows, self._columns(), self.asked)
        if not page.rows:
            filters.require_existing(self.asked, self.parameters)
        return answers.listing(request, map(self._result, page.rows), page.links(request.path, request.query_params))

    def _ranked(self, request: Request, rows: Any) -> HttpResponse:
        start, size = places(self.asked, reading.MOST_RANKED)
        found = list(rows.values_list(*self._columns(), "score", "ranked")[start : start + size + 1])
        if not found:
            filters.require_existing(self.asked, self.parameters)
        page = around(start, size, more=len(found) > size)
        hits = found[0][-1] if found else 0
        return answers.listing(
            request,
            [self._result(row[:4], **self._more(row[4])) for row in found[:size]],
            page.links(request.path, request.query_params),
            ranked={"hits": hits, "complete": hits < reading.MOST_RANKED},
        )

    def _more(self, score: int) -> dict[str, Any]:
        return {}

    def _columns(self) -> list[str]:
        form = "document" if self.asked.get("view") == "full" else "summary"
        return [f"version__{form}", "state", "claim_id", "number"]

    def _result(self, row: tuple[Any, ...], **more: Any) -> bytes:
        data, state, key, number = row
        address = addresses.of_claim(key, number if "as_of" in self.asked else None)
        return answers.front(bytes(data), url=address, state=state, **more)

    def _refuse_what_does_not_fit(self) -> None:
        faults = []
        if self.asked.get("ordering") == "relevance" and "q" not in self.asked:
            faults.append({"parameter": "ordering", "detail": "Relevance is to words: give `q` as well."})
        if "as_of" in self.asked:
            faults += [
                {"parameter": one.name, "detail": "It is known of the present versions alone: leave `as_of` out."}
                for one in self.parameters
                if isinstance(one, MentionFilter) and one.name in self.asked
            ]
        if faults:
            raise Problem("bad-parameters", errors=faults)


class Search(ClaimList):
    """Claims that words find, the best fit first

    `q` takes words, a sentence or a whole post; all filters of the list of claims may narrow it. Each result has a `score`,
    which compares with the others of the same answer alone. Of more than a thousand hits the newest are ranked, and
    `ranked.complete` is false. Pages are places in the ranking, which is made anew for each.
    """

    parameters = [
        replace(parameters.QUESTION, required=True),
        *filters.CLAIM_FILTERS,
        parameters.AS_OF,
        parameters.VIEW,
        *parameters.PAGING,
    ]
    answers = "SearchPage"

    def _more(self, score: int) -> dict[str, Any]:
        return {"score": score / 1_000}


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
    published meanwhile. With `as_of`, of the version that was the newest at that instant; with `said_before`, only what had
    surely been said by then. A retracted claim has none.
    """

    parameters = [parameters.AS_OF, filters.SAID_BEFORE, *parameters.PAGING]
    answers = "EvidencePage"
    problems = ["withheld"]

    def get(self, request: Request, claim_id: str) -> HttpResponse:
        """The one address that reads a stored document, to cut it."""
        cursor: Cursor | None = self.asked.get("cursor")
        # The key holds version and place: both below a thousand million, so that either fits beside the other.
        number, start = divmod(a_sequence(cursor.key), 10**9) if cursor else (None, 0)
        found = reading.stored(claim_id, number=number, instant=None if cursor else self.asked.get("as_of"))
        if found is None and cursor:
            raise foreign()
        if found is None:
            raise Problem("not-found", "No published claim answers to this address.")
        if found.state == PublicState.WITHHELD:
            raise Problem("withheld")
        rows = json.loads(found.document).get("evidence", [])
        if before := self.asked.get("said_before"):
            rows = [row for row in rows if row["said_at"] and datetime.fromisoformat(row["said_at"]["latest"]) < before]
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
