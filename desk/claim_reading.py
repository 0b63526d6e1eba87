"""Reads of one claim that several of its pages share."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims import documents
from claims.differences import Difference, differences
from claims.documents import Document
from claims.models import Claim, Review
from claims.models.review import Decision
from claims.workflow import Status
from history.log import Target, target_of
from record import explaining
from record.models import Version


def find(pk: str) -> Claim | None:
    """The claim with what its page shows of it."""
    return (
        Claim.objects.select_related(
            "event",
            "author",
            "assigned_to",
            "revision__submitted_by",
            "claimant__principal",
            "acknowledged_by__principal",
        )
        .filter(pk=pk)
        .first()
    )


def chains(claim: Claim) -> list[Target]:
    """The chains of the claim and of every row that its document holds."""
    return [target_of(claim), *documents.build(claim).inputs]


@require_safe
def explanation(request: HttpRequest, pk: str) -> HttpResponse:
    """Chain, origins, figures and label with the rule that gave each: what `manage.py explain` prints."""
    claim = find(pk)
    if claim is None:
        raise Http404
    told = "\n".join(explaining.lines(documents.build(claim).content))
    return HttpResponse(f"{told}\n", content_type="text/plain; charset=utf-8")


def comparisons(claim: Claim, document: Document, newest: Version | None) -> list[tuple[str, list[Difference]]]:
    """What changed since the last approval and since the last version, each under its heading."""
    if claim.status == Status.SETTLED:
        now = document.content
    elif claim.status in (Status.IN_REVIEW, Status.APPROVED) and claim.revision:
        now = claim.revision.content
    else:
        return []
    found = []
    approval = _last_approval(claim)
    if approval is not None and claim.status == Status.IN_REVIEW:
        heading = _("Since the last approval (revision %(number)s)") % {"number": approval.revision.number}
        found.append((heading, differences(approval.revision.content, now)))
    if newest is not None:
        heading = _("Since version %(number)s, which is public") % {"number": newest.number}
        found.append((heading, differences(newest.content, now)))
    return found


def _last_approval(claim: Claim) -> Review | None:
    """The newest approval of another revision than the one in review."""
    approvals = Review.objects.filter(revision__claim=claim, decision=Decision.APPROVE).exclude(revision=claim.revision)
    return approvals.select_related("revision").order_by("-at").first()
