"""The reader: a captured text, the quotes found in it, and a form that makes evidence of selected words."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.actions import drafting
from claims.models import Claim
from desk import reuse_panel
from desk.admin_classes import by_of
from desk.evidence_form import ReaderForm
from desk.recording import Recorder
from history.errors import NotAllowed, Refusal
from record.wording import CHECKS, DRIFTS, Words
from sources import access, quotes
from sources.actions.capturing import FILLED, UNKNOWN_LANGUAGE
from sources.models import Sighting, Snapshot, Source, Statement
from sources.models.snapshot import SnapshotState
from sources.page_flags import FLAGS
from sources.stated_time import StatedTime

FIELD_LABELS = {
    "title": gettext_lazy("Title"),
    "byline": gettext_lazy("Byline"),
    "published": gettext_lazy("Published"),
    "language": gettext_lazy("Language"),
    "declared_credit": gettext_lazy("Credit it declares"),
}

DRIFTED_SHOWN = 20


@dataclass(frozen=True)
class Segment:
    """A run of the text; with the statement whose words it is, or as the place that a check found."""

    text: str
    statement: Statement | None = None
    is_place: bool = False


def view(request: HttpRequest, pk: str, model_admin: Any) -> HttpResponse:
    """Shows the newest capture, or the one that `?snapshot=` names; keeps what was selected."""
    source = get_object_or_404(Source.objects.select_related("outlet"), pk=pk)
    snapshot = _snapshot(source, request.GET.get("snapshot", ""))
    claim = Claim.objects.filter(pk=request.GET.get("claim") or request.POST.get("claim") or "").first()
    refusal = access.refusal_to_write(request.user)
    if request.method == "POST" and refusal:
        raise PermissionDenied(refusal)
    form = ReaderForm(request.POST or None, source=source, claim=claim) if refusal is None else None
    status, check = 200, None
    if request.method == "POST" and form is not None:
        status = 400
        if form.is_valid():
            if "_check" in request.POST:
                status, check = 200, _check(form.cleaned_data, snapshot)
            else:
                status = _keep(request, form, snapshot)
                if status == 302:
                    return redirect(f"{request.path}?{request.GET.urlencode()}")
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Read %(source)s") % {"source": source},
        "subtitle": None,
        "opts": model_admin.opts,
        "original": source,
        "snapshot": snapshot,
        "pending": source.snapshots.filter(state=SnapshotState.PENDING).first(),
        "snapshots": source.snapshots.all()[:20],
        "claim": claim,
        "form": form,
        "refusal": refusal,
        "check": check,
        "guesses": reuse_panel.guesses(source),
        "found": suggestions(source, snapshot),
        "flags": [(code, _(FLAGS.get(code, code))) for code in snapshot.flags] if snapshot else [],
        "parts": parts(source, snapshot, (check or {}).get("place")) if snapshot else [],
        "drifted": _drifted(source),
    }
    request.current_app = model_admin.admin_site.name
    return TemplateResponse(request, "desk/reader.html", context, status=status)


def address_of(source: Source, claim: str = "") -> str:
    """Where a source is read, in the course of a claim or not."""
    return reverse("admin:sources_source_read", args=[source.pk]) + (f"?claim={claim}" if claim else "")


def _snapshot(source: Source, key: str) -> Snapshot | None:
    if key:
        return get_object_or_404(source.snapshots.complete(), pk=key)
    return source.snapshots.complete().exclude(text="").first() or source.snapshots.complete().first()


def _keep(request: HttpRequest, form: ReaderForm, snapshot: Snapshot | None) -> int:
    """Records the statement and, where a claim was named, the evidence. 302 where that was done."""
    typed, by = form.cleaned_data, by_of(request)
    try:
        with transaction.atomic():
            said = Recorder(by).statement(typed | {"snapshot": snapshot}, StatedTime())
            if typed["claim"]:
                drafting.add_evidence(claim=typed["claim"], statement=said, by=by, **form.columns())
    except ValidationError as error:
        form.add_error(None, error)
        return 400
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return 403 if isinstance(refusal, NotAllowed) else 409
    words = CHECKS[said.check_status]
    messages.success(request, _("Kept. %(check)s: %(meaning)s") % {"check": words.label, "meaning": words.sentence})
    return 302


def _drifted(source: Source) -> list[tuple[Sighting, Words]]:
    """Whose words changed on the page since, the latest first, with what that means."""
    rows = Sighting.objects.changed().filter(statement__source=source).select_related("statement")
    return [(row, DRIFTS[row.finding]) for row in rows[:DRIFTED_SHOWN]]


def _check(typed: dict[str, Any], snapshot: Snapshot | None) -> dict[str, Any] | None:
    """What a check of these words says, before anything is kept."""
    if not typed["words"] or snapshot is None:
        return None
    if snapshot.is_typed or snapshot.is_drawn:
        is_there = snapshot.is_typed and typed["words"] in snapshot.text
        words = CHECKS["transcribed" if is_there else "unverifiable"]
        return {"words": words, "reason": "", "diff": [], "place": None, "caution": ""}
    found = quotes.check(typed["words"], snapshot.text, hint=typed["near"])
    place = (found.start, found.end) if found.start is not None else found.suggestion
    return {
        "words": CHECKS[found.status],
        "reason": found.reason,
        "diff": found.diff,
        "caution": found.caution,
        "place": place[:2] if place else None,
    }


def check_of(statement: Statement) -> dict[str, Any]:
    """What the check of a statement's words found, in words, with the difference where they are altered."""
    words = CHECKS[statement.check_status]
    told: dict[str, Any] = {"words": words, "reason": "", "diff": [], "caution": ""}
    if statement.check_algorithm and statement.snapshot:
        found = quotes.check(statement.quote, statement.snapshot.text, hint=statement.start)
        told |= {"reason": found.reason, "diff": found.diff, "caution": found.caution}
    return told


def parts(source: Source, snapshot: Snapshot, place: tuple[int, int] | None = None) -> list[dict[str, Any]]:
    """The article and what the page shows around it, each in segments. `start` is where the part begins in the text."""
    text, cut = snapshot.text, snapshot.article_length or len(snapshot.text)
    marks = _marks(source, snapshot)
    if place:
        marks = [mark for mark in marks if mark[1] <= place[0] or mark[0] >= place[1]] + [(*place, None)]
    found = []
    for begin, end in ((0, cut), (cut, len(text))):
        if begin < end:
            inside = sorted((mark for mark in marks if begin <= mark[0] and mark[1] <= end), key=lambda mark: mark[0])
            found.append({"start": begin, "segments": _segments(text, begin, end, inside)})
    return found


def _marks(source: Source, snapshot: Snapshot) -> list[tuple[int, int, Statement | None]]:
    """Where quotes of this source stand in this snapshot: their own position, or where a later look found them."""
    own = Statement.objects.filter(snapshot=snapshot, start__isnull=False).select_related("speaker", "source__outlet")
    seen = Sighting.objects.filter(snapshot=snapshot, start__isnull=False).select_related(
        "statement__speaker", "statement__source__outlet"
    )
    marks = [(row.start, row.end, row) for row in own]
    marks += [(row.start, row.end, row.statement) for row in seen]
    return [(start, end, statement) for start, end, statement in marks if start is not None and end is not None]


def _segments(text: str, begin: int, end: int, marks: list[tuple[int, int, Statement | None]]) -> list[Segment]:
    segments, at = [], begin
    for first, last, statement in marks:
        if first < at:
            continue  # two quotes overlap: the first one is marked, both are listed
        segments += [Segment(text[at:first]), Segment(text[first:last], statement, statement is None)]
        at = last
    return [segment for segment in [*segments, Segment(text[at:end])] if segment.text]


def suggestions(source: Source, snapshot: Snapshot | None) -> list[dict[str, Any]]:
    """What the page says of itself beside what is written about the source, where the two differ."""
    if snapshot is None:
        return []
    rows = []
    for name, label in FIELD_LABELS.items():
        said = snapshot.found.get(name)
        if name == "published":
            said, written = (said or {}).get("words"), source.published_words
        else:
            written = getattr(source, name)
        if said and said != written:
            written = "" if written == UNKNOWN_LANGUAGE else written
            where = snapshot.found.get("found_in", {}).get(name, "")
            rows.append({"name": name, "label": label, "said": said, "written": written, "where": where})
    return rows


def page_says(source: Source, name: str) -> dict[str, Any]:
    """The columns of a source as its newest capture gives them; empty where it says nothing of this field."""
    snapshot = _snapshot(source, "")
    said = snapshot.found.get(name) if snapshot and name in FILLED else None
    if not said:
        return {}
    return StatedTime.from_json(said).columns("published") if name == "published" else {name: said}
